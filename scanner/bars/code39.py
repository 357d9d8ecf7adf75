"""Code 39 from profiles: an asterisk, characters, an asterisk; no check character that one could count on
(ISO/IEC 16388, section 4)."""

from functools import lru_cache

import numpy as np

from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import CODE39_ALPHABET, CODE39_WIDE

LENGTHS = tuple(range(3, 21))
"""Characters between the asterisks."""
RATIOS = ((1, 2), (1, 3), (2, 5))
"""Units of a narrow and of a wide element: the standard allows 1 : 2 to 1 : 3."""
ASTERISK = CODE39_ALPHABET.index("*")


@lru_cache(maxsize=64)
def layout(characters: int, ratio: tuple[int, int]) -> Layout:
    """Code 39 with so many characters between the asterisks, its elements having this ratio."""
    patterns, alphabet, ends = _patterns(ratio)
    gap = "0" * ratio[0]
    width = len(patterns[0]) + len(gap)
    asterisk = patterns[ASTERISK]
    fixed = asterisk + gap + "0" * width * characters + asterisk
    slots = tuple((width * (i + 1), alphabet) for i in range(characters))
    return Layout("Code39", fixed, slots, ((0, ends), (width * (characters + 1), ends)), _judge)


@lru_cache(maxsize=4)
def _patterns(ratio: tuple[int, int]) -> "tuple[tuple[str, ...], Alphabet, Alphabet]":
    patterns = tuple(
        "".join(("1" if i % 2 == 0 else "0") * ratio[int(wide)] for i, wide in enumerate(widths))
        for widths in CODE39_WIDE
    )
    return patterns, Alphabet.of(patterns), Alphabet.of((patterns[ASTERISK],))


def _judge(costs: "list[Floats]") -> CheckedCharacters:
    table = np.array(costs)
    order = np.sort(table, axis=1)
    values = table.argmin(axis=1)
    text = "".join(CODE39_ALPHABET[value] for value in values)
    return CheckedCharacters(text.encode(), float((order[:, 1] - order[:, 0]).min()), tuple(map(int, values)))
