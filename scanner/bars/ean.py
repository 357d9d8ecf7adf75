"""EAN-13 (UPC-A is one that begins with 0) and EAN-8 from profiles (GS1 General Specifications, section 5.2)."""

import numpy as np
from numpy.typing import NDArray

from scanner.bars.checksum import cheapest_valid
from scanner.bars.layout import Alphabet, CheckedCharacters, Layout
from scanner.bars.optics import Floats
from scanner.bars.patterns import EAN13_PARITY, SET_A, SET_B, SET_C

A, LEFT, RIGHT = Alphabet.of(SET_A), Alphabet.of(SET_A + SET_B), Alphabet.of(SET_C)
"""Patterns of the left digits of an EAN-8, of the left digits of an EAN-13, and of the right digits of both."""
GUARD, CENTER = "101", "01010"
ENDS, MIDDLE = Alphabet.of((GUARD,)), Alphabet.of((CENTER,))
WIDTH = 7
"""Modules a digit."""
DIGITS = 10
"""Values of a digit, and so patterns of a number set."""
HALF_OF_13, HALF_OF_8 = 6, 4
"""Digits on either side of the center pattern that have bars of their own."""
FIRST_DIGITS = 3
"""First digits of an EAN-13 that are tried, the likeliest by the number sets of the left digits first."""
MODULUS = 10
ODD_WEIGHT, EVEN_WEIGHT = 1, 3
"""Weights of the digits, counted from the check digit as the first (GS1 General Specifications, section 7.9.1)."""


def _halves(left: Alphabet, digits: int) -> "tuple[str, tuple[tuple[int, Alphabet], ...]]":
    """(fixed modules, slots) of a symbol with `digits` on either side of its center pattern."""
    fixed = GUARD + "0" * WIDTH * digits + CENTER + "0" * WIDTH * digits + GUARD
    first = len(GUARD)
    second = first + WIDTH * digits + len(CENTER)
    return fixed, (
        *((first + WIDTH * i, left) for i in range(digits)),
        *((second + WIDTH * i, RIGHT) for i in range(digits)),
    )


def _guards(digits: int) -> "tuple[tuple[int, Alphabet], ...]":
    """The guard patterns at both ends and in the middle: (first module, pattern)."""
    second = len(GUARD) + WIDTH * digits
    last = second + len(CENTER) + WIDTH * digits
    return (0, ENDS), (second, MIDDLE), (last, ENDS)


def _ean13(costs: "list[Floats]") -> CheckedCharacters:
    """The cheapest digits with a right check digit. The first digit has no bars of its own: it follows from which of
    the left digits are of number set B (EAN13_PARITY)."""
    left, right = np.array(costs[:HALF_OF_13]), np.array(costs[HALF_OF_13:])
    least = left[:, :DIGITS].min(axis=1), left[:, DIGITS:].min(axis=1)
    bounds = [sum(float(least[int(s)][i]) for i, s in enumerate(parity)) for parity in EAN13_PARITY]
    found = []
    for first in np.argsort(bounds)[:FIRST_DIGITS]:
        sides = np.array([int(side) for side in EAN13_PARITY[first]])
        chosen = np.array([left[i, DIGITS * side : DIGITS * (side + 1)] for i, side in enumerate(sides)])
        values, cost, margin = _checked(np.concatenate([chosen, right]), int(first))
        characters = (*(values[:HALF_OF_13] + DIGITS * sides), *values[HALF_OF_13:])
        found.append((cost, f"{first}{_text(values)}", characters, margin))
    found.sort(key=lambda one: one[0])
    (cost, text, characters, margin), (second, *_) = found[:2]
    return CheckedCharacters(text.encode(), min(margin, second - cost), tuple(map(int, characters)))


def _ean8(costs: "list[Floats]") -> CheckedCharacters:
    values, _, margin = _checked(np.array(costs), 0)
    return CheckedCharacters(_text(values).encode(), margin, tuple(map(int, values)))


def _checked(costs: Floats, first: int) -> tuple[NDArray[np.intp], float, float]:
    """(digits, cost, margin) of the cheapest digits with a right check digit. `first` is the digit before them that has
    no bars of its own, or 0."""
    count = len(costs)
    weights = [EVEN_WEIGHT if (count - 1 - i) % 2 else ODD_WEIGHT for i in range(count)]
    weight_of_first = ODD_WEIGHT if count % 2 == 0 else EVEN_WEIGHT
    return cheapest_valid(costs, weights, first * weight_of_first, MODULUS)


def _text(values: NDArray[np.intp]) -> str:
    return "".join(str(int(value)) for value in values)


EAN13 = Layout("EAN13", *_halves(LEFT, HALF_OF_13), _guards(HALF_OF_13), _ean13)
EAN8 = Layout("EAN8", *_halves(A, HALF_OF_8), _guards(HALF_OF_8), _ean8)
