"""Whether each module is dark or light. What its neighbours add to it by blur is taken out first."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.grids.grid import Grid, sampled
from scanner.grids.kinds import UNKNOWN
from scanner.grids.outline import Floats, Piece

Bits = NDArray[np.uint8]

TURNS = 5
"""How often a guess is improved at the most."""
NEIGHBOURS = tuple((dy, dx) for dy in range(3) for dx in range(-2, 3) if (dy, dx) > (0, 0))
"""Half of the modules within two steps. Each is taken together with the one opposite, as every blur, also that of
motion, reaches equally far both ways."""
RIDGE = 1.0
"""How much the neighbours' parts are held back (ridge regression), in modules: a small symbol has few equations to tell
them apart by."""
SURROUNDINGS = 9
"""Modules a side of the square whose mean is the first threshold between dark and light."""
SOLVABLE = 1e-4
"""Added to the diagonal so that the equations can be solved, whatever the picture."""
LEAST_CONTRAST = 0.08
"""Darkness between a light and a dark module that is assumed at the least."""


def decided(piece: Piece, grid: Grid) -> Iterator[Bits]:
    """What the modules are: first by a local threshold, then with more and more of the blur taken out.

    Parameters
    ----------
    piece : the code, about upright, as darkness
    grid : the kind and where its modules lie

    Yields
    ------
    (rows, columns) 1 for dark, 0 for light, upright as the symbol itself; at most TURNS + 1 guesses

    Notes
    -----
    A decision-feedback equalizer. From the guess follows by least squares how much of each neighbour a module shows.
    What the neighbours add is taken out, and what is left gives the next guess.

    References
    ----------
    Austin, "Decision-feedback equalization for digital communication over dispersive channels", MIT, 1967.
    """
    known = grid.kind.turned(grid.quarters)
    seen = sampled(piece, grid.corners, *known.shape)
    sharp = seen + grid.sharpening * (seen - cv2.blur(seen, (3, 3)))
    threshold = cv2.blur(sharp, (SURROUNDINGS, SURROUNDINGS))
    bits = _with_known((sharp > threshold).astype(np.uint8), known)
    yield _upright(bits, grid)
    for _ in range(TURNS):
        after = _with_known(_equalized(seen, bits), known)
        if (after == bits).all():
            return
        bits = after
        yield _upright(bits, grid)


def _equalized(seen: Floats, bits: Bits) -> Bits:
    """The next guess.

    By least squares: seen = light + ink · bit + Σ part · (sum of two opposite neighbours' bits), where light is a
    quadratic and ink a linear function of the place in the symbol. A module is dark where more than half of its ink is
    left after light and neighbours are taken out.
    """
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
    return np.asarray(rest > contrast / 2, np.uint8)


def _with_known(bits: Bits, known: NDArray[np.int8]) -> Bits:
    """The guess with what is known beforehand."""
    return np.where(known == UNKNOWN, bits, known).astype(np.uint8)


def _upright(bits: Bits, grid: Grid) -> Bits:
    """The modules as the symbol itself has them, however it lies in the piece."""
    return np.ascontiguousarray(np.rot90(bits, -grid.quarters))
