"""EAN-13 (UPC-A is one that begins with 0) and EAN-8 from profiles (GS1 General Specifications, section 5.2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanner.bars.checked_path import CostedWays, Path
from scanner.bars.checksum import cheapest_valid
from scanner.bars.layout import Alphabet, CheckedCharacters, JointCheck, Layout
from scanner.bars.optics import AnyFloats, Floats
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


@dataclass(frozen=True)
class _Digits:
    """The check of an EAN, where neighbours cost something together."""

    patterns: NDArray[np.intp]
    """(variants, places, digits) which of the slot's patterns shows each digit."""
    first: "tuple[str, ...]"
    """The digit that each variant has before the others, which has no bars of its own; empty where there is none."""

    def problem(self, singles: "list[AnyFloats]", pairs: "list[AnyFloats]") -> CostedWays:
        shown, places = self.patterns, len(singles)
        own = np.stack([single[shown[:, i]] for i, single in enumerate(singles)], axis=1)
        both = [pair[shown[:, i][:, :, None], shown[:, i + 1][:, None]] for i, pair in enumerate(pairs)]
        weights = tuple(EVEN_WEIGHT if (places - 1 - i) % 2 else ODD_WEIGHT for i in range(places))
        start = np.array([int(first or 0) for first in self.first], np.intp)
        start *= ODD_WEIGHT if places % 2 == 0 else EVEN_WEIGHT
        values = np.broadcast_to(np.arange(DIGITS), shown.shape)
        return CostedWays(own, np.stack(both, axis=1), values, weights, start, MODULUS)

    def told(self, path: Path) -> CheckedCharacters:
        text = self.first[path.variant] + _text(np.array(path.choices))
        shown = self.patterns[path.variant, np.arange(len(path.choices)), list(path.choices)]
        return CheckedCharacters(text.encode(), 0.0, tuple(map(int, shown)))


def _digits_of(sides: "list[list[int]]", digits: int, first: "tuple[str, ...]") -> JointCheck:
    """`sides`: for each variant from which number set each of the left digits is."""
    patterns = np.zeros((len(sides), digits, DIGITS), np.intp) + np.arange(DIGITS)
    patterns[:, : digits // 2] += DIGITS * np.array(sides)[:, :, None]
    check = _Digits(patterns, first)
    return JointCheck(check.problem, check.told)


_OF_13 = _digits_of(
    [[int(side) for side in parity] for parity in EAN13_PARITY],
    2 * HALF_OF_13,
    tuple(map(str, range(DIGITS))),
)
_OF_8 = _digits_of([[0] * HALF_OF_8], 2 * HALF_OF_8, ("",))
EAN13 = Layout("EAN13", *_halves(LEFT, HALF_OF_13), _guards(HALF_OF_13), _ean13, _OF_13)
EAN8 = Layout("EAN8", *_halves(A, HALF_OF_8), _guards(HALF_OF_8), _ean8, _OF_8)
