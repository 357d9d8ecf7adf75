"""Which symbology, how many characters, which way round: what is worth laying over a profile, likely first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scanner.clock import Clock
from scanner.profile import code39, code128
from scanner.profile.ean import EAN8, EAN13
from scanner.profile.layout import Layout
from scanner.profile.optics import Floats
from scanner.profile.search import anchored
from scanner.profile.shape import Ends

Sides = dict[int, tuple[Floats, Ends]]
"""Direction (1 or -1) → the profile read that way, and where a symbol may begin and end in it."""

PERSPECTIVES = (-0.16, 0.0, 0.16)
MOST = 5
"""Candidates of a pair of edges that are fitted."""
PAIRS = 4
NARROWEST = 1.1
"""Profile samples a module below which nothing can be told apart."""
EAN_FIRST = 0.25
"""What an EAN-13 is preferred by: its guard patterns are short and tell little."""
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


def ranked(sides: Sides, clock: Clock) -> Iterator[Candidate]:
    """For each pair of edges, the quietest first: the layouts that look likeliest there."""
    for pair in range(min(PAIRS, len(sides[1][1].pairs))):
        if not clock.allows(ROUGH_MS):
            return
        found = [candidate for direction in sides for candidate in _of_pair(sides, direction, pair)]
        found.sort(key=lambda candidate: -candidate.likeness - EAN_FIRST * (candidate.layout is EAN13))
        yield from found[:MOST]


def _of_pair(sides: Sides, direction: int, pair: int) -> Iterator[Candidate]:
    profile, around = sides[direction]
    left, right = (float(edge) for edge in around.pairs[pair])
    shapes = np.array([(left, right, k, 0.0) for k in PERSPECTIVES])
    for layout in LAYOUTS:
        if (right - left) / layout.count < NARROWEST:
            continue
        best = float(anchored(layout, profile, shapes).max())
        if layout is EAN13 or best >= ANCHORED:
            yield Candidate(best, layout, direction, (left, right))


LAYOUTS: tuple[Layout, ...] = (
    EAN13,
    *(code128.layout(characters) for characters in code128.LENGTHS),
    *(code39.layout(characters, ratio) for ratio in code39.RATIOS for characters in code39.LENGTHS),
    EAN8,
)
