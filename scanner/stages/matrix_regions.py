"""Where 2D codes may be: compact squares that are half dark all over and full of edges."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey

WORK_SIDE = 1000
"""Pixels of the longer side of the reduced picture that is searched."""
WINDOW = 23
"""Work pixels within which light and dark are looked up: more than any finder pattern is wide."""
DARK = 0.30
"""Of the local contrast: how dark a code is on the average at least. Codes are half dark, lines of text a quarter."""
EDGES = 0.16
"""Of the local contrast: how strong edges are on the average."""
FAINTEST = 14
"""Grey levels of contrast below which nothing is a code."""
CLOSINGS = (3, 7)
"""Work pixels of light that a code may have inside; the wider one for coarse codes."""
OPENING = 9
"""Work pixels: what is narrower, as lines and letters are, is no code."""
SMALLEST = 16
MOST_LONG = 3.3
"""Length to width: Data Matrix is at most three times as wide as high, text is longer."""
FILLED = 0.72
"""Of the turned box around it, what must be covered."""
MIXED = 0.5
"""Coherence above which a place is bars, not modules."""


@dataclass(frozen=True)
class MatrixRegion:
    """A turned box, in pixels of the picture."""

    center: tuple[float, float]
    size: tuple[float, float]
    """Width and height along its own axes."""
    angle: float
    """Radians from the picture's x axis to the box's, towards y."""
    strength: float

    def covers(self, point: tuple[float, float]) -> bool:
        x, y = point[0] - self.center[0], point[1] - self.center[1]
        across = x * np.cos(self.angle) + y * np.sin(self.angle)
        down = -x * np.sin(self.angle) + y * np.cos(self.angle)
        return bool(abs(across) <= self.size[0] / 2 and abs(down) <= self.size[1] / 2)


def find(grey: Grey, limit: int = 6) -> list[MatrixRegion]:
    """Candidates, the strongest first, in pixels of the picture."""
    scale = max(1.0, max(grey.shape) / WORK_SIDE)
    work = grey
    if scale > 1:
        size = (max(8, round(grey.shape[1] / scale)), max(8, round(grey.shape[0] / scale)))
        work = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    gx, gy = cv2.Sobel(work, cv2.CV_16S, 1, 0, ksize=3), cv2.Sobel(work, cv2.CV_16S, 0, 1, ksize=3)
    mask = _busy(work, gx, gy)
    regions: list[MatrixRegion] = []
    for closing in CLOSINGS:
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((closing, closing), np.uint8))
        opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((OPENING, OPENING), np.uint8))
        for region in _boxes(opened, gx, gy, scale):
            if not any(_same(region, other) for other in regions):
                regions.append(region)
    regions.sort(key=lambda region: -region.strength)
    return regions[:limit]


def _busy(work: Grey, gx: NDArray[np.int16], gy: NDArray[np.int16]) -> NDArray[np.uint8]:
    """Where it is dark and full of edges, measured by the light and dark nearby."""
    edges = cv2.blur(
        cv2.add(cv2.convertScaleAbs(gx, alpha=0.25), cv2.convertScaleAbs(gy, alpha=0.25)), (7, 7)
    )
    soft, around = cv2.blur(work, (2, 2)), np.ones((WINDOW, WINDOW), np.uint8)
    light, dark = cv2.dilate(soft, around), cv2.erode(soft, around)
    span = cv2.subtract(light, dark)
    below = cv2.subtract(light, cv2.blur(work, (7, 7)))
    return np.asarray(
        (below > cv2.convertScaleAbs(span, alpha=DARK))
        & (edges > cv2.convertScaleAbs(span, alpha=EDGES))
        & (span > FAINTEST),
        dtype=np.uint8,
    )


def _boxes(
    mask: NDArray[np.uint8], gx: NDArray[np.int16], gy: NDArray[np.int16], scale: float
) -> list[MatrixRegion]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    out = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        part = np.s_[top : top + height, left : left + width]
        if min(width, height) < SMALLEST or area < SMALLEST**2 or area < 0.3 * width * height:
            continue
        outlines, _ = cv2.findContours(
            (labels[part] == label).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        (x, y), (long, wide), degrees = cv2.minAreaRect(np.concatenate(outlines))
        long, wide = long + 1, wide + 1
        if min(long, wide) < SMALLEST or max(long, wide) > MOST_LONG * min(long, wide):
            continue
        if area < FILLED * long * wide or _coherence(gx[part], gy[part]) > MIXED:
            continue
        strength = float(np.abs(gx[part]).mean() + np.abs(gy[part]).mean()) * np.sqrt(area)
        center = ((x + left + 0.5) * scale, (y + top + 0.5) * scale)
        out.append(MatrixRegion(center, (long * scale, wide * scale), float(np.radians(degrees)), strength))
    return out


def _coherence(gx: NDArray[np.int16], gy: NDArray[np.int16]) -> float:
    """0 where edges run every way, 1 where they run one way."""
    x, y = gx.astype(np.float32), gy.astype(np.float32)
    xx, yy, xy = float((x * x).sum()), float((y * y).sum()), float((x * y).sum())
    return float(np.hypot(xx - yy, 2 * xy) / (xx + yy + 1e-6))


def _same(one: MatrixRegion, other: MatrixRegion) -> bool:
    long = max(other.size)
    apart = np.hypot(one.center[0] - other.center[0], one.center[1] - other.center[1])
    return bool(apart < 0.3 * long and abs(max(one.size) - long) < 0.3 * long)
