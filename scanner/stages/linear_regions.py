"""Where 1D codes may be: places whose gradients all point the same way.

The structure tensor (Bigün and Granlund 1987) of the picture, averaged over small cells: bars give strong gradients
in one direction, text and pictures give them in many.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey

WORK_SIDE = 1000
"""The tensor is computed at most this large: bars of two pixels in a tablet frame are still seen as edges."""
CELL = 8
COHERENT = 0.55
BINS = 9
"""Directions, 20° apart; each takes in its neighbours' nearer halves."""


@dataclass(frozen=True)
class LinearRegion:
    """An upright box that was found, in pixels of the picture."""

    center: tuple[float, float]
    angle: float
    """Radians of the direction across the bars, from the x axis towards y, in (-π/2, π/2]."""
    length: float
    """Across the bars."""
    height: float
    """Along the bars."""
    strength: float

    def covers(self, point: tuple[float, float]) -> bool:
        x, y = point[0] - self.center[0], point[1] - self.center[1]
        along = x * np.cos(self.angle) + y * np.sin(self.angle)
        across = -x * np.sin(self.angle) + y * np.cos(self.angle)
        return bool(abs(along) <= self.length / 2 and abs(across) <= self.height / 2)


def find(grey: Grey, limit: int = 8) -> list[LinearRegion]:
    """Candidates, the strongest first."""
    scale = max(1.0, max(grey.shape) / WORK_SIDE)
    work = grey
    if scale > 1:
        size = (round(grey.shape[1] / scale), round(grey.shape[0] / scale))
        work = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    xx, yy, xy = _tensor(work)
    energy = xx + yy
    double_angle = np.arctan2(2 * xy, xx - yy)
    coherence = np.hypot(xx - yy, 2 * xy) / (energy + 1e-6)
    strong = energy > max(60.0, 0.06 * float(np.percentile(energy, 99)))
    candidate = strong & (coherence > COHERENT)
    regions = [
        region
        for index in range(BINS)
        for region in _regions_of(candidate, double_angle, energy * coherence, xx - yy, 2 * xy, index)
    ]
    regions.sort(key=lambda region: -region.strength)
    return [_scaled(region, scale * CELL) for region in _distinct(regions)[:limit]]


def _tensor(grey: Grey) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Structure tensor averaged over cells, then over 3 × 3 cells."""
    gx = cv2.Sobel(grey, cv2.CV_16S, 1, 0, ksize=3).astype(np.float32)
    gy = cv2.Sobel(grey, cv2.CV_16S, 0, 1, ksize=3).astype(np.float32)
    size = (max(1, grey.shape[1] // CELL), max(1, grey.shape[0] // CELL))
    out = []
    for product in (gx * gx, gy * gy, gx * gy):
        cells = cv2.resize(product, size, interpolation=cv2.INTER_AREA)
        out.append(np.asarray(cv2.blur(cells, (3, 3)), dtype=np.float32))
    return out[0], out[1], out[2]


def _regions_of(
    candidate: NDArray[np.bool_],
    double_angle: NDArray[np.float32],
    weight: NDArray[np.float32],
    cosine: NDArray[np.float32],
    sine: NDArray[np.float32],
    index: int,
) -> list[LinearRegion]:
    """Connected cells whose direction is that of bin `index`, as boxes in cells."""
    center = index * 2 * np.pi / BINS
    apart = np.abs(np.angle(np.exp(1j * (double_angle - center))))
    mask = (candidate & (apart < 1.5 * np.pi / BINS)).astype(np.uint8)
    if not mask.any():
        return []
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    out = []
    for label in range(1, count):
        if stats[label, cv2.CC_STAT_AREA] < 5:
            continue
        ys, xs = np.nonzero(labels == label)
        angle = 0.5 * float(np.arctan2(sine[ys, xs].sum(), cosine[ys, xs].sum()))
        out.append(_box(xs, ys, angle, float(weight[ys, xs].sum())))
    return [region for region in out if region.length >= 3]


def _box(xs: NDArray, ys: NDArray, angle: float, strength: float) -> LinearRegion:
    u = (xs + 0.5) * np.cos(angle) + (ys + 0.5) * np.sin(angle)
    v = -(xs + 0.5) * np.sin(angle) + (ys + 0.5) * np.cos(angle)
    low_u, high_u, low_v, high_v = u.min(), u.max(), v.min(), v.max()
    mid_u, mid_v = (low_u + high_u) / 2, (low_v + high_v) / 2
    center = (
        float(mid_u * np.cos(angle) - mid_v * np.sin(angle)),
        float(mid_u * np.sin(angle) + mid_v * np.cos(angle)),
    )
    return LinearRegion(center, angle, float(high_u - low_u) + 1, float(high_v - low_v) + 1, strength)


def _distinct(regions: list[LinearRegion]) -> list[LinearRegion]:
    """Without those whose center lies in a stronger one."""
    kept: list[LinearRegion] = []
    for region in regions:
        if not any(other.covers(region.center) for other in kept):
            kept.append(region)
    return kept


def _scaled(region: LinearRegion, factor: float) -> LinearRegion:
    x, y = region.center
    return LinearRegion(
        (x * factor, y * factor),
        region.angle,
        region.length * factor,
        region.height * factor,
        region.strength,
    )
