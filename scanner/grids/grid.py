"""How many modules a code has, which way up it is, and exactly where they lie."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.grids.kinds import DARK, OBLONGS, QR_CODES, SQUARES, UNKNOWN, Kind
from scanner.grids.outline import CornerArray, Floats, Piece
from scanner.time_budget import Clock

FLAT = 384
"""Pixels a side of the flattened code from which modules are counted."""
SOFTENED = 3.0
"""Standard deviation, in pixels of the flattened code, by which noise is averaged before edges are counted."""
TAPS = 3
"""Points a module and direction, where it matters."""
MOST = 6
"""Kinds whose known modules are looked for, by how regular edges are,"""
COMMON = (*SQUARES[4:9], *QR_CODES[1:4])
"""and those that product codes mostly have, whose edges blur may have levelled."""
MOST_PINNED = 4
"""Kinds and ways up that are looked at more closely."""
SHARPENINGS = (0.0, 2.0)
PIN_MS = 12.0
"""What pinning one down may take."""
PROMISING = 0.34
"""Agreement before anything is moved, below which a kind is given up. Of 32 codes read the least had 0.36, of 125
places that are none 119 had less."""
FITTING = 0.5
"""Agreement (−1 to 1) of known modules with what is seen there, below which a kind is given up."""


@dataclass(frozen=True)
class Grid:
    """A kind laid over a piece."""

    kind: Kind
    quarters: int
    corners: CornerArray
    fit: float
    sharpening: float


def grids(piece: Piece, outlines: "list[CornerArray]", clock: Clock) -> "list[Grid]":
    """The kinds of symbol that fit a piece.

    Parameters
    ----------
    piece : the code, about upright, as darkness
    outlines : (4, 2) each, in pixels of the piece
        Where the code's corners may be.
    clock : the time that is left

    Returns
    -------
    list of Grid
        The best first, as many as there was time for; empty where nothing agrees with a known pattern.
    """
    rough = []
    for corners in outlines:
        for kind in _likely(piece, corners):
            for quarters in range(4):
                known = kind.turned(quarters)
                seen = sampled(piece, corners, known.shape[0], known.shape[1], taps=1)
                rough += [
                    Grid(kind, quarters, corners, _agreement(seen, known, sharpening), sharpening)
                    for sharpening in SHARPENINGS
                ]
    rough.sort(key=lambda grid: -grid.fit)
    found = [
        _pinned(piece, grid) for grid in rough[:MOST_PINNED] if grid.fit >= PROMISING and clock.allows(PIN_MS)
    ]
    return sorted((grid for grid in found if grid.fit >= FITTING), key=lambda grid: -grid.fit)


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
    x, y = np.meshgrid(_centers(columns, taps), _centers(rows, taps))
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    transform = cv2.getPerspectiveTransform(unit, corners.astype(np.float32))
    points = np.stack([x.ravel(), y.ravel(), np.ones(x.size)]).astype(np.float64)
    across, down, w = transform @ points
    out = cv2.remap(
        piece.darkness,
        (across / w).reshape(x.shape).astype(np.float32),
        (down / w).reshape(x.shape).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(out.reshape(rows, taps, columns, taps).mean(axis=(1, 3)), dtype=np.float32)


def _centers(count: int, taps: int) -> NDArray[np.float64]:
    offsets = (np.arange(taps) - (taps - 1) / 2) * 0.3
    return ((np.arange(count)[:, None] + 0.5 + offsets[None]) / count).ravel()


def _likely(piece: Piece, corners: CornerArray) -> "list[Kind]":
    """Kinds whose lattice is where edges are: the edges' density along each axis, at the lattice's frequency."""
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
    if max(wide, high) > 1.45 * min(wide, high):
        kinds = OBLONGS
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
    """How much of the edges' density comes `count` times, edges between modules."""
    x = (np.arange(len(density)) + 1) / (len(density) + 1)
    centered = density - density.mean()
    wave = np.exp(2j * np.pi * count * x)
    strength = np.sqrt((centered * centered).sum()) * np.sqrt(len(density) / 2) + 1e-9
    return float((centered * wave).sum().real / strength)


def _agreement(seen: Floats, known: NDArray[np.int8], sharpening: float) -> float:
    """Known modules against their surroundings: 1 when each is as dark or light as it should be, 0 by chance.

    `sharpening`: how much of what distinguishes a module from those around it is added; blur takes most of that from
    modules that alternate."""
    if sharpening:
        seen = seen + sharpening * (seen - cv2.blur(seen, (3, 3)))
    away = np.clip((seen - cv2.blur(seen, (7, 7))) * 2.5, -1, 1)
    sign = np.where(known == DARK, 1.0, -1.0)
    return float((away * sign)[known != UNKNOWN].mean())


def _pinned(piece: Piece, grid: Grid) -> Grid:
    """Sides, then corners moved until the known modules agree best."""
    known = grid.kind.turned(grid.quarters)
    module = float(np.hypot(*(grid.corners[1] - grid.corners[0]))) / known.shape[1]
    sharpening = grid.sharpening
    best, fit = grid.corners, grid.fit
    for step, moves in STEPS:
        for move in moves:
            for sign in (1, -1):
                moved = best + sign * step * module * move
                other = _agreement(sampled(piece, moved, *known.shape), known, sharpening)
                if other > fit:
                    best, fit = moved, other
                    break
    return Grid(grid.kind, grid.quarters, best, fit, sharpening)


def _moves(groups: "tuple[tuple[int, ...], ...]", axes: "tuple[tuple[int, ...], ...]") -> "list[CornerArray]":
    out = []
    for group, directions in zip(groups, axes, strict=True):
        for axis in directions:
            move = np.zeros((4, 2))
            move[list(group), axis] = 1.0
            out.append(move)
    return out


SIDEWAYS = _moves(((0, 3), (1, 2), (0, 1), (2, 3)), ((0,), (0,), (1,), (1,)))
CORNERWAYS = _moves(((0,), (1,), (2,), (3,)), ((0, 1),) * 4)
STEPS = (
    (1.0, SIDEWAYS),
    (0.5, SIDEWAYS),
    *((step, CORNERWAYS) for step in (0.7, 0.35, 0.35, 0.2, 0.2, 0.1)),
)
"""Modules by which sides and corners are moved, one after the other, as long as that makes it better."""
