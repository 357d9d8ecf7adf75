"""Whether a region is bars: a few lines across it, compared with each other. Cheap enough to ask of every region."""

from dataclasses import dataclass

import cv2
import numpy as np

from scanner.image import Grey
from scanner.stages.linear_regions import LinearRegion

LINES = 7
THICK = 3
"""Picture rows averaged for a line, against noise."""
MOST_POINTS = 400
SHIFTS = 6
"""Points by which neighbouring lines may be shifted: bars lean in perspective."""


@dataclass(frozen=True)
class Stripes:
    alike: float
    """Correlation of neighbouring lines, the median: 1 for bars, about 0 for text."""
    alternations: int
    """How often the middle line changes between lighter and darker than its surroundings."""

    @property
    def evident(self) -> bool:
        """Of 66 regions with a code that had been read 63 are, of 436 without any 4 (generated frames). Perspective
        takes from the likeness; then it must be many bars."""
        return (self.alike > 0.6 and self.alternations >= 20) or (
            self.alike > 0.45 and self.alternations >= 50
        )

    @property
    def certain(self) -> bool:
        """So much like bars that a person would call it a code."""
        return self.alike > 0.8 and self.alternations >= 24

    @property
    def soft(self) -> bool:
        """Clearly bars, although blur may have joined some of them."""
        return self.alike > 0.8 and self.alternations >= 16

    @property
    def possible(self) -> bool:
        return self.alike > 0.25 and self.alternations >= 10


def stripes_along(grey: Grey, region: LinearRegion) -> Stripes:
    """How much a region looks like bars.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`

    Notes
    -----
    LINES lines across the bars, each with its running mean taken out, are correlated with their neighbours at shifts
    of at most SHIFTS points.
    """
    count = int(np.clip(region.length * 1.1, 32, MOST_POINTS))
    along = (np.arange(count) - (count - 1) / 2) * (region.length * 1.1 / count)
    offsets = np.linspace(-0.36, 0.36, LINES) * region.height
    offsets = (offsets[:, None] + (np.arange(THICK) - THICK // 2)[None]).ravel()
    cosine, sine = np.cos(region.angle), np.sin(region.angle)
    x = region.center[0] + along[None] * cosine - offsets[:, None] * sine
    y = region.center[1] + along[None] * sine + offsets[:, None] * cosine
    lines = cv2.remap(
        grey, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    lines = lines.astype(np.float32).reshape(LINES, THICK, count).mean(axis=1)
    waves = lines - cv2.blur(lines, (max(9, count // 12) | 1, 1), borderType=cv2.BORDER_REPLICATE)
    length = np.sqrt((waves * waves).sum(axis=1)) + 1e-3
    best = np.full(LINES - 1, -1.0)
    for shift in range(-SHIFTS, SHIFTS + 1):
        upper = waves[:-1, max(0, shift) : count + min(0, shift)]
        lower = waves[1:, max(0, -shift) : count + min(0, -shift)]
        best = np.maximum(best, (upper * lower).sum(axis=1) / (length[:-1] * length[1:]))
    return Stripes(float(np.median(best)), _alternations(waves))


def _alternations(waves: np.ndarray) -> int:
    middle, level = waves[LINES // 2], 0.35 * float(waves.std())
    sides = np.where(middle > level, 1, np.where(middle < -level, -1, 0))
    return int(np.count_nonzero(np.diff(sides[sides != 0])))
