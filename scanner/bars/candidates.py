"""Which symbology, how many characters, which way round: what is worth laying over a profile, the likeliest first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from scanner.bars import code39, code128
from scanner.bars.ean import EAN8, EAN13
from scanner.bars.layout import Layout
from scanner.bars.optics import Floats
from scanner.bars.shape import Ends
from scanner.bars.shape_search import anchored
from scanner.symbologies import Groups, SymbologyGroup, is_wanted
from scanner.time_budget import Clock

Sides = dict[int, tuple[Floats, Ends]]
"""Direction (1 or -1) → the profile read that way, and where a symbol may begin and end in it."""

PERSPECTIVES = (-0.16, 0.0, 0.16)
"""Perspectives (see scanner.bars.shape) with which a layout's ends are compared."""
MOST = 4
"""Candidates of a pair of edges that are fitted, beside EAN-13."""
PAIRS = 4
"""Pairs of edges that a thorough look tries."""
NARROWEST = 1.1
"""Profile samples a module below which characters cannot be told apart."""
CERTAIN = 0.93
"""Mean correlation of start and stop patterns from which on a layout is tried before EAN-13."""
ANCHORED = 0.7
"""Mean correlation of start and stop patterns below which a layout is left out."""
ROUGH_MS = 12.0
"""Milliseconds that ranking the candidates of one pair takes."""


@dataclass(frozen=True)
class Candidate:
    """One layout between one pair of edges."""

    likeness: float
    """Mean correlation of its start and stop patterns with the profile."""
    layout: Layout
    direction: int
    """1 along the profile, -1 against it."""
    edges: tuple[float, float]
    """Of its first and its last bar, in profile samples, in its direction."""


def best_first(sides: Sides, pairs: int, clock: Clock, groups: Groups) -> Iterator[Candidate]:
    """The layouts that are worth fitting, likely ones first.

    Parameters
    ----------
    sides : the profile in both directions, with the edges that may be a symbol's ends
    pairs : how many pairs of edges are tried at the most
    clock : the time that is left
    groups : of symbologies, of which only these are yielded

    Yields
    ------
    Candidate
        Pair by pair, the one with the quietest surroundings first. In each pair come the layouts whose ends are
        certain, then EAN-13, whose short guard patterns tell little beforehand, then the other likely layouts.
    """
    for pair in range(min(pairs, len(sides[1][1].pairs))):
        if not clock.allows(ROUGH_MS):
            return
        found = [candidate for direction in sides for candidate in _of_pair(sides, direction, pair, groups)]
        found.sort(key=lambda candidate: -candidate.likeness)
        certain = [candidate for candidate in found if candidate.likeness >= CERTAIN]
        yield from certain
        for direction in sides if SymbologyGroup.EAN in groups else ():
            left, right = (float(edge) for edge in sides[direction][1].pairs[pair])
            yield Candidate(1.0, EAN13, direction, (left, right))
        yield from found[len(certain) : MOST]


def _of_pair(sides: Sides, direction: int, pair: int, groups: Groups) -> Iterator[Candidate]:
    """The layouts whose start and stop patterns look likely between one pair of edges."""
    profile, around = sides[direction]
    left, right = (float(edge) for edge in around.pairs[pair])
    shapes = np.array([(left, right, k, 0.0) for k in PERSPECTIVES])
    for family in FAMILIES:
        if not is_wanted(family[0].format, groups):
            continue
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
"""Layouts of one symbology at all lengths; those of a family have the same start and stop patterns."""
