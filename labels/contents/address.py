"""A postal address, checked when it is built."""

import re
from dataclasses import dataclass

from common.sentence import Sentence
from labels.contents.checks import check_text
from labels.errors import LabelError
from labels.typesetting.typeface import tidy

POSTCODE = re.compile(r"(\d{3}) ?(\d{2})")
FOREIGN_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{1,11}")
# What the smallest label (99 × 68 mm) has room for. An address that exists can be printed in every format.
LONGEST_NAME = 80
LONGEST_LINE = 50
LONGEST_TOWN = 30
MOST_LINES = 4


@dataclass(frozen=True)
class Address:
    """A postal address by the Swedish convention (SS 613401): no blank lines, postcode and town last."""

    name: str
    """The name of an organisation or a unit."""
    lines: tuple[str, ...]
    """Attention, street or box: what stands between the name and the postcode. Blank ones are left out."""
    postcode: str
    """Swedish postcodes have five digits and are kept as `123 45`. Others stay as their country writes them; then
    `country` is needed."""
    town: str
    country: str = ""
    """It is empty for an address within Sweden."""

    def __post_init__(self) -> None:
        for field in ("name", "town", "country"):
            object.__setattr__(self, field, tidy(getattr(self, field)))
        object.__setattr__(self, "lines", tuple(line for line in map(tidy, self.lines) if line))
        object.__setattr__(self, "postcode", self._checked_postcode())
        self._check_texts()

    @property
    def last_line(self) -> str:
        return f"{self.postcode} {self.town.upper()}"

    @property
    def printed(self) -> tuple[str, ...]:
        """All lines below the name, as they are printed."""
        return (*self.lines, self.last_line, *([self.country.upper()] if self.country else []))

    def _checked_postcode(self) -> str:
        postcode = tidy(self.postcode).upper()
        if swedish := POSTCODE.fullmatch(postcode):
            return f"{swedish[1]} {swedish[2]}"
        if self.country and FOREIGN_POSTCODE.fullmatch(postcode):
            return postcode
        raise LabelError(
            "Postnumret ska vara fem siffror (123 45), men är ”%(postcode)s” i adressen till %(name)s. "
            "Rätta adressen; till utlandet anges även landet.",
            postcode=postcode,
            name=self.name,
        )

    def _check_texts(self) -> None:
        if not (self.name and self.town):
            raise LabelError("En adress ska ha namn och postort, men något av dem är tomt. Rätta adressen.")
        if len(self.lines) > MOST_LINES:
            raise LabelError(
                "En adress får ha högst %(most)s rader under namnet, men har %(lines)s. Korta den.",
                most=MOST_LINES,
                lines=len(self.lines),
            )
        check_text(self.name, Sentence("adressens namn"), LONGEST_NAME)
        check_text(self.town, Sentence("adressens postort"), LONGEST_TOWN)
        check_text(self.country, Sentence("adressens land"), LONGEST_TOWN)
        for text in self.lines:
            check_text(text, Sentence("adressens rader"), LONGEST_LINE)
