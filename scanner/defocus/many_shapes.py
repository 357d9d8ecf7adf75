"""Where a symbol out of focus lies on its profile: hundreds of shapes are decoded at once, and the best are mended.

Blurred characters fit nearly everywhere somehow, so that how well each is told by itself says little. What says much is
how well the whole symbol explains the profile. It is computed for a grid of shapes between every pair of likely ends,
with the light that the quiet zones tell; then for the best ones with their own light. The best of
those are mended, moved a little, decoded again, and mended again, as one wrong character can hold a fit half a module
off its place.
"""

import numpy as np
from numpy.typing import NDArray

from scanner.bars.layout import Layout
from scanner.bars.optics import AnyFloats, Floats
from scanner.bars.shape import Ends, positions
from scanner.defocus import fits as fitting
from scanner.defocus import lens
from scanner.defocus.fits import Fits
from scanner.defocus.lens import QUIET, SAMPLES
from scanner.time_budget import Clock

EDGE_STEPS = (-1.2, 0.0, 1.2)
"""Modules by which both ends are moved: blur moves the steepest place of a guard pattern by as much."""
PERSPECTIVES = tuple(np.linspace(-0.24, 0.24, 9))
"""Perspectives (see scanner.bars.shape) of the grid: between two of them the middle moves by a module and a half."""
NARROWEST = 2.2
"""Profile samples a module, of which a picture pixel has two at the most. With less there are as many unknowns as
pixels, and a line of text can be explained as a symbol."""
FIRST, SECOND = 60, 12
"""Shapes of the grid that get their own light, and those of them that are mended."""
BLOCK = 192
"""Shapes of the grid that are decoded at once, so that they fit into the processor's cache."""
TURNS, LATER_TURNS = 3, 2
"""How often characters are decoded and everything else is mended: at first, and after fits were moved."""
PARENTS, CHILDREN = 4, 6
"""How many fits are moved, and how many of the moved ones are mended."""
MOVES = np.array([(a, b, c) for a in (-0.6, 0.0, 0.6) for b in (-0.6, 0.0, 0.6) for c in (-0.6, 0.0, 0.6)])
"""Modules by which a fit's left end, right end and middle are moved."""
FIRST_DARKNESS = (-0.3, 1.3)
LEAST_CONTRAST = 1.0
"""Grey levels between paper and ink at the least."""
SHAPE_MS, MEND_MS, MOVE_MS, JUDGE_MS = 0.013, 15.0, 16.0, 40.0
"""Milliseconds that a shape of the grid takes, mending the first fits, moving them, and judging the best. Other work on
the machine makes all of them slower: how much is measured on the grid."""
SEARCH_MS = 100.0
"""Milliseconds that a search and judging its fits take."""


def searched(
    layout: Layout, profile: Floats, ends: Ends, blur: float, clock: Clock
) -> "tuple[Fits, NDArray[np.intp]] | None":
    """The likeliest fits of a layout.

    Parameters
    ----------
    layout : the symbology, at one length
    profile : (samples,) grey levels along the code
    ends : where a symbol may begin and end
    blur : standard deviation in modules to begin with
    clock : the time that is left

    Returns
    -------
    (Fits, directions)
        The best first; 1 along the profile, -1 against it. None where there are no likely ends.
    """
    sides = np.stack([profile, profile[::-1]])
    at, side = _grid(layout, ends, len(profile))
    if not len(at):
        return None
    began = clock.left_ms
    best = _likeliest(layout, sides, at, side, blur, clock)
    slowness = max((began - clock.left_ms) / (len(at) * SHAPE_MS), 1.0) if clock.left_ms < np.inf else 1.0
    if not clock.allows((MEND_MS + JUDGE_MS) * slowness):
        return None
    fits, side = fitting.begun(layout, sides[side[best]], at[best], blur), side[best]
    fits.darkness = _first_darkness(fitting.taken(fits.profiles, fits.at))
    fitting.decode(layout, fits)
    fitting.lighten(layout, fits)
    fitting.decode(layout, fits)
    fitting.lighten(layout, fits)
    best = np.argsort(-fits.explained)[:SECOND]
    fits, side = fits.of(best), side[best]
    _mended(layout, fits, TURNS)
    if clock.allows((MOVE_MS + JUDGE_MS) * slowness):
        fits, side = _moved(layout, fits, side)
    best = np.argsort(-fits.explained)
    return fits.of(best), np.where(side[best] == 0, 1, -1)


def _grid(layout: Layout, ends: Ends, width: int) -> "tuple[Floats, NDArray[np.intp]]":
    """(at, side): where the points of every shape to be tried lie, and whether it is read along the profile (0) or
    against it (1)."""
    shapes, side = [], []
    for index, pairs in enumerate((ends.pairs, ends.mirrored(width).pairs)):
        for left, right in pairs:
            module = (right - left) / layout.count
            if module < NARROWEST:
                continue
            for left_step in EDGE_STEPS:
                for right_step in EDGE_STEPS:
                    for k in PERSPECTIVES:
                        shapes.append((left + left_step * module, right + right_step * module, k, 0.0))
                        side.append(index)
    if not shapes:
        return np.zeros((0, 0)), np.zeros(0, np.intp)
    return positions(np.array(shapes), lens.points(layout.count) / layout.count), np.array(side, np.intp)


def _likeliest(
    layout: Layout, sides: Floats, at: Floats, side: "NDArray[np.intp]", blur: float, clock: Clock
) -> "NDArray[np.intp]":
    """The shapes in which the cheapest characters explain most, with the light that quiet zones tell. Those that there
    is no time for are left out."""
    table = lens.tables(layout, lens.coarse(np.array([blur]))[0])
    explained = np.full(len(at), -np.inf)
    for first in range(0, len(at), BLOCK):
        if first and not clock.allows(MEND_MS + JUDGE_MS):
            break
        block = slice(first, first + BLOCK)
        grey = np.empty(at[block].shape, np.float32)
        for index in (0, 1):
            which = side[block] == index
            grey[which] = _taken_from_one(sides[index], at[block][which])
        darkness = _first_darkness(grey)
        cost = fitting.cheapest_cost(*table.plain_costs(darkness))
        rest = darkness - table.fixed[0]
        unexplained = (cost + np.einsum("kp,kp->k", rest, rest)) / darkness.shape[1]
        explained[block] = 1 - unexplained / (darkness.var(axis=1) + fitting.TINY)
    best = np.argsort(-explained)[:FIRST]
    return np.asarray(best[np.isfinite(explained[best])])


def _taken_from_one(profile: Floats, at: Floats) -> Floats:
    at = np.clip(at, 0, len(profile) - 1.001)
    index = at.astype(np.intp)
    part = at - index
    steps = np.diff(profile)
    return np.asarray(profile[index] + steps[index] * part)


def _first_darkness(grey: AnyFloats) -> Floats:
    """The darkness with the paper as light as the quiet zones' lightest points, and half of the symbol ink, as most
    symbols have it. This leaves a tenth of the true darkness unexplained, and local mean and spread leave a third."""
    beside = QUIET * SAMPLES
    part = np.linspace(0, 1, grey.shape[1], dtype=np.float32)
    left, right = (grey[:, side].max(axis=1, keepdims=True) for side in (slice(beside), slice(-beside, None)))
    below = left + (right - left) * part - grey
    ink = np.maximum(2 * below[:, beside:-beside].mean(axis=1, keepdims=True), LEAST_CONTRAST)
    return np.asarray(np.clip(below / ink, *FIRST_DARKNESS), np.float32)


def _mended(layout: Layout, fits: Fits, turns: int) -> None:
    for _ in range(turns):
        fitting.mend(layout, fits)
        fitting.decode(layout, fits)
    fitting.mend(layout, fits)


def _moved(layout: Layout, fits: Fits, side: "NDArray[np.intp]") -> "tuple[Fits, NDArray[np.intp]]":
    """The best fits, and the best of what comes of them when they are moved a little."""
    best = _distinct(fits, np.argsort(-fits.explained), PARENTS, set())
    parents, side = fits.of(best), side[best]
    origin = np.repeat(np.arange(len(parents)), len(MOVES))
    children = parents.of(origin)
    x = 2 * lens.points(layout.count) / layout.count - 1
    ways = np.stack([(1 - x) / 2, (1 + x) / 2, 1 - x * x])
    by = np.tile(MOVES @ ways, (len(parents), 1))
    children.at = children.at - by * np.gradient(children.at, axis=1) * SAMPLES
    fitting.lighten(layout, children)
    fitting.decode(layout, children)
    fitting.lighten(layout, children)
    known = {tuple(row) for row in parents.characters.tolist()}
    best = _distinct(children, np.argsort(-children.explained), CHILDREN, known)
    if not best:
        return parents, side
    children, origin = children.of(best), origin[best]
    _mended(layout, children, LATER_TURNS)
    return parents.with_more(children), np.concatenate([side, side[origin]])


def _distinct(fits: Fits, order: "NDArray[np.intp]", most: int, known: "set[tuple[int, ...]]") -> "list[int]":
    """The first fits in this order of which no two have the same characters, and none has known ones."""
    chosen: list[int] = []
    for index in order:
        characters = tuple(fits.characters[index].tolist())
        if characters not in known:
            known = known | {characters}
            chosen.append(int(index))
            if len(chosen) == most:
                break
    return chosen
