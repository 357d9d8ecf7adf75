"""Code 128 from profiles: a start, any number of characters, a check character, a stop (ISO/IEC 15417, section 4)."""

from functools import lru_cache

import numpy as np

from scanner.bars.checksum import cheapest_valid
from scanner.bars.code128_text import decoded
from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import CODE128, CODE128_STOP, modules

START_VALUES = (103, 104, 105)
"""The start characters of the code sets A, B and C."""
MODULUS = 103
"""Of the check, and the number of values that a data character can have."""
START = Alphabet.of(CODE128[MODULUS : MODULUS + len(START_VALUES)])
DATA = Alphabet.of(CODE128[:MODULUS])
STOP = modules(CODE128_STOP)
STOP_ALONE = Alphabet.of((STOP,))
WIDTH = 11
"""Modules a character."""
LENGTHS = tuple(range(3, 30))
"""Characters between start and stop, the check character among them. Symbols of fewer than two data characters are left
out: stripes that are no code look like one too easily."""


@lru_cache(maxsize=64)
def layout(characters: int) -> Layout:
    """The layout of a Code 128 with so many characters between start and stop, the check character among them."""
    return Layout(
        "Code128",
        "0" * WIDTH * (characters + 1) + STOP,
        ((0, START), *((WIDTH * (i + 1), DATA) for i in range(characters))),
        ((0, START), (WIDTH * (characters + 1), STOP_ALONE)),
        _judge,
    )


def _judge(costs: "list[Floats]") -> CheckedCharacters | None:
    """The cheapest characters whose check holds; None where they are no valid sequence of code sets."""
    start, data = costs[0], np.array(costs[1:])
    # The sum of start and weighted data characters is the check character, modulo 103 (section 4.3.2).
    weights = [*range(1, len(data)), -1]
    tried = []
    for index, value in enumerate(START_VALUES):
        values, cost, margin = cheapest_valid(data, weights, value, MODULUS)
        tried.append((cost + float(start[index]), index, values, margin))
    tried.sort(key=lambda one: one[0])
    (cost, index, values, margin), (second, *_) = tried[:2]
    text = decoded([START_VALUES[index], *map(int, values[:-1])])
    if text is None:
        return None
    payload, is_gs1 = text
    return CheckedCharacters(
        payload, min(margin, second - cost), (index, *map(int, values)), "]C1" if is_gs1 else "]C0"
    )
