"""Dark or light: what a module's neighbours add to it is taken out before it is called either."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.lattice.grid import Grid, sampled
from scanner.lattice.kinds import UNKNOWN
from scanner.lattice.outline import Floats, Piece

Bits = NDArray[np.uint8]

TURNS = 3
BESIDE = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32)
ACROSS = np.array([[1, 0, 1], [0, 0, 0], [1, 0, 1]], np.float32)


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
    """seen = light + tilt of the light + own · bit + beside · neighbours + across · diagonal ones, by least squares;
    then each module by what is left of it."""
    rows, columns = seen.shape
    dark = np.pad(bits.astype(np.float32), 1)
    beside = cv2.filter2D(dark, -1, BESIDE)[1:-1, 1:-1]
    across = cv2.filter2D(dark, -1, ACROSS)[1:-1, 1:-1]
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j].astype(np.float32)
    own = bits.astype(np.float32)
    matrix = np.stack(
        [np.ones_like(own), x, y, x * y, x * x, y * y, own, own * x, own * y, beside, across], axis=-1
    ).reshape(-1, 11)
    part, *_ = np.linalg.lstsq(matrix, seen.ravel(), rcond=None)
    light = (matrix[:, :6] @ part[:6]).reshape(rows, columns)
    contrast = np.maximum(part[6] + part[7] * x + part[8] * y, 0.08)
    rest = seen - light - part[9] * beside - part[10] * across
    return (rest > contrast / 2).astype(np.uint8)


def _with_known(bits: Bits, known: NDArray[np.int8]) -> Bits:
    return np.where(known == UNKNOWN, bits, known).astype(np.uint8)


def _upright(bits: Bits, grid: Grid) -> Bits:
    return np.ascontiguousarray(np.rot90(bits, -grid.quarters))
