"""What stands on a packing list (följesedel): the page in the envelope, with the serials as codes."""

import datetime
from dataclasses import dataclass

from common.sentence import Sentence
from labels.contents.address import Address
from labels.contents.checks import (
    check_for_personnummer,
    check_number,
    check_order_number,
    check_text,
    check_url,
)
from labels.contents.label import LabelKind
from labels.errors import LabelError
from labels.typesetting.typeface import tidy

LONGEST_ARTICLE = 80
LONGEST_SERIAL = 40
MOST_ROWS = 200


@dataclass(frozen=True)
class PackedLine:
    """One article in the envelope, with the serials it carries: none, one, or left, right and charger."""

    article: str
    article_number: str = ""
    serials: tuple[str, ...] = ()
    """Number fields: as they are registered. Ten digits that pass the personnummer check are a serial all the same."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "article", tidy(self.article))
        object.__setattr__(self, "article_number", tidy(self.article_number))
        object.__setattr__(self, "serials", tuple(tidy(serial) for serial in self.serials))
        if not self.article:
            raise LabelError("En rad på följesedeln ska ha artikelns namn, men det är tomt. Fyll i det.")
        check_text(self.article, Sentence("följesedelns rader"), LONGEST_ARTICLE)
        for number in (self.article_number, *self.serials):
            check_for_personnummer(number, Sentence("följesedelns nummer"))
            if len(number) > LONGEST_SERIAL or not number.isprintable():
                raise LabelError(
                    "Ett serienummer eller artikelnummer ska ha högst %(most)s synliga tecken, men är "
                    "”%(number)s”. Rätta det.",
                    most=LONGEST_SERIAL,
                    number=number,
                )
        if "" in self.serials:
            raise LabelError(
                "Ett serienummer för %(article)s är tomt. Fyll i det, eller ta bort det.",
                article=self.article,
            )


@dataclass(frozen=True)
class PackingList:
    """One return's contents. As many pages as the rows take."""

    kind: LabelKind
    number: str
    url: str
    sender: Address
    recipient: Address
    order_number: str
    date: datetime.date
    lines: tuple[PackedLine, ...]
    reprint: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "order_number", tidy(self.order_number))
        check_number(self.number)
        check_url(self.url, self.number)
        if self.order_number or self.kind is not LabelKind.TO_UNIT:
            check_order_number(self.order_number)
        if not self.lines or len(self.rows) > MOST_ROWS:
            raise LabelError(
                "En följesedel ska ha 1–%(most)s rader, men har %(rows)s. Dela returen i flera kuvert.",
                most=MOST_ROWS,
                rows=len(self.rows),
            )

    @property
    def rows(self) -> tuple[tuple[PackedLine, str | None], ...]:
        """(line, serial): a line without serials is one row."""
        return tuple((line, serial) for line in self.lines for serial in (line.serials or (None,)))
