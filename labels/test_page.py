"""The page that shows what a printer does to measures: see `labels.profile`."""

import datetime
from dataclasses import dataclass

from common.sentence import Sentence
from labels.checks import check_text
from labels.typeface import tidy


@dataclass(frozen=True)
class TestPage:
    """Rulers to measure with a ruler."""

    __test__ = False
    """Not a test, whatever its name looks like to pytest."""
    printer: str
    date: datetime.date

    @property
    def number(self) -> str:
        return "test"

    def __post_init__(self) -> None:
        object.__setattr__(self, "printer", tidy(self.printer))
        check_text(self.printer, Sentence("skrivarens namn"), 60)
