"""Serials that a spreadsheet has rounded: it keeps 15 digits of a number and makes the rest zeros.

One such number may be right by chance; that is judged by how likely it is. Of random numbers of 19 digits one in ten
thousand ends with four zeros.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence

EXACT_DIGITS = 15
"""Digits of a number that spreadsheets store exactly (IEEE 754, double precision)."""
LONG = EXACT_DIGITS + 1
SHORT = re.compile(r"[1-9]\d{5,}0{6,}")
"""Shorter ones, which some programs round to six digits."""
UNLIKELY = 0.01
SUSPECT_SHARE = 0.001

NumberOnLine = tuple[int, str]
"""The line in the file, and the serial."""


class RoundedNumbers:
    """Looks at the serials of one file, and tells afterwards which of them have been rounded."""

    def __init__(self) -> None:
        self._long_ones: Counter[int] = Counter()
        self._long: list[NumberOnLine] = []
        self._short: list[NumberOnLine] = []

    def count_long(self, serial: str) -> None:
        """Count a serial of at least LONG characters. It is called for every one, whatever it ends with."""
        if serial.isdecimal():
            self._long_ones[len(serial)] += 1

    def look_at(self, line: int, serial: str) -> None:
        """Look at a serial that ends with a zero."""
        if len(serial) >= LONG and serial.isdecimal() and not serial[EXACT_DIGITS:].strip("0"):
            self._long.append((line, serial))
        elif serial.endswith("000000") and SHORT.fullmatch(serial):
            self._short.append((line, serial))

    def found(self, row_count: int) -> Sequence[NumberOnLine]:
        """The serials that a spreadsheet has rounded. Where they may end with zeros by chance, there are none."""
        by_chance = sum(count * 10.0 ** (EXACT_DIGITS - digits) for digits, count in self._long_ones.items())
        long_ones = self._long if _at_least(len(self._long), by_chance) < UNLIKELY else []
        return [*long_ones, *(self._short if len(self._short) > chance(row_count) else [])]


def chance(row_count: int) -> float:
    """How many of `row_count` serials may look rounded by chance and still be right."""
    return max(1, SUSPECT_SHARE * row_count)


def _at_least(count: int, expected: float) -> float:
    """The probability that there are `count` or more when `expected` are expected (Poisson distribution)."""
    if not count:
        return 1.0
    fewer = sum(math.exp(-expected) * expected**k / math.factorial(k) for k in range(min(count, 100)))
    return 1.0 - fewer
