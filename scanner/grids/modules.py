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


SOLVABLE = 1e-4
"""Added to the diagonal so that the equations can be solved, whatever the picture."""
LEAST_CONTRAST = 0.08
"""Darkness between a light and a dark module, at the least."""


def decided(piece: Piece, grid: Grid) -> Iterator[Bits]:
    """What the modules are: by a local threshold first, then with more and more of the blur taken out.

    Parameters
    ----------
    piece : the code, about upright, as darkness
    grid : the kind and where its modules lie

    Yields
    ------
    (rows, columns) 1 for dark, 0 for light, upright as the symbol itself; at most TURNS + 1 guesses

    Notes
    -----
    A decision-feedback equalizer: the guess tells by least squares how much of each neighbour a module shows, what the
    neighbours add is taken out, and what is left is the next guess.
    """
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
    ink = [own, own * x, own * y]
    matrix = np.stack([*light, *ink, *pairs], axis=-1).reshape(rows * columns, -1)
    held = np.repeat([0.0, 0.0, RIDGE], [len(light), len(ink), len(pairs)]).astype(np.float32)
    part = np.linalg.solve(matrix.T @ matrix + np.diag(held + SOLVABLE), matrix.T @ seen.ravel())
    of_light, of_ink, of_pairs = np.split(part, [len(light), len(light) + len(ink)])
    contrast = np.maximum(of_ink[0] + of_ink[1] * x + of_ink[2] * y, LEAST_CONTRAST)
    around = np.r_[of_light, np.zeros(len(ink)), of_pairs]
    rest = seen - (matrix @ around).reshape(rows, columns)
    return (rest > contrast / 2).astype(np.uint8)


def _with_known(bits: Bits, known: NDArray[np.int8]) -> Bits:
    return np.where(known == UNKNOWN, bits, known).astype(np.uint8)


def _upright(bits: Bits, grid: Grid) -> Bits:
    return np.ascontiguousarray(np.rot90(bits, -grid.quarters))
