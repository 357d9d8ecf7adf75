"""Where 2D codes may be: compact places that are half dark all over and full of edges.

A work pixel is a pixel of the reduced picture in which they are looked for (scanner.stages.reduced).
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners
from scanner.stages.reduced import Reduced, Slopes

WINDOW = 23
"""Work pixels a side of the square in which the local light and dark are looked up. No finder pattern is as wide."""
MEAN_WINDOW = 7
"""Work pixels a side of the square over which darkness and edges are averaged."""
DARK = 0.30
"""How dark a code is on the average at the least, as a part of the local contrast. Codes are half dark, lines of text a
quarter."""
EDGES = 0.16
"""How strong its edges are on the average at the least, as a part of the local contrast."""
GRADIENT = 0.25
"""The factor that takes Sobel's sums of eight grey levels to edges that fit into eight bits."""
FAINTEST = 14
"""Grey levels of contrast below which nothing is a code."""
CLOSINGS = (3, 7)
"""Work pixels of light that a code may have inside; the wider one is for codes of coarse modules."""
OPENING = 9
"""Work pixels. What is narrower, as lines and letters are, is no code."""
SMALLEST = 16
"""Work pixels of the shorter side, at the least."""
MOST_LONG = 3.3
"""Length to width at the most. A Data Matrix is at most three times as wide as high, a line of text is longer."""
FILLED = 0.72
"""The part of the turned box around a place that the place has to cover."""
MIXED = 0.5
"""Coherence (0 to 1) above which a place holds bars, not modules."""
MOST_REGIONS = 64
"""Regions of one picture that are told, the strongest first."""
SAME_PLACE, SAME_SIZE = 0.3, 0.3
"""How far apart the centers, and how different the longer sides, of two regions of one code may be, as a part of the
longer side."""


@dataclass(frozen=True)
class MatrixRegion:
    """A turned box in which a 2D code may be, in pixels of the picture."""

    center: tuple[float, float]
    size: tuple[float, float]
    """Width and height along its own axes."""
    angle: float
    """Radians from the picture's x axis to the box's, towards y."""
    strength: float
    """The mean strength of its edges times the root of its area: stronger regions are looked at first."""

    @classmethod
    def around(cls, corners: Corners) -> "MatrixRegion":
        """The box around a code whose corners are roughly known."""
        points = np.asarray(corners, np.float32)
        (x, y), (wide, high), degrees = cv2.minAreaRect(points)
        return cls((float(x), float(y)), (wide, high), float(np.radians(degrees)), 0.0)

    def covers(self, point: tuple[float, float]) -> bool:
        """Whether the point, in pixels of the picture, lies in the box."""
        x, y = point[0] - self.center[0], point[1] - self.center[1]
        across = x * np.cos(self.angle) + y * np.sin(self.angle)
        down = -x * np.sin(self.angle) + y * np.cos(self.angle)
        return bool(abs(across) <= self.size[0] / 2 and abs(down) <= self.size[1] / 2)


def find(work: Reduced, limit: int = MOST_REGIONS) -> list[MatrixRegion]:
    """Where 2D codes may be.

    Parameters
    ----------
    work : the picture made small enough to be searched
    limit : how many regions are told at the most

    Returns
    -------
    list of MatrixRegion
        The strongest first, in pixels of the picture; no two are of one place.
    """
    mask = _busy(work)
    regions: list[MatrixRegion] = []
    for closing in CLOSINGS:
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((closing, closing), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((OPENING, OPENING), np.uint8))
        for region in _boxes(np.asarray(opened, dtype=np.uint8), work):
            if not any(_same(region, other) for other in regions):
                regions.append(region)
    regions.sort(key=lambda region: -region.strength)
    return regions[:limit]


def _busy(work: Reduced) -> NDArray[np.uint8]:
    """255 where it is dark and full of edges, compared with the lightest and the darkest nearby, 0 elsewhere."""
    mean = (MEAN_WINDOW, MEAN_WINDOW)
    across, down = (cv2.convertScaleAbs(slopes, alpha=GRADIENT) for slopes in (work.across, work.down))
    edges = cv2.blur(cv2.add(across, down), mean)
    soft, around = cv2.blur(work.pixels, (2, 2)), np.ones((WINDOW, WINDOW), np.uint8)
    light, dark = cv2.dilate(soft, around), cv2.erode(soft, around)
    span = cv2.subtract(light, dark)
    below = cv2.subtract(light, cv2.blur(work.pixels, mean))
    half_dark = cv2.compare(below, cv2.convertScaleAbs(span, alpha=DARK), cv2.CMP_GT)
    full_of_edges = cv2.compare(edges, cv2.convertScaleAbs(span, alpha=EDGES), cv2.CMP_GT)
    faint = cv2.compare(span, FAINTEST, cv2.CMP_GT)  # type: ignore[call-overload] # a number compares, too
    return np.asarray(cv2.bitwise_and(cv2.bitwise_and(half_dark, full_of_edges), faint), dtype=np.uint8)


def _boxes(mask: NDArray[np.uint8], work: Reduced) -> list[MatrixRegion]:
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [_box(outline, work) for outline in outlines if len(outline) >= 4]
    return [region for region in found if region is not None]


def _box(outline: cv2.typing.MatLike, work: Reduced) -> "MatrixRegion | None":
    """The region inside an outline, or None where it has not the size, the shape or the edges of a code."""
    left, top, width, height = cv2.boundingRect(outline)
    if min(width, height) < SMALLEST:
        return None
    area = cv2.contourArea(outline)
    if area < FILLED * (SMALLEST - 1) ** 2:
        return None
    (x, y), (long, wide), degrees = cv2.minAreaRect(outline)
    if min(long, wide) + 1 < SMALLEST or max(long, wide) > MOST_LONG * min(long, wide):
        return None
    part, scale = np.s_[top : top + height, left : left + width], work.scale
    gx, gy = work.across[part], work.down[part]
    if area < FILLED * long * wide or _coherence(gx, gy) > MIXED:
        return None
    steepness = (cv2.norm(gx, cv2.NORM_L1) + cv2.norm(gy, cv2.NORM_L1)) / gx.size
    strength = steepness * float(np.sqrt(area))
    center, size = ((x + 0.5) * scale, (y + 0.5) * scale), ((long + 1) * scale, (wide + 1) * scale)
    return MatrixRegion(center, size, float(np.radians(degrees)), strength)


def _coherence(gx: Slopes, gy: Slopes) -> float:
    """The coherence of a place's gradient: 0 where edges run every way, 1 where they run one way."""
    xx, yy = cv2.norm(gx, cv2.NORM_L2SQR), cv2.norm(gy, cv2.NORM_L2SQR)
    xy = cv2.sumElems(cv2.multiply(gx, gy, dtype=cv2.CV_32F))[0]
    return math.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-6)


def _same(one: MatrixRegion, other: MatrixRegion) -> bool:
    """Whether two regions are of one code."""
    long = max(other.size)
    apart = np.hypot(one.center[0] - other.center[0], one.center[1] - other.center[1])
    return bool(apart < SAME_PLACE * long and abs(max(one.size) - long) < SAME_SIZE * long)
