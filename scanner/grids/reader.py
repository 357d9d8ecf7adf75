"""The lattice reader: a box that looks like a 2D code → what its modules say."""

import numpy as np
from numpy.typing import NDArray

from scanner.engines import zxing
from scanner.engines.sighting import Sighting
from scanner.grids.grid import Grid, grids
from scanner.grids.modules import Bits, decided
from scanner.grids.outline import Piece, outlines, piece_of, times_usual, upright
from scanner.image import Grey
from scanner.time_budget import Clock

PIXELS = 4
"""A module's side in the clean picture that is decoded."""
MOST_GRIDS = 3
GRIDS_MS = 25.0
"""What the outline and the first look at every kind take."""
DECODE_MS = 1.5


def read(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float, clock: Clock
) -> "Sighting | None":
    """The code in the box, its corners in pixels of `grey`."""
    return read_upright(*upright(grey, center, size, angle), size, clock)


def read_upright(
    pixels: Grey, back: NDArray[np.float64], size: tuple[float, float], clock: Clock
) -> "Sighting | None":
    """The code in what upright() gave for a box of `size`. Its own error correction is the only judge."""
    if not clock.allows(GRIDS_MS * times_usual(size)):
        return None
    piece = piece_of(pixels, back, size)
    for grid in grids(piece, outlines(piece), clock)[:MOST_GRIDS]:
        for bits in decided(piece, grid):
            if not clock.allows(DECODE_MS):
                return None
            for sighting in zxing.read_pure(_drawn(bits)):
                return _placed(sighting, grid, piece)
    return None


def _drawn(bits: Bits) -> Grey:
    """Black on white with a quiet zone of four modules."""
    page = np.pad(1 - bits, 4, constant_values=1).astype(np.uint8) * 255
    return np.ascontiguousarray(np.kron(page, np.ones((PIXELS, PIXELS), np.uint8)))


def _placed(sighting: Sighting, grid: Grid, piece: Piece) -> Sighting:
    """Its corners where the lattice lies, from the symbol's own top left."""
    turned = np.roll(grid.corners, grid.quarters, axis=0)
    (a, b, c, d) = [(float(x), float(y)) for x, y in turned]
    return Sighting(
        sighting.payload, sighting.format, (a, b, c, d), "lattice", sighting.symbology_identifier
    ).moved(piece.back)
