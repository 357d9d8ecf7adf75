"""What an engine says it saw, before anybody believes it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners


@dataclass(frozen=True)
class Sighting:
    """One answer of one engine. Corners are in pixels of the picture that the engine was given."""

    payload: bytes
    format: str
    corners: Corners
    engine: str
    symbology_identifier: str | None = None
    stage: str = ""

    def staged(self, stage: str) -> "Sighting":
        return replace(self, stage=stage)

    def moved(self, matrix: "NDArray[np.float64]") -> "Sighting":
        """The same with its corners taken through a 3 × 3 projective matrix (crop → picture)."""
        points = np.asarray([(x, y, 1.0) for x, y in self.corners]) @ matrix.T
        scale = np.where(np.abs(points[:, 2:]) < 1e-9, 1e-9, points[:, 2:])
        (a, b, c, d) = [(float(x), float(y)) for x, y in points[:, :2] / scale]
        return replace(self, corners=(a, b, c, d))
