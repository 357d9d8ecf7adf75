"""EAN-13 (UPC-A is one that begins with 0) and EAN-8 from profiles (GS1 General Specifications, section 5.2)."""

import numpy as np
from numpy.typing import NDArray

from scanner.bars.checksum import cheapest_valid
from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import EAN13_PARITY, SET_A, SET_B, SET_C

A, LEFT, RIGHT = Alphabet.of(SET_A), Alphabet.of(SET_A + SET_B), Alphabet.of(SET_C)
GUARD, CENTER = "101", "01010"
ENDS, MIDDLE = Alphabet.of((GUARD,)), Alphabet.of((CENTER,))


def _halves(left: Alphabet, digits: int) -> "tuple[str, tuple[tuple[int, Alphabet], ...]]":
    """(fixed modules, slots) of a symbol with `digits` on either side of its center pattern."""
    fixed = GUARD + "0" * 7 * digits + CENTER + "0" * 7 * digits + GUARD
    first = len(GUARD)
    second = first + 7 * digits + len(CENTER)
    return fixed, (
        *((first + 7 * i, left) for i in range(digits)),
        *((second + 7 * i, RIGHT) for i in range(digits)),
    )


def _guards(digits: int) -> "tuple[tuple[int, Alphabet], ...]":
    second = len(GUARD) + 7 * digits
    last = second + len(CENTER) + 7 * digits
    return (0, ENDS), (second, MIDDLE), (last, ENDS)


def _ean13(costs: "list[Floats]") -> CheckedCharacters:
    left, right = np.array(costs[:6]), np.array(costs[6:])
    least = left[:, :10].min(axis=1), left[:, 10:].min(axis=1)
    bounds = [sum(float(least[int(s)][i]) for i, s in enumerate(parity)) for parity in EAN13_PARITY]
    found = []
    for first in np.argsort(bounds)[:3]:
        sides = np.array([int(side) for side in EAN13_PARITY[first]])
        chosen = np.array([left[i, 10 * side : 10 * side + 10] for i, side in enumerate(sides)])
        values, cost, margin = _checked(np.concatenate([chosen, right]), int(first))
        characters = (*(values[:6] + 10 * sides), *values[6:])
        found.append((cost, f"{first}{_text(values)}", characters, margin))
    found.sort(key=lambda one: one[0])
    (cost, text, characters, margin), (second, *_) = found[:2]
    return CheckedCharacters(text.encode(), min(margin, second - cost), tuple(map(int, characters)))


def _ean8(costs: "list[Floats]") -> CheckedCharacters:
    values, _, margin = _checked(np.array(costs), 0)
    return CheckedCharacters(_text(values).encode(), margin, tuple(map(int, values)))


def _checked(costs: Floats, first: int) -> tuple[NDArray[np.intp], float, float]:
    """(digits, cost, margin) of the cheapest digits with a right check digit. Weights alternate 1 and 3, the check
    digit weighs 1 (section 7.9.1); `first` is the digit that no bars of its own tell."""
    count = len(costs)
    weights = [3 if (count - 1 - i) % 2 else 1 for i in range(count)]
    return cheapest_valid(costs, weights, first * (1 if count % 2 == 0 else 3), 10)


def _text(values: NDArray[np.intp]) -> str:
    return "".join(str(int(value)) for value in values)


EAN13 = Layout("EAN13", *_halves(LEFT, 6), _guards(6), _ean13)
EAN8 = Layout("EAN8", *_halves(A, 4), _guards(4), _ean8)
