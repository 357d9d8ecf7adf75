"""Where 1D codes may be: places in which the edges between dark and light all run the same way."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading import Corners
from scanner.stages.tensor import Tensor

COHERENT = 0.55
"""Coherence (0 to 1) above which the edges of a cell run one way."""
BINS = 9
"""Directions, 20° apart. Each takes in the nearer halves of its neighbours."""
BIN_REACH = 1.5 * np.pi / BINS
"""Radians of the doubled angle that a cell's direction may be from the direction of its bin."""
MOST_COMPONENTS = 16
"""Connected areas of each direction that are looked at, the largest first. A noisy picture has hundreds."""
FEWEST_CELLS = 5
"""Cells that a connected area has at the least."""
SHORTEST_CELLS = 3
"""Cells across the bars that a region has at the least."""
MOST_REGIONS = 48
"""Regions of one picture that are told, the strongest first."""
LEAST_HEIGHT = 0.25
"""The height of a region around a sighting, as a part of its length, at the least."""


@dataclass(frozen=True)
class LinearRegion:
    """A turned box in which bars may be, in pixels of the picture."""

    center: tuple[float, float]
    angle: float
    """Radians of the direction across the bars, from the x axis towards y, in (-π/2, π/2]."""
    length: float
    """Pixels across the bars."""
    height: float
    """Pixels along the bars."""
    strength: float
    """The sum over its cells of energy times coherence: stronger regions are looked at first."""

    @classmethod
    def around(cls, corners: Corners) -> "LinearRegion":
        """The region of a sighting whose scanlines may have covered only a part of the bars' height."""
        (a, b, c, d) = np.asarray(corners)
        across, along = (b - a + c - d) / 2, (d - a + c - b) / 2
        x, y = np.asarray(corners).mean(axis=0)
        length = float(np.hypot(*across))
        height = max(float(np.hypot(*along)), LEAST_HEIGHT * length)
        angle = float(np.arctan2(across[1], across[0]))
        # Upside down is the same region: readers try both ways.
        angle = (angle + np.pi / 2) % np.pi - np.pi / 2
        return cls((float(x), float(y)), angle, length, height, 0.0)

    @property
    def corners(self) -> Corners:
        """Its four corners in pixels of the picture, clockwise."""
        cosine, sine = np.cos(self.angle), np.sin(self.angle)
        along = np.array([cosine, sine]) * self.length / 2
        down = np.array([-sine, cosine]) * self.height / 2
        middle = np.asarray(self.center)
        points = (
            middle - along - down,
            middle + along - down,
            middle + along + down,
            middle - along + down,
        )
        (a, b, c, d) = [(float(x), float(y)) for x, y in points]
        return a, b, c, d

    def covers(self, point: tuple[float, float], room: float = 0.0) -> bool:
        """Whether the point lies in the box, or within `room` times its height and length beside it."""
        x, y = point[0] - self.center[0], point[1] - self.center[1]
        along = x * np.cos(self.angle) + y * np.sin(self.angle)
        across = -x * np.sin(self.angle) + y * np.cos(self.angle)
        part = 0.5 + room
        return bool(abs(along) <= part * self.length and abs(across) <= part * self.height)


def find(tensor: Tensor, limit: int = MOST_REGIONS) -> list[LinearRegion]:
    """Where bars may be.

    Parameters
    ----------
    tensor : where edges are, and whether they run one way
    limit : how many regions are told at the most

    Returns
    -------
    list of LinearRegion
        The strongest first, in pixels of the picture; none has its center in a stronger one.
    """
    candidate = (tensor.energy > tensor.floor) & (tensor.coherence > COHERENT)
    beyond = np.ones_like(candidate) if tensor.beyond is None else tensor.beyond
    double_angle = np.arctan2(tensor.sine, tensor.cosine)
    regions = [
        region
        for index in _directions_of(double_angle[candidate & beyond])
        for region in _regions_of(tensor, candidate, beyond, double_angle, index)
    ]
    regions.sort(key=lambda region: -region.strength)
    return [_scaled(region, tensor.scale) for region in _distinct(regions)[:limit]]


def _directions_of(double_angles: NDArray[np.float32]) -> list[int]:
    """The bins in which there are cells enough for a region."""
    quarters = np.floor(double_angles * (2 * BINS / np.pi)).astype(np.int64) % (4 * BINS)
    counts = np.bincount(quarters, minlength=4 * BINS).tolist()
    around = counts[-3:] + counts
    return [index for index in range(BINS) if sum(around[4 * index : 4 * index + 6]) >= FEWEST_CELLS]


def _regions_of(
    tensor: Tensor,
    candidate: NDArray[np.bool_],
    beyond: NDArray[np.bool_],
    double_angle: NDArray[np.float32],
    index: int,
) -> list[LinearRegion]:
    """Boxes around connected cells whose edges run in the direction of bin `index`. Their unit is one cell. What lies
    among known codes, but for a few cells, is left out."""
    center = index * 2 * np.pi / BINS
    apart = np.abs((double_angle - center + np.pi) % (2 * np.pi) - np.pi)
    mask = (candidate & (apart < BIN_REACH)).astype(np.uint8)
    if np.count_nonzero(mask) < FEWEST_CELLS:
        return []
    # A wide bar or space leaves a cell without edges, and the cells before and after it across the bars have some. A
    # cell without such neighbours is a gap between two codes.
    mask &= cv2.dilate(tensor.striped, ACROSS[round(index * 4 / BINS) % 4])
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    areas = stats[1:count, cv2.CC_STAT_AREA]
    largest = [label for label in np.argsort(-areas)[:MOST_COMPONENTS] if areas[label] >= FEWEST_CELLS]
    out = []
    for label in largest:
        cells = labels == label + 1
        if np.count_nonzero(cells & beyond) < FEWEST_CELLS:
            continue
        ys, xs = np.nonzero(cells)
        angle = 0.5 * float(np.arctan2(tensor.sine[ys, xs].sum(), tensor.cosine[ys, xs].sum()))
        out.append(_box(xs, ys, angle, float((tensor.energy * tensor.coherence)[ys, xs].sum())))
    return [region for region in out if region.length >= SHORTEST_CELLS]


_DIAGONAL = np.eye(3, dtype=np.uint8)
_LEVEL = np.array([[0, 0, 0], [1, 1, 1], [0, 0, 0]], np.uint8)
ACROSS = (_LEVEL, _DIAGONAL, np.ascontiguousarray(_LEVEL.T), np.ascontiguousarray(_DIAGONAL[::-1]))
"""Kernels of three cells in a line, at 0, 45, 90 and 135 degrees from the x axis towards y."""


def _box(xs: NDArray[np.intp], ys: NDArray[np.intp], angle: float, strength: float) -> LinearRegion:
    """The smallest box at this angle that holds all these cells. Its unit is one cell."""
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
    """The regions without those whose center lies in a stronger one."""
    distinct: list[LinearRegion] = []
    for region in regions:
        if not any(other.covers(region.center) for other in distinct):
            distinct.append(region)
    return distinct


def _scaled(region: LinearRegion, factor: float) -> LinearRegion:
    x, y = region.center
    return LinearRegion(
        (x * factor, y * factor),
        region.angle,
        region.length * factor,
        region.height * factor,
        region.strength,
    )
