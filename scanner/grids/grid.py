"""How many modules a code has, which way up it is, and exactly where they lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.grids.kinds import OBLONGS, QR_CODES, SQUARES, Kind
from scanner.grids.outline import CornerArray, Floats, Piece
from scanner.symbologies import EVERY_GROUP, Groups, is_wanted
from scanner.time_budget import Clock

FLAT = 384
"""Pixels a side of the square to which a code is flattened to count its modules."""
SOFTENED = 3.0
"""Standard deviation, in pixels of the flattened code, by which noise is averaged before edges are counted."""
TAPS = 3
"""Points along each axis of a module whose mean is its darkness, where it has to be exact."""
TAP_STEP = 0.3
"""Modules between two of these points."""
OBLONG_FROM = 1.45
"""Length to width above which a code can only be an oblong Data Matrix."""
MOST = 6
"""Kinds whose known modules are looked for because edges come as regularly as in them."""
COMMON = tuple(
    kind
    for kind in (*SQUARES, *QR_CODES)
    if (kind.format == "DataMatrix" and 18 <= kind.rows <= 26)
    or (kind.format == "QRCode" and 25 <= kind.rows <= 33)
)
"""Kinds whose known modules are always looked for: products mostly carry them, and blur may have levelled their edges.
Data Matrix of 18 to 26 modules and QR codes of versions 2 to 4."""
MOST_PINNED = 4
"""Kinds and ways up that are looked at more closely."""
SHARPENINGS = (0.0, 2.0)
"""How much of what distinguishes a module from those around it is added to it: both are tried."""
PIN_MS = 12.0
"""Milliseconds that finding the exact place of one grid may take."""
PROMISING = 0.34
"""Agreement before anything is moved, below which a kind is given up. Of 32 codes that were read the least had 0.36; of
125 places without a code 119 had less."""
FITTING = 0.5
"""Agreement (−1 to 1) of known modules with what is seen there, below which a kind is given up."""
SURROUNDINGS = 7
"""Modules a side of the square to whose mean a module is compared."""
CLEARLY = 2.5
"""The factor that takes the difference from that mean to ±1 for a module that is clearly dark or light."""


@dataclass(frozen=True)
class Grid:
    """A kind of symbol laid over a piece."""

    kind: Kind
    quarters: int
    """By how many quarters counter-clockwise the symbol lies turned in the piece."""
    corners: CornerArray
    """Of the grid in pixels of the piece, clockwise from the piece's top left."""
    fit: float
    """Agreement (−1 to 1) of the known modules with what is seen there."""
    sharpening: float
    """The one of SHARPENINGS with which it was measured."""


def grids(
    piece: Piece, outlines: "list[CornerArray]", clock: Clock, groups: Groups = EVERY_GROUP
) -> "list[Grid]":
    """The kinds of symbol that fit a piece.

    Parameters
    ----------
    piece : the code, about upright, as darkness
    outlines : (4, 2) each, in pixels of the piece
        Where the code's corners may be.
    clock : the time that is left
    groups : of symbologies, of which only these are tried

    Returns
    -------
    list of Grid
        The best first, as many as there was time for; empty where nothing agrees with a known pattern.
    """
    rough = [
        grid
        for corners in outlines
        for kind in _likely(piece, corners, groups)
        for grid in _four_ways(piece, corners, kind)
    ]
    rough.sort(key=lambda grid: -grid.fit)
    found = [
        _pinned(piece, grid) for grid in rough[:MOST_PINNED] if grid.fit >= PROMISING and clock.allows(PIN_MS)
    ]
    return sorted((grid for grid in found if grid.fit >= FITTING), key=lambda grid: -grid.fit)


def _four_ways(piece: Piece, corners: CornerArray, kind: Kind) -> Iterator[Grid]:
    """One kind in each of its four directions. A square is looked at once for all of them."""
    seen: dict[tuple[int, int], Floats] = {}
    for quarters in range(4):
        shape = kind.shape(quarters)
        if shape not in seen:
            seen[shape] = sampled(piece, corners, *shape, taps=1)
    for sharpening in SHARPENINGS:
        contrasts = {shape: _contrasts(modules, sharpening) for shape, modules in seen.items()}
        for quarters in range(4):
            fit = _agreement(contrasts[kind.shape(quarters)], kind, quarters)
            yield Grid(kind, quarters, corners, fit, sharpening)


def sampled(piece: Piece, corners: CornerArray, rows: int, columns: int, taps: int = TAPS) -> Floats:
    """The darkness of the modules.

    Parameters
    ----------
    piece : the code, about upright, as darkness
    corners : (4, 2) in pixels of the piece, clockwise from the top left
    rows, columns : modules
    taps : points a module along each axis, of which the mean is taken

    Returns
    -------
    (rows, columns)
    """
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    transform = cv2.getPerspectiveTransform(unit, corners.astype(np.float32))
    across, down, w = transform @ _points(rows, columns, taps)
    shape = (rows * taps, columns * taps)
    out = cv2.remap(
        piece.darkness,
        (across / w).reshape(shape).astype(np.float32),
        (down / w).reshape(shape).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if taps == 1:
        return np.asarray(out, dtype=np.float32)
    return np.asarray(out.reshape(rows, taps, columns, taps).mean(axis=(1, 3)), dtype=np.float32)


@lru_cache(maxsize=128)
def _points(rows: int, columns: int, taps: int) -> NDArray[np.float64]:
    """(3, points): x, y and 1 of the points of all modules, row by row, in a symbol from (0, 0) to (1, 1)."""
    x, y = np.meshgrid(_centers(columns, taps), _centers(rows, taps))
    return np.stack([x.ravel(), y.ravel(), np.ones(x.size)])


def _centers(count: int, taps: int) -> NDArray[np.float64]:
    """(count · taps,) the points of `count` modules along an axis that runs from 0 to 1."""
    offsets = (np.arange(taps) - (taps - 1) / 2) * TAP_STEP
    return ((np.arange(count)[:, None] + 0.5 + offsets[None]) / count).ravel()


def _likely(piece: Piece, corners: CornerArray, groups: Groups) -> "list[Kind]":
    """Kinds whose grid lines lie where the piece has edges, and the common ones. The density of edges along each axis
    is compared with a wave that has as many periods as the kind has modules."""
    wide = float(np.hypot(*(corners[1] - corners[0])) + np.hypot(*(corners[2] - corners[3])))
    high = float(np.hypot(*(corners[3] - corners[0])) + np.hypot(*(corners[2] - corners[1])))
    square = np.array([[0, 0], [FLAT, 0], [FLAT, FLAT], [0, FLAT]], np.float32)
    flat = cv2.warpPerspective(
        piece.darkness, cv2.getPerspectiveTransform(corners.astype(np.float32), square), (FLAT, FLAT)
    )
    flat = cv2.GaussianBlur(flat, (0, 0), SOFTENED)
    across = np.abs(np.diff(flat, axis=1)).mean(axis=0)
    down = np.abs(np.diff(flat, axis=0)).mean(axis=1)
    kinds: tuple[Kind, ...] = SQUARES + QR_CODES
    turned: tuple[Kind, ...] = ()
    if max(wide, high) > OBLONG_FROM * min(wide, high):
        kinds = OBLONGS
    kinds = tuple(kind for kind in kinds if is_wanted(kind.format, groups))
    if high > wide:
        turned = tuple(Kind(kind.format, kind.rows, kind.columns) for kind in kinds)
    scores = []
    for kind in turned or kinds:
        rows, columns = (kind.columns, kind.rows) if turned and kind in OBLONGS else (kind.rows, kind.columns)
        scores.append((_regular(across, columns) + _regular(down, rows), kind))
    scores.sort(key=lambda one: -one[0])
    best = [kind for _, kind in scores[:MOST]]
    return best + [kind for _, kind in scores[MOST:] if kind in COMMON]


def _regular(density: Floats, count: int) -> float:
    """How much of the edges' density comes in `count` equal periods: 1 for a wave that peaks between modules, about 0
    by chance."""
    x = (np.arange(len(density)) + 1) / (len(density) + 1)
    centered = density - density.mean()
    wave = np.exp(2j * np.pi * count * x)
    strength = np.sqrt((centered * centered).sum()) * np.sqrt(len(density) / 2) + 1e-9
    return float((centered * wave).sum().real / strength)


def _contrasts(seen: Floats, sharpening: float) -> Floats:
    """How dark each module is compared with its surroundings.

    Parameters
    ----------
    seen : (rows, columns) darkness of the modules
    sharpening : how much of what distinguishes a module from those around it is added
        Blur takes most of that from modules that alternate.

    Returns
    -------
    (rows, columns)
        1 for what is clearly dark, -1 for what is clearly light.
    """
    if sharpening:
        seen = seen + sharpening * (seen - cv2.blur(seen, (3, 3)))
    away = (seen - cv2.blur(seen, (SURROUNDINGS, SURROUNDINGS))) * CLEARLY
    return np.asarray(np.clip(away, -1, 1), dtype=np.float32)


def _agreement(contrasts: Floats, kind: Kind, quarters: int) -> float:
    """How well the known modules agree with what is seen there.

    Parameters
    ----------
    contrasts : (rows, columns) as `_contrasts` gives them
    kind, quarters : the symbol, and by how many quarters counter-clockwise it is turned

    Returns
    -------
    float
        1 when each known module is as dark or as light as it should be compared with its surroundings, -1 when each is
        the opposite, 0 by chance.
    """
    return float(np.vdot(contrasts, kind.signs(quarters)))


def _pinned(piece: Piece, grid: Grid) -> Grid:
    """The grid where the known modules agree best: its sides are moved, then its corners, as long as that helps."""
    shape = grid.kind.shape(grid.quarters)
    module = float(np.hypot(*(grid.corners[1] - grid.corners[0]))) / shape[1]
    best, fit = grid.corners, grid.fit
    for step, moves in STEPS:
        for move in moves:
            for sign in (1, -1):
                moved = best + sign * step * module * move
                contrasts = _contrasts(sampled(piece, moved, *shape), grid.sharpening)
                other = _agreement(contrasts, grid.kind, grid.quarters)
                if other > fit:
                    best, fit = moved, other
                    break
    return Grid(grid.kind, grid.quarters, best, fit, grid.sharpening)


def _moves(groups: "tuple[tuple[int, ...], ...]", axes: "tuple[tuple[int, ...], ...]") -> "list[CornerArray]":
    """(4, 2) each: a move by one pixel of the corners of each group along each of its axes (0 for x, 1 for y)."""
    out = []
    for group, directions in zip(groups, axes, strict=True):
        for axis in directions:
            move = np.zeros((4, 2))
            move[list(group), axis] = 1.0
            out.append(move)
    return out


LEFT_SIDE, RIGHT_SIDE, UPPER_SIDE, LOWER_SIDE = (0, 3), (1, 2), (0, 1), (2, 3)
"""The corners of each side, of which 0 is the top left one."""
X, Y = 0, 1
SIDEWAYS = _moves((LEFT_SIDE, RIGHT_SIDE, UPPER_SIDE, LOWER_SIDE), ((X,), (X,), (Y,), (Y,)))
CORNERWAYS = _moves(((0,), (1,), (2,), (3,)), ((X, Y),) * 4)
STEPS = (
    (1.0, SIDEWAYS),
    (0.5, SIDEWAYS),
    *((step, CORNERWAYS) for step in (0.7, 0.35, 0.35, 0.2, 0.2, 0.1)),
)
"""(modules, moves): by how much sides and corners are moved, one step after the other."""
