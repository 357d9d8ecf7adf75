"""Dark or light: what a module's neighbours add to it is taken out before it is called either."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.grids.grid import Grid, sampled
from scanner.grids.kinds import UNKNOWN
from scanner.grids.outline import Floats, Piece

Bits = NDArray[np.uint8]

TURNS = 5
NEIGHBOURS = tuple((dy, dx) for dy in range(3) for dx in range(-2, 3) if (dy, dx) > (0, 0))
"""Half of the modules within two steps: each counts with the one opposite, as every blur, motion too, is alike both
ways."""
RIDGE = 1.0
"""How much the neighbours' parts are held back, in modules seen: of a small symbol few equations tell them apart."""


def decided(piece: Piece, grid: Grid) -> Iterator[Bits]:
    """(rows, columns) 1 for dark, upright as the symbol itself: by local threshold first, then with blur taken out."""
    known = grid.kind.turned(grid.quarters)
    seen = sampled(piece, grid.corners, *known.shape)
    sharp = seen + grid.sharpening * (seen - cv2.blur(seen, (3, 3)))
    bits = _with_known((sharp > cv2.blur(sharp, (9, 9))).astype(np.uint8), known)
    yield _upright(bits, grid)
    for _ in range(TURNS):
        after = _with_known(_equalized(seen, bits), known)
        if (after == bits).all():
            return
        bits = after
        yield _upright(bits, grid)


def _equalized(seen: Floats, bits: Bits) -> Bits:
    """seen = light, a curved surface, + own · bit + for each pair of neighbours its part · both, by least squares; then
    each module by what is left of it."""
    rows, columns = seen.shape
    dark = np.pad(bits.astype(np.float32), 2)
    pairs = [
        dark[2 + dy : 2 + dy + rows, 2 + dx : 2 + dx + columns]
        + dark[2 - dy : 2 - dy + rows, 2 - dx : 2 - dx + columns]
        for dy, dx in NEIGHBOURS
    ]
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    own = bits.astype(np.float32)
    light = [np.ones_like(own), x, y, x * y, x * x, y * y]
    matrix = np.stack([*light, own, own * x, own * y, *pairs], axis=-1).reshape(rows * columns, -1)
    held = np.zeros(matrix.shape[1], np.float32)
    held[9:] = RIDGE
    part = np.linalg.solve(matrix.T @ matrix + np.diag(held + 1e-4), matrix.T @ seen.ravel())
    contrast = np.maximum(part[6] + part[7] * x + part[8] * y, 0.08)
    around = np.r_[part[:6], 0, 0, 0, part[9:]]
    rest = seen - (matrix @ around).reshape(rows, columns)
    return (rest > contrast / 2).astype(np.uint8)


def _with_known(bits: Bits, known: NDArray[np.int8]) -> Bits:
    return np.where(known == UNKNOWN, bits, known).astype(np.uint8)


def _upright(bits: Bits, grid: Grid) -> Bits:
    return np.ascontiguousarray(np.rot90(bits, -grid.quarters))
