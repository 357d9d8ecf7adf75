"""Sentences for the user: the Swedish text with its values beside it, so that it can be stored and translated.

Everything that tells a user something has a Sentence: verdicts, problems in a code or a file, and every error that is
an answer (`SentenceError`). It is translated in one place, `web.http.translated`.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from babel.dates import format_date

LONG_DAY = "d MMMM y"


class Day(datetime.date):
    """A date inside a sentence. `str()` gives it in Swedish, with the year."""

    def __str__(self) -> str:
        return self.said_in("sv")

    def said_in(self, locale: str) -> str:
        return format_date(datetime.date(self.year, self.month, self.day), LONG_DAY, locale=locale)

    @classmethod
    def of(cls, date: datetime.date) -> "Day":
        return cls(date.year, date.month, date.day)


Say = Callable[["Sentence"], str]
"""A function that gives a sentence as text: `str` gives it in Swedish, the one from `web` in the user's language."""


@dataclass(frozen=True)
class Sentence:
    """`text` is Swedish, with `%(name)s` places for `params` (strings, numbers, `Day`,
    sentences, tuples of them)."""

    text: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.translated(str)

    def __hash__(self) -> int:
        return hash((self.text, str(self)))

    def translated(self, gettext: Callable[[str], str], locale: str = "sv") -> str:
        """The sentence in another language. `gettext` translates its text, and dates are written as in `locale`."""
        text = gettext(self.text) if self.text else ""  # gettext's answer to "" is the catalogue's header
        if not self.params:
            return text
        return text % {name: _said(value, gettext, locale) for name, value in self.params.items()}


NO_SENTENCE = Sentence()
"""Where there is nothing to say."""


def _said(value: Any, gettext: Callable[[str], str], locale: str) -> Any:
    if isinstance(value, Sentence):
        return value.translated(gettext, locale)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(_said(one, gettext, locale)) for one in value)
    return value.said_in(locale) if isinstance(value, Day) else value


class SentenceError(Exception):
    """An error that is an answer for the user. `sentence` says what was expected, what came, and what to do; `str()`
    is its Swedish."""

    def __init__(self, text: str, /, **params: object) -> None:
        self.sentence = Sentence(text, params)
        super().__init__(str(self.sentence))

    @classmethod
    def of(cls, sentence: Sentence) -> Self:
        """The same sentence, told as this kind of error."""
        return cls(sentence.text, **sentence.params)


class WrongFields(SentenceError, ValueError):  # noqa: N818 - it is an answer for the user
    """Values that a thing cannot have. `faults` says for each field what is wrong with it, all of them at once."""

    def __init__(self, faults: Mapping[str, Sentence]) -> None:
        self.faults = dict(faults)
        first = next(iter(self.faults.values()))
        super().__init__(first.text, **first.params)
