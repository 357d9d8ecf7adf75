"""Sentences for the user: the Swedish text with its values beside it, to be stored as it was and translated."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.dates import format_date

SHORT_DAY = "d MMMM"
LONG_DAY = "d MMMM y"


class Day(datetime.date):
    """A date inside a sentence: `str()` is the Swedish way of saying it, with the year."""

    def __str__(self) -> str:
        return self.said_in("sv")

    def said_in(self, locale: str) -> str:
        return format_date(datetime.date(self.year, self.month, self.day), LONG_DAY, locale=locale)

    @classmethod
    def of(cls, date: datetime.date) -> "Day":
        return cls(date.year, date.month, date.day)


Say = Callable[["Sentence"], str]
"""A sentence as its reader is told it: in Swedish by `str`, in the user's language by what `web` hands in."""


@dataclass(frozen=True)
class Sentence:
    """`text` is Swedish, with `%(name)s` places for `params` (strings, numbers, `Day`,
    sentences, tuples of them)."""

    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.translated(str)

    def __hash__(self) -> int:
        return hash((self.text, str(self)))

    def translated(self, gettext: Callable[[str], str], locale: str = "sv") -> str:
        """In another language: `gettext` finds the text, dates are said as in `locale`."""
        text = gettext(self.text) if self.text else ""  # gettext's answer to "" is the catalogue's header
        if not self.params:
            return text
        return text % {name: _said(value, gettext, locale) for name, value in self.params.items()}

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "text": self.text,
            "params": {name: _kept(value) for name, value in self.params.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Sentence":
        return cls(data["text"], {name: _revived(value) for name, value in data["params"].items()})


def _said(value: Any, gettext: Callable[[str], str], locale: str) -> Any:
    if isinstance(value, Sentence):
        return value.translated(gettext, locale)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(_said(one, gettext, locale)) for one in value)
    return value.said_in(locale) if isinstance(value, Day) else value


def _kept(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"sentence": value.to_dict()}
    if isinstance(value, Day):
        return {"day": value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [_kept(one) for one in value]
    return value


def _revived(value: Any) -> Any:
    if isinstance(value, dict) and "sentence" in value:
        return Sentence.from_dict(value["sentence"])
    if isinstance(value, dict) and "day" in value:
        return Day.fromisoformat(value["day"])
    if isinstance(value, list):
        return tuple(_revived(one) for one in value)
    return value
