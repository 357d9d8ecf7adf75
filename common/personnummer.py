"""How a Swedish personnummer or samordningsnummer is written in a text, in all the ways in which people write one.

Only this module knows the written forms. `common.privacy` decides which of them are refused where.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from stdnum import luhn
from stdnum.se import personnummer

LAST_FOUR = 4
TEN, TWELVE = 10, 12
"""Digits without and with the century."""
CENTURIES = ("18", "19", "20")
COORDINATION_DAYS = 60
"""A samordningsnummer is a personnummer with 60 added to the day (Skatteverket, SKV 707)."""

GAP = r"[\W_]{0,8}"
"""What may stand between two digits: a dash of any kind with spaces around it, a line break, a slash, a point."""
CANDIDATES = tuple(re.compile(rf"(?<!\d)(?=(\d(?:{GAP}\d){{{count - 1}}})(?!\d))") for count in (TWELVE, TEN))
"""Twelve or ten digits with any gaps. The lookahead lets the next candidate begin inside this one."""
ENOUGH_DIGITS = re.compile(rf"\d(?:{GAP}\d){{{TEN - 1}}}")
NO_DIGITS = re.compile(r"\D+")
DATE_FOLLOWS = re.compile(r"\s?([-/.])\s?\d\d?\1\d\d?(?!\d)")
"""After four digits that are a year: '2026-11-25 – 2026-12-10' are two dates, not a birthday and its last four."""
DAY_AND_MONTH_PRECEDE = re.compile(r"(?<!\d)\d\d?[-/.]\d\d?[-/. ]\Z")
"""Before a year: '23/11/2026 02/12/2026' are two dates as well."""
LONGEST_BEFORE = 8
"""Characters before a number that are looked at."""
TIME_OF_DAY = re.compile(r"(?:[01]\d|2[0-3])[:.][0-5]\d")
CAPITALS_BEFORE = re.compile(r"(?<![^\W_])[A-ZÅÄÖ]{1,3}\Z")
CAPITALS_AFTER = re.compile(r"[A-ZÅÄÖ]{1,3}(?![^\W_])")


@dataclass(frozen=True)
class WrittenNumber:
    """A personnummer in a text."""

    start: int
    end: int
    """Where it stands in the text as it was given: text[start:end]."""
    unmistakable: bool
    """Written as only a personnummer is: with the century or with a separator before the last four digits, and not
    as a part of a word. Ten digits in a row can be a serial or an order number that passes the check by chance."""


def find_all(text: str) -> Iterator[WrittenNumber]:
    """Every personnummer in the text, in any written form. They may overlap."""
    if len(text) < TEN:
        return
    plain, places = _without_disguise(text)
    if not ENOUGH_DIGITS.search(plain):
        return
    for pattern in CANDIDATES:
        for match in pattern.finditer(plain):
            start, end = match.span(1)
            if not _has_possible_day(match[1]):
                continue
            written = _Written.of(match[1])
            if written.is_grouped_like_one(plain, start, end) and is_valid(written.digits):
                unmistakable = written.shows_what_it_is and not _is_part_of_a_code(plain, start, end)
                yield WrittenNumber(places[start], places[end - 1] + 1, unmistakable)


def _has_possible_day(text: str) -> bool:
    """Whether the digits can have a possible month and day. It is a quick first look, as most numbers of ten digits are
    something else."""
    digits = text if text.isdigit() else NO_DIGITS.sub("", text)
    month, day = digits[-8:-6], digits[-6:-LAST_FOUR]
    return "01" <= month <= "12" and ("01" <= day <= "31" or "61" <= day <= "91")


def is_valid(digits: str) -> bool:
    """Whether ten or twelve ASCII digits are a personnummer or samordningsnummer: a possible date and a right check
    digit."""
    if len(digits) == TWELVE and not digits.startswith(CENTURIES):
        return False
    if len(digits) not in (TEN, TWELVE) or not luhn.is_valid(digits[-TEN:]):
        return False
    day = int(digits[-6:-LAST_FOUR])
    # The check digit was counted with the 60 in place, so only the date is judged without it.
    birthday = day - COORDINATION_DAYS if day > COORDINATION_DAYS else day
    return _is_date(f"{digits[:-6]}{birthday:02}", digits[-LAST_FOUR:])


def _is_date(date: str, last_four: str) -> bool:
    """Whether the digits are a possible date. Without a century both centuries are tried, as the + of somebody who is
    over a hundred years old may have been left out."""
    for mark in "-+":
        try:
            personnummer.get_birth_date(f"{date}{mark}{last_four}")
        except ValueError:
            continue
        return True
    return False


@dataclass(frozen=True)
class _Written:
    """Ten or twelve digits, and the characters between them: `gaps[n]` follows `digits[n]`."""

    digits: str
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Written":
        pairs = re.findall(r"(\d)(\D*)", text)
        return cls("".join(digit for digit, _ in pairs), tuple(gap for _, gap in pairs[:-1]))

    @property
    def _before_last_four(self) -> str:
        return self.gaps[-LAST_FOUR]

    @property
    def _in_date(self) -> tuple[str, ...]:
        return self.gaps[:-LAST_FOUR]

    @property
    def _in_last_four(self) -> tuple[str, ...]:
        return self.gaps[-LAST_FOUR + 1 :]

    @property
    def shows_what_it_is(self) -> bool:
        return len(self.digits) == TWELVE or bool(self._before_last_four)

    def is_grouped_like_one(self, text: str, start: int, end: int) -> bool:
        """Whether the gaps are where somebody who writes a personnummer puts them. It is text[start:end]."""
        if len(self.digits) == TWELVE and self._is_date_beside_others(text, start, end):
            return False
        return self._is_by_year_month_day() or self._is_by_spaces() or self._is_digit_by_digit()

    def _is_date_beside_others(self, text: str, start: int, end: int) -> bool:
        """Whether it is a date with a time of day, or one of several dates."""
        last_four = self.digits[-LAST_FOUR:]
        is_year = not any(self._in_last_four) and last_four.startswith(CENTURIES)
        if is_year and (DATE_FOLLOWS.match(text, end) or _comes_after(DAY_AND_MONTH_PRECEDE, text, start)):
            return True
        first, middle, last = self._in_last_four
        time = f"{last_four[:2]}{middle}{last_four[2:]}"
        return not (first or last) and bool(TIME_OF_DAY.fullmatch(time))

    def _is_by_year_month_day(self) -> bool:
        """Whether it is written like 880320-0016, 1988-03-20 0016 or 19 88/03/20.0016. A colon stands between hours and
        minutes, never within a date."""
        ends_of_parts = (1, 3, 5) if len(self.digits) == TWELVE else (1, 3)
        return not any(self._in_last_four) and all(
            not gap or (at in ends_of_parts and ":" not in gap) for at, gap in enumerate(self._in_date)
        )

    def _is_by_spaces(self) -> bool:
        """Whether it is written like 88 03 20 00 16 or 8803 2000 16: with spaces anywhere, and any sign before the last
        four digits. A number that begins with 07x and a space is a mobile number."""
        if self.digits.startswith("07") and self.gaps[2] and not (self.gaps[0] or self.gaps[1]):
            return False
        return all(not gap.strip() for gap in (*self._in_date, *self._in_last_four))

    def _is_digit_by_digit(self) -> bool:
        """Whether it is written like 8 8 0 3 2 0 0016 or 8-8-0-3-2-0-0-0-1-6."""
        last_four = self._in_last_four
        return all(self._in_date) and (all(last_four) or not any(last_four))


def _is_part_of_a_code(text: str, start: int, end: int) -> bool:
    """Whether it is a part of a code like AB880320-0016: a few capitals right before it name a thing. A whole word
    stands right before a number only by mistake."""
    return _comes_after(CAPITALS_BEFORE, text, start) or bool(CAPITALS_AFTER.match(text, end))


def _comes_after(pattern: re.Pattern[str], text: str, start: int) -> bool:
    """Whether the pattern, which ends with \\Z, stands right before `start`."""
    return bool(pattern.search(text, max(0, start - LONGEST_BEFORE), start))


def _without_disguise(text: str) -> tuple[str, range | list[int]]:
    """The text with digits of every script as ASCII digits and without invisible characters (soft hyphens, zero-width
    spaces), and where each character stood."""
    if text.isascii():
        return text, range(len(text))
    visible = [(_as_ascii_digit(sign), at) for at, sign in enumerate(text) if not _is_invisible(sign)]
    return "".join(sign for sign, _ in visible), [at for _, at in visible]


def _as_ascii_digit(sign: str) -> str:
    return sign if sign.isascii() else str(unicodedata.digit(sign, sign))


def _is_invisible(sign: str) -> bool:
    """Format characters and marks on other characters (Unicode categories Cf, Mn, Me)."""
    return not sign.isascii() and unicodedata.category(sign) in {"Cf", "Mn", "Me"}
