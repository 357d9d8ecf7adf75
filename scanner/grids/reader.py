"""The grid reader: a box that looks like a 2D code → what its modules say. Its engine name is "lattice"."""

import numpy as np
from numpy.typing import NDArray

from scanner.engines import zxing
from scanner.engines.sighting import Sighting
from scanner.grids.grid import Grid, grids
from scanner.grids.modules import Bits, decided
from scanner.grids.outline import Piece, outlines, piece_of, times_usual, upright
from scanner.pictures.image import Grey
from scanner.symbologies import EVERY_GROUP, Groups
from scanner.time_budget import Clock

PIXELS = 4
"""Pixels a side of a module in the clean picture that is decoded."""
QUIET = 4
"""Modules of white around the code in that picture."""
MOST_GRIDS = 3
"""Grids whose modules are decided and decoded, the best fitting first."""
GRIDS_MS = 25.0
"""Milliseconds that the outline and the first look at every kind take, where the box is of usual size."""
DECODE_MS = 1.5
"""Milliseconds that deciding the modules once and decoding them take."""


def read(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float, clock: Clock
) -> "Sighting | None":
    """Read the code in a box.

    Parameters
    ----------
    grey : (height, width) uint8
    center : (x, y) of the box, in pixels of `grey`
    size : (width, height) of the box, in pixels of `grey`
    angle : radians from the x axis of `grey` to the box's, towards y
    clock : the time that is left

    Returns
    -------
    Sighting or None
        Its corners are in pixels of `grey`.
    """
    return read_upright(*upright(grey, center, size, angle), size, clock)


def read_upright(
    pixels: Grey,
    back: NDArray[np.float64],
    size: tuple[float, float],
    clock: Clock,
    groups: Groups = EVERY_GROUP,
) -> "Sighting | None":
    """Read the code in a crop that is upright already. The code's own error correction judges whether it is right.

    Parameters
    ----------
    pixels, back : as scanner.grids.outline.upright gave them for a box of `size`
    size : (width, height) of the box, in pixels of the picture
    clock : the time that is left
    groups : of symbologies, of which only these are laid over the crop

    Returns
    -------
    Sighting or None
        Its corners are in pixels of the picture.
    """
    if not clock.allows(GRIDS_MS * times_usual(size)):
        return None
    piece = piece_of(pixels, back, size)
    for grid in grids(piece, outlines(piece), clock, groups)[:MOST_GRIDS]:
        for bits in decided(piece, grid):
            if not clock.allows(DECODE_MS):
                return None
            for sighting in zxing.read_pure(_drawn(bits), groups):
                return _placed(sighting, grid, piece)
    return None


def _drawn(bits: Bits) -> Grey:
    """The modules as a clean picture, black on white with a quiet zone."""
    page = np.pad(1 - bits, QUIET, constant_values=1).astype(np.uint8) * 255
    return np.ascontiguousarray(np.kron(page, np.ones((PIXELS, PIXELS), np.uint8)))


def _placed(sighting: Sighting, grid: Grid, piece: Piece) -> Sighting:
    """The sighting with its corners where the grid lies in the picture, clockwise from the symbol's own top left."""
    turned = np.roll(grid.corners, grid.quarters, axis=0)
    (a, b, c, d) = [(float(x), float(y)) for x, y in turned]
    return Sighting(
        sighting.payload, sighting.format, (a, b, c, d), "lattice", sighting.symbology_identifier
    ).moved(piece.back)
