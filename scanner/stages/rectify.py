"""A found 1D region as an upright rectangle: bars vertical, rows running with the code, and the way back."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.engines.sighting import Sighting
from scanner.image import Grey
from scanner.rotated_crop import turned
from scanner.stages.linear_regions import LinearRegion

QUIET = 0.15
"""Room on either side of a found region: the quiet zone, and bars that the region's edge missed."""
StraightLine = NDArray[np.float32]


@dataclass(frozen=True)
class Crop:
    """Upright pixels of a 1D code. Row and column run along straight lines of the picture, but bars may fan out
    (perspective) and the code's upper and lower edge may be slanted."""

    pixels: Grey
    scale: float
    """Crop pixels a picture pixel."""
    back: NDArray[np.float64]
    """3 × 3, from the turned region to the picture."""
    lean: StraightLine
    """For each column how far its bars lean, in pixels across for a pixel down."""
    top: StraightLine
    bottom: StraightLine
    """For each column the first and last row of the turned region that the crop shows."""
    middle: float
    """The turned region's row at which bars stay where they are."""

    def in_picture(self, sighting: Sighting) -> Sighting:
        """A sighting in crop pixels with its corners in the picture's, over the crop's whole height: rows were
        averaged, so only x means something."""
        left, right = sighting.corners[0][0], sighting.corners[1][0]
        down = left <= right
        first, last = (self.top, self.bottom) if down else (self.bottom, self.top)
        corners = [
            self._turned(x, edge) for x, edge in ((left, first), (right, first), (right, last), (left, last))
        ]
        (a, b, c, d) = corners
        return Sighting(
            sighting.payload,
            sighting.format,
            (a, b, c, d),
            sighting.engine,
            sighting.symbology_identifier,
            sighting.stage,
        ).moved(self.back)

    def _turned(self, x: float, edge: StraightLine) -> tuple[float, float]:
        column = int(np.clip(round(x), 0, len(edge) - 1))
        y = float(edge[column])
        return x + (y - self.middle) * float(self.lean[column]), y


def rectified(grey: Grey, region: LinearRegion, scale: float) -> Crop:
    """A found region as an upright rectangle.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`
    scale : crop pixels to a picture pixel

    Returns
    -------
    Crop
        Its bars stand upright although perspective may fan them out, and its rows are those that are bars.
    """
    size = (region.length * (1 + 2 * QUIET), region.height)
    crop, back = turned(grey, region.center, size, region.angle, scale)
    height, width = crop.shape
    lean = _leans(crop)
    middle = (height - 1) / 2
    if lean is not None and np.abs(lean).max() * height >= 1.5:
        crop = _straightened(crop, lean, middle)
    else:
        lean = np.zeros(width, np.float32)
    top, bottom = _extent(crop)
    return Crop(_squared(crop, top, bottom), scale, back, lean, top, bottom, middle)


def _straightened(crop: Grey, lean: StraightLine, middle: float) -> Grey:
    """Each row shifted by its part of the lean; the middle row stays where it is."""
    height, width = crop.shape
    rows = (np.arange(height, dtype=np.float32) - middle)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :] + rows * lean[None, :]
    down = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], across.shape)
    return _remapped(crop, across.astype(np.float32), down)


COLUMNS = 8
MOST_LEAN = 0.4
"""Radians: what leans more in an upright crop is text or another code."""


def _leans(crop: Grey) -> "StraightLine | None":
    """How far the bars lean at each column, in pixels across for a pixel down, measured in columns and fitted by a
    line; None where nothing leans clearly. Perspective fans bars out, and a region has but one angle."""
    height, width = crop.shape
    if height < 12 or width < 8 * COLUMNS:
        return None
    # The region itself, without its quiet zones: the edge of the label leans its own way, and is stronger.
    first, last = round(width * QUIET / (1 + 2 * QUIET)), round(width * (1 + QUIET) / (1 + 2 * QUIET))
    inner = crop[height // 8 : height - height // 8, first:last]
    gx = cv2.Sobel(inner, cv2.CV_32F, 1, 0, ksize=3)
    gy = cv2.Sobel(inner, cv2.CV_32F, 0, 1, ksize=3)
    strength = cv2.magnitude(gx, gy)
    # Edges count by their direction, hardly by their strength.
    scale = 1 / np.maximum(strength, np.percentile(strength[::2, ::2], 70) + 1e-3)
    scale *= np.abs(gy) < MOST_LEAN * np.abs(gx)
    gx, gy = gx * scale, gy * scale
    xx, yy, xy = [
        np.array([part.sum() for part in np.array_split((a * b).sum(axis=0), COLUMNS)])
        for a, b in ((gx, gx), (gy, gy), (gx, gy))
    ]
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    weight = np.hypot(xx - yy, 2 * xy)
    if np.count_nonzero(weight) < COLUMNS // 2:
        return None
    centers = first + (np.arange(COLUMNS) + 0.5) * (last - first) / COLUMNS
    fitted = np.polyfit(centers, np.tan(angle), 1, w=np.sqrt(weight))
    return np.asarray(-np.polyval(fitted, np.arange(width)), dtype=np.float32)


BLOCKS = 16
BARS = 0.35
"""Of the block's strongest rows: rows with less of vertical edges are none of the bars'."""
LEAST_RUN = 0.15
"""Of the crop's height: what bars must cover to count."""
FEWEST_BLOCKS = 5
INSET = 0.03


def _extent(crop: Grey) -> tuple[StraightLine, StraightLine]:
    """The first and last row of the bars at each column: lines through the longest run of rows that are bars in
    each block of columns. The whole crop where that is not clear."""
    height, width = crop.shape
    x = np.arange(width, dtype=np.float32)
    whole = np.zeros(width, np.float32), np.full(width, height - 1, np.float32)
    if height < 10 or width < BLOCKS:
        return whole
    runs = _runs(crop)
    if len(runs) < FEWEST_BLOCKS:
        return whole
    centers = (runs[:, 0] + 0.5) * width / BLOCKS
    top, bottom = _line(centers, runs[:, 1], x), _line(centers, runs[:, 2], x)
    tall = float(np.median(bottom - top))
    if tall < 6 or (bottom - top).min() < 0.2 * tall:
        return whole
    inset = INSET * (bottom - top)
    return (
        np.clip(top + inset, -0.5 * height, 1.5 * height).astype(np.float32),
        np.clip(bottom - inset, -0.5 * height, 1.5 * height).astype(np.float32),
    )


def _runs(crop: Grey) -> NDArray[np.float64]:
    """(blocks, 3): block, first and last row of its longest run of bars."""
    height = crop.shape[0]
    soft = cv2.blur(crop, (1, 3))
    across = np.abs(cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3))
    along = np.abs(cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3))
    energy = cv2.resize(across - 1.2 * along, (BLOCKS, height), interpolation=cv2.INTER_AREA)
    energy = cv2.blur(energy, (1, max(3, height // 40) | 1))
    strongest = np.maximum(np.percentile(energy, 85, axis=0), 0.5 * float(np.percentile(energy, 90)))
    bars = np.pad((energy > BARS * strongest).astype(np.int8), ((1, 1), (0, 0)))
    change = np.diff(bars, axis=0)
    out = []
    for block in range(BLOCKS):
        first, after = np.flatnonzero(change[:, block] == 1), np.flatnonzero(change[:, block] == -1)
        if len(first):
            longest = int(np.argmax(after - first))
            if after[longest] - first[longest] >= LEAST_RUN * height:
                out.append((block, first[longest], after[longest] - 1))
    return np.array(out, dtype=np.float64).reshape(-1, 3)


def _line(x: NDArray[np.float64], y: NDArray[np.float64], at: StraightLine) -> StraightLine:
    """A line through most of the points (Theil and Sen: the median of all slopes)."""
    i, j = np.triu_indices(len(x), 1)
    slope = float(np.median((y[j] - y[i]) / (x[j] - x[i])))
    return np.asarray(slope * at + np.median(y - slope * x), dtype=np.float32)


def _squared(crop: Grey, top: StraightLine, bottom: StraightLine) -> Grey:
    """Rows from `top` to `bottom`, as high as the bars are."""
    height = max(6, round(float(np.median(bottom - top))) + 1)
    part = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    down = top[None] + part * (bottom - top)[None]
    across = np.broadcast_to(np.arange(crop.shape[1], dtype=np.float32)[None], down.shape)
    return _remapped(crop, across, down)


def _remapped(crop: Grey, across: StraightLine, down: StraightLine) -> Grey:
    out = cv2.remap(
        crop,
        np.ascontiguousarray(across),
        np.ascontiguousarray(down),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(out, dtype=np.uint8)
