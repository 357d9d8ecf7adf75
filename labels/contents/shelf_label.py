"""What stands on a shelf's label in the warehouse."""

import re
from dataclasses import dataclass

from common.sentence import Sentence
from labels.contents.checks import check_text
from labels.errors import LabelError
from labels.typesetting.typeface import tidy

SHELF = re.compile(r"[0-9A-Z][0-9A-Z.-]{0,15}")
LONGEST_TITLE = 60
MOST_DETAILS = 3


@dataclass(frozen=True)
class ShelfLabel:
    """The label of a shelf: the place and what belongs there."""

    shelf: str
    """The place, e.g. `A-03-2`: capitals, digits, points and hyphens; printed as Code 128."""
    title: str
    """What lies there: a category or an article."""
    details: tuple[str, ...] = ()
    """Article number, supplier and whatever else helps to find the product."""

    @property
    def number(self) -> str:
        """What names this page in a log."""
        return self.shelf

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", tidy(self.title))
        object.__setattr__(self, "details", tuple(text for text in map(tidy, self.details) if text))
        if not SHELF.fullmatch(self.shelf):
            raise LabelError(
                "En hyllplats ska vara 1–16 versaler A–Z, siffror, punkter och bindestreck, men är "
                "”%(shelf)s”. Rätta den.",
                shelf=self.shelf,
            )
        if not self.title or len(self.details) > MOST_DETAILS:
            raise LabelError(
                "En hyllettikett ska ha en rubrik och högst %(most)s rader till, men har ”%(title)s” och "
                "%(lines)s. Rätta den.",
                most=MOST_DETAILS,
                title=self.title,
                lines=len(self.details),
            )
        for text in (self.title, *self.details):
            check_text(text, Sentence("hyllettiketten"), LONGEST_TITLE)
