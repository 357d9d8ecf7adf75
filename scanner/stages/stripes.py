"""Whether a region holds bars: a few lines across it are compared with each other.

It costs so little that it is asked of every region before one is read.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.image import Grey
from scanner.stages.linear_regions import LinearRegion

LINES = 7
"""Lines across the bars that are compared."""
SPREAD = 0.36
"""How far from the middle of the region the outermost lines lie, as a part of its height."""
LONGER = 1.1
"""Length of a line as a multiple of the region's length."""
THICK = 3
"""Picture rows that are averaged for a line, against noise."""
FEWEST_POINTS, MOST_POINTS = 32, 400
"""Points of a line: about one a pixel of the picture, within these limits."""
SHIFTS = 6
"""Points by which neighbouring lines may be shifted against each other, as bars lean in perspective."""
RUNNING = 12
"""The running mean that is taken out of a line is over one part in so many of the line, but over RUNNING_LEAST points
at the least."""
RUNNING_LEAST = 9
LEVEL = 0.35
"""How much lighter or darker than its surroundings a point has to be to count, in standard deviations of all lines."""


@dataclass(frozen=True)
class Likeness:
    """How much like bars something has to look at the least."""

    alike: float
    """Correlation of neighbouring lines, which has to be exceeded."""
    alternations: int
    """Changes between lighter and darker along the middle line."""


EVIDENT = Likeness(0.6, 20)
EVIDENT_IN_PERSPECTIVE = Likeness(0.45, 50)
"""Of 66 regions with a code that had been read 63 reach one of the two, of 436 regions without any 4 do (generated
frames). In perspective neighbouring lines are less alike; then there must be many bars."""
CERTAIN = Likeness(0.8, 24)
SOFT = Likeness(0.8, 16)
POSSIBLE = Likeness(0.25, 10)


Waves = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Stripes:
    """How much a region looks like bars: lines across it, each with its running mean taken out.

    To count their changes costs little. To compare them costs ten times as much, and is left out where they change too
    seldom.
    """

    waves: Waves
    """(LINES, points) grey levels."""

    @cached_property
    def alternations(self) -> int:
        """How often the middle line changes between clearly lighter and clearly darker than its surroundings."""
        middle, level = self.waves[LINES // 2], LEVEL * float(self.waves.std())
        sides = np.where(middle > level, 1, np.where(middle < -level, -1, 0))
        return int(np.count_nonzero(np.diff(sides[sides != 0])))

    @cached_property
    def alike(self) -> float:
        """The median correlation of neighbouring lines, shifted by at most SHIFTS points: 1 for bars, about 0 for
        text."""
        waves, count = self.waves, self.waves.shape[1]
        length = np.sqrt((waves * waves).sum(axis=1)) + 1e-3
        best = np.full(LINES - 1, -1.0)
        for shift in range(-SHIFTS, SHIFTS + 1):
            upper = waves[:-1, max(0, shift) : count + min(0, shift)]
            lower = waves[1:, max(0, -shift) : count + min(0, -shift)]
            best = np.maximum(best, (upper * lower).sum(axis=1) / (length[:-1] * length[1:]))
        return float(np.median(best))

    @property
    def evident(self) -> bool:
        """Whether one more code evidently lies here, so that it is looked for although others have been read."""
        return self._reach(EVIDENT) or self._reach(EVIDENT_IN_PERSPECTIVE)

    @property
    def certain(self) -> bool:
        """Whether it looks so much like bars that a person would call it a code."""
        return self._reach(CERTAIN)

    @property
    def soft(self) -> bool:
        """Whether they are clearly bars, although blur may have joined some of them."""
        return self._reach(SOFT)

    @property
    def possible(self) -> bool:
        """Whether they may be bars, so that a look is worth its time while nothing has been read."""
        return self._reach(POSSIBLE)

    def _reach(self, least: Likeness) -> bool:
        return self.alternations >= least.alternations and self.alike > least.alike


def stripes_along(grey: Grey, region: LinearRegion) -> Stripes:
    """How much a region looks like bars.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`

    Returns
    -------
    Stripes
    """
    count = int(np.clip(region.length * LONGER, FEWEST_POINTS, MOST_POINTS))
    along = (np.arange(count) - (count - 1) / 2) * (region.length * LONGER / count)
    offsets = np.linspace(-SPREAD, SPREAD, LINES) * region.height
    offsets = (offsets[:, None] + (np.arange(THICK) - THICK // 2)[None]).ravel()
    cosine, sine = np.cos(region.angle), np.sin(region.angle)
    x = region.center[0] + along[None] * cosine - offsets[:, None] * sine
    y = region.center[1] + along[None] * sine + offsets[:, None] * cosine
    lines = cv2.remap(
        grey, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    lines = lines.astype(np.float32).reshape(LINES, THICK, count).mean(axis=1)
    running = max(RUNNING_LEAST, count // RUNNING) | 1
    return Stripes(lines - cv2.blur(lines, (running, 1), borderType=cv2.BORDER_REPLICATE))
