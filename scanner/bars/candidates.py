"""Which symbology, how many characters, which way round: what is worth laying over a profile, likely first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scanner.bars import code39, code128
from scanner.bars.ean import EAN8, EAN13
from scanner.bars.layout import Layout
from scanner.bars.optics import Floats
from scanner.bars.shape import Ends
from scanner.bars.shape_search import anchored
from scanner.time_budget import Clock

Sides = dict[int, tuple[Floats, Ends]]
"""Direction (1 or -1) → the profile read that way, and where a symbol may begin and end in it."""

PERSPECTIVES = (-0.16, 0.0, 0.16)
MOST = 4
"""Candidates of a pair of edges that are fitted, beside EAN-13."""
PAIRS = 4
NARROWEST = 1.1
"""Profile samples a module below which nothing can be told apart."""
CERTAIN = 0.93
"""Mean correlation above which a layout is tried before EAN-13."""
ANCHORED = 0.7
"""Mean correlation of start and stop patterns below which a layout is none."""
ROUGH_MS = 12.0
"""What ranking one pair's candidates takes."""


@dataclass(frozen=True)
class Candidate:
    """One layout between one pair of edges."""

    likeness: float
    layout: Layout
    direction: int
    edges: tuple[float, float]


def best_first(sides: Sides, pairs: int, clock: Clock) -> Iterator[Candidate]:
    """For each pair of edges, the quietest first: EAN-13, whose short guard patterns tell little beforehand, then the
    layouts whose ends look likeliest there."""
    for pair in range(min(pairs, len(sides[1][1].pairs))):
        if not clock.allows(ROUGH_MS):
            return
        found = [candidate for direction in sides for candidate in _of_pair(sides, direction, pair)]
        found.sort(key=lambda candidate: -candidate.likeness)
        kept = [candidate for candidate in found if candidate.likeness >= CERTAIN]
        yield from kept
        for direction in sides:
            left, right = (float(edge) for edge in sides[direction][1].pairs[pair])
            yield Candidate(1.0, EAN13, direction, (left, right))
        yield from found[len(kept) : MOST]


def _of_pair(sides: Sides, direction: int, pair: int) -> Iterator[Candidate]:
    profile, around = sides[direction]
    left, right = (float(edge) for edge in around.pairs[pair])
    shapes = np.array([(left, right, k, 0.0) for k in PERSPECTIVES])
    for family in FAMILIES:
        fine = [layout for layout in family if (right - left) / layout.count >= NARROWEST]
        if not fine:
            continue
        for layout, likeness in zip(fine, anchored(fine, profile, shapes), strict=True):
            if likeness >= ANCHORED:
                yield Candidate(float(likeness), layout, direction, (left, right))


FAMILIES: "tuple[list[Layout], ...]" = (
    [code128.layout(characters) for characters in code128.LENGTHS],
    *([code39.layout(characters, ratio) for characters in code39.LENGTHS] for ratio in code39.RATIOS),
    [EAN8],
)
