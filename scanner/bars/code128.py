"""Code 128 from profiles: start, any number of characters, check character, stop (ISO/IEC 15417, section 4)."""

from functools import lru_cache

import numpy as np

from scanner.bars.checksum import cheapest_valid
from scanner.bars.code128_text import decoded
from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import CODE128, CODE128_STOP, modules

START = Alphabet.of(CODE128[103:106])
DATA = Alphabet.of(CODE128[:103])
STOP = modules(CODE128_STOP)
STOP_ALONE = Alphabet.of((STOP,))
START_VALUES = (103, 104, 105)
WIDTH = 11
LENGTHS = tuple(range(3, 30))
"""Characters between start and stop, the check character among them; fewer than two of data are too easily seen in
what is none."""


@lru_cache(maxsize=64)
def layout(characters: int) -> Layout:
    """Code 128 with so many characters between start and stop, the check character among them."""
    return Layout(
        "Code128",
        "0" * WIDTH * (characters + 1) + STOP,
        ((0, START), *((WIDTH * (i + 1), DATA) for i in range(characters))),
        ((0, START), (WIDTH * (characters + 1), STOP_ALONE)),
        _judge,
    )


def _judge(costs: "list[Floats]") -> CheckedCharacters | None:
    start, data = costs[0], np.array(costs[1:])
    weights = [*range(1, len(data)), -1]
    tried = []
    for index, value in enumerate(START_VALUES):
        values, cost, margin = cheapest_valid(data, weights, value, 103)
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
