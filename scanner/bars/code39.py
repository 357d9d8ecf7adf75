"""Code 39 from profiles: an asterisk, characters, an asterisk (ISO/IEC 16388, section 4).

A check character is optional in the standard, so that none is expected.
"""

from functools import lru_cache

import numpy as np

from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import CODE39_ALPHABET, CODE39_WIDE

LENGTHS = tuple(range(3, 21))
"""Characters between the asterisks that are looked for."""
RATIOS = ((1, 2), (1, 3), (2, 5))
"""Modules of a narrow and of a wide element. The standard allows 1 : 2 to 1 : 3."""
ASTERISK = CODE39_ALPHABET.index("*")


@lru_cache(maxsize=64)
def layout(characters: int, ratio: tuple[int, int]) -> Layout:
    """The layout of a Code 39 with so many characters between the asterisks, and with elements of this ratio."""
    patterns, alphabet, ends = _patterns(ratio)
    gap = "0" * ratio[0]
    width = len(patterns[0]) + len(gap)
    asterisk = patterns[ASTERISK]
    fixed = asterisk + gap + "0" * width * characters + asterisk
    slots = tuple((width * (i + 1), alphabet) for i in range(characters))
    return Layout("Code39", fixed, slots, ((0, ends), (width * (characters + 1), ends)), _judge)


@lru_cache(maxsize=4)
def _patterns(ratio: tuple[int, int]) -> "tuple[tuple[str, ...], Alphabet, Alphabet]":
    """(modules of each character, all characters, the asterisk alone)."""
    patterns = tuple(
        "".join(("1" if i % 2 == 0 else "0") * ratio[int(wide)] for i, wide in enumerate(widths))
        for widths in CODE39_WIDE
    )
    return patterns, Alphabet.of(patterns), Alphabet.of((patterns[ASTERISK],))


def _judge(costs: "list[Floats]") -> CheckedCharacters:
    """The cheapest character of each slot. As there is no check, the next payload differs in one character only: in the
    one whose second best pattern costs least more than its best."""
    table = np.array(costs)
    cheapest, second = np.sort(table, axis=1)[:, :2].T
    values = table.argmin(axis=1)
    text = "".join(CODE39_ALPHABET[value] for value in values)
    return CheckedCharacters(text.encode(), float((second - cheapest).min()), tuple(map(int, values)))
