"""EAN-13 (UPC-A is one that begins with 0) and EAN-8 from profiles."""

from dataclasses import dataclass

import numpy as np

from scanner.profile.answer import Answer
from scanner.profile.checksum import cheapest_valid
from scanner.profile.levels import Group, explain
from scanner.profile.patterns import EAN13_PARITY, SET_A, SET_B, SET_C
from scanner.profile.trellis import (
    Floats,
    Kind,
    Path,
    around,
    cheapest,
    costs,
    kind_costs,
    templates,
    windows,
)

START = Kind(("101",), "000", "0", weight=0.6)
LEFT = Kind(SET_A + SET_B, "1", "0")
MIDDLE = Kind(("01010",), "1", "1", weight=0.8)
LEFT_A = Kind(SET_A, "1", "0")
RIGHT = Kind(SET_C, "0", "1")
END = Kind(("101",), "0", "000", weight=0.6)

LENGTHS = {"EAN13": 6, "EAN8": 4}
MODULES = {"EAN13": 95, "EAN8": 67}


@dataclass(frozen=True)
class Fit:
    """A path through each band, and the profile at its characters."""

    groups: list[Group]
    path: Path


def fit(profiles: Floats, format: str, blur: float) -> Fit:  # noqa: A002
    """Lay the symbol's sequence of segments through each profile."""
    half = LENGTHS[format]
    window = windows(profiles, 7, 1, 1)
    sides = LEFT if format == "EAN13" else LEFT_A
    left = costs(window, templates(sides, blur)).min(axis=3)
    right = costs(window, templates(RIGHT, blur)).min(axis=3)
    layers = [
        (START, kind_costs(profiles, START, blur)[..., 0]),
        *[(LEFT, left)] * half,
        (MIDDLE, kind_costs(profiles, MIDDLE, blur)[..., 0]),
        *[(RIGHT, right)] * half,
        (END, kind_costs(profiles, END, blur)[..., 0]),
    ]
    path = cheapest(layers)
    first, second = list(range(1, 1 + half)), list(range(2 + half, 2 + 2 * half))
    return Fit([Group(around(window, path, first), sides), Group(around(window, path, second), RIGHT)], path)


def answer(found: Fit, format: str, worst: float = 0.35) -> Answer | None:  # noqa: A002
    """What the bands that fit at all say together."""
    good = np.flatnonzero(found.path.cost < worst)
    if len(good) == 0:
        return None
    left, right = explain([Group(group.seen[good], group.kind) for group in found.groups])
    digits, cost, margin = best(left.mean(axis=0), right.mean(axis=0), format)
    own = np.concatenate([left.argmin(axis=2) % 10, right.argmin(axis=2)], axis=1)
    same = own == np.array([int(digit) for digit in digits[-own.shape[1] :]])
    agreeing = int((same.sum(axis=1) >= same.shape[1] - 1).sum())
    count = 2 * LENGTHS[format]
    return Answer(
        digits.encode(), format, 1 - cost / count, margin, agreeing, found.path, tuple(map(int, good))
    )


def best(left: Floats, right: Floats, format: str) -> tuple[str, float, float]:  # noqa: A002
    """(digits, cost, margin) for one (digits, patterns) table a half: parity and check digit are the judge."""
    if format == "EAN8":
        return checked(np.concatenate([left, right]), 0)
    found = []
    least = left[:, :10].min(axis=1), left[:, 10:].min(axis=1)
    bounds = [sum(float(least[int(s)][i]) for i, s in enumerate(parity)) for parity in EAN13_PARITY]
    for first in np.argsort(bounds)[:3]:
        sides = [int(side) for side in EAN13_PARITY[first]]
        chosen = np.array([left[i, 10 * side : 10 * side + 10] for i, side in enumerate(sides)])
        digits, cost, margin = checked(np.concatenate([chosen, right]), int(first))
        found.append((f"{first}{digits}", cost, margin))
    found.sort(key=lambda one: one[1])
    return found[0][0], found[0][1], min(found[0][2], found[1][1] - found[0][1])


def checked(digit_costs: Floats, first: int) -> tuple[str, float, float]:
    """The cheapest digits with a right check digit. Weights alternate 1 and 3, the check digit weighs 1 (GS1
    General Specifications, section 7.9.1); `first` is the digit that no bars of its own tell."""
    count = len(digit_costs)
    weights = [3 if (count - 1 - i) % 2 else 1 for i in range(count)]
    chosen, cost, margin = cheapest_valid(digit_costs, weights, first * (1 if count % 2 == 0 else 3), 10)
    return "".join(map(str, chosen)), cost, margin
