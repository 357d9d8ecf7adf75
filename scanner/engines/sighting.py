"""What an engine says it saw, before anybody believes it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners


@dataclass(frozen=True)
class Sighting:
    """One answer of one engine."""

    payload: bytes
    """What the symbol says, GS for FNC1."""
    format: str
    """The symbology, by the names of scanner.symbologies."""
    corners: Corners
    """In pixels of the picture that the engine was given, clockwise from the symbol's own top left."""
    engine: str
    """zxing, zbar, opencv, profile (scanner.bars) or lattice (scanner.grids)."""
    symbology_identifier: str | None = None
    """As ISO/IEC 15424 has it, where the engine tells it."""
    stage: str = ""
    """The stage of the look in which it was seen."""

    def staged(self, stage: str) -> "Sighting":
        """The same sighting with the name of its stage."""
        return replace(self, stage=stage)

    def moved(self, matrix: "NDArray[np.float64]") -> "Sighting":
        """The same sighting with its corners taken through a (3, 3) projective matrix, from a crop to its picture."""
        points = np.asarray([(x, y, 1.0) for x, y in self.corners]) @ matrix.T
        scale = np.where(np.abs(points[:, 2:]) < 1e-9, 1e-9, points[:, 2:])
        (a, b, c, d) = [(float(x), float(y)) for x, y in points[:, :2] / scale]
        return replace(self, corners=(a, b, c, d))
