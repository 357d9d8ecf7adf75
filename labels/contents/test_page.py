"""The page that shows what a printer does to measures: see `labels.profile`."""

import datetime
from dataclasses import dataclass

from common.sentence import Sentence
from labels.contents.checks import check_text
from labels.typesetting.typeface import tidy


@dataclass(frozen=True)
class TestPage:
    """The printed rulers, which somebody then measures with a real one."""

    __test__ = False
    """Tells pytest that this class is not a test, although its name begins with Test."""
    printer: str
    date: datetime.date

    @property
    def number(self) -> str:
        return "test"

    def __post_init__(self) -> None:
        object.__setattr__(self, "printer", tidy(self.printer))
        check_text(self.printer, Sentence("skrivarens namn"), 60)
