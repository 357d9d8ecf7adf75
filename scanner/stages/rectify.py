"""A region with bars as an upright rectangle: its bars stand vertical, its rows run along the code.

The rectangle also knows the way back: where each of its points lies in the picture.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.engines.sighting import Sighting
from scanner.pictures.image import Grey
from scanner.rotated_crop import turned
from scanner.stages.linear_regions import LinearRegion
from scanner.straight_line import through_most

QUIET = 0.15
"""Room that is cut out on either side of a region, as a part of its length: for the quiet zone, and for bars that the
region's edge missed."""
LEAST_SHIFT = 1.5
"""Pixels by which bars have to lean from the crop's top to its bottom before the crop is straightened."""
StraightLine = NDArray[np.float32]
"""(width,): the value of a straight line at each column of a crop."""


@dataclass(frozen=True)
class Crop:
    """Upright pixels of a 1D code. Its rows and columns run along straight lines of the picture. In perspective the
    bars of the picture fan out, and the code's upper and lower edge are slanted: `lean`, `top` and `bottom` say how
    much."""

    pixels: Grey
    scale: float
    """Crop pixels a picture pixel."""
    back: NDArray[np.float64]
    """3 × 3, from the turned region to the picture."""
    lean: StraightLine
    """For each column how far its bars lean, in pixels across for a pixel down."""
    top: StraightLine
    """For each column the first row of the turned region that the crop shows."""
    bottom: StraightLine
    """For each column the last row of the turned region that the crop shows."""
    middle: float
    """The row of the turned region that stays where it is when the crop is straightened."""

    def in_picture(self, sighting: Sighting) -> Sighting:
        """A sighting of the crop with its corners in pixels of the picture.

        The rows of the crop were averaged, so that only the sighting's x says where the code lies. Its corners are
        taken over the crop's whole height.
        """
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
        """The point of the turned region that the crop shows at column `x` of its upper or lower edge."""
        column = int(np.clip(round(x), 0, len(edge) - 1))
        y = float(edge[column])
        return x + (y - self.middle) * float(self.lean[column]), y


def rectified(grey: Grey, region: LinearRegion, scale: float) -> Crop:
    """Cut a region out of the picture as an upright rectangle.

    Parameters
    ----------
    grey : (height, width) uint8
    region : a turned box, in pixels of `grey`
    scale : crop pixels to a picture pixel

    Returns
    -------
    Crop
        Its bars stand upright although perspective may fan them out, and it has only rows that cross the bars.

    Notes
    -----
    The box is turned upright. Then each row is shifted so that the bars, whose lean changes linearly along the code,
    stand vertical. Then the rows above and below the bars are cut off along two straight lines.
    """
    size = (region.length * (1 + 2 * QUIET), region.height)
    crop, back = turned(grey, region.center, size, region.angle, scale)
    height, width = crop.shape
    lean = _leans(crop)
    middle = (height - 1) / 2
    if lean is not None and np.abs(lean).max() * height >= LEAST_SHIFT:
        crop = _straightened(crop, lean, middle)
    else:
        lean = np.zeros(width, np.float32)
    top, bottom = _extent(crop)
    return Crop(_squared(crop, top, bottom), scale, back, lean, top, bottom, middle)


def _straightened(crop: Grey, lean: StraightLine, middle: float) -> Grey:
    """The crop with each row shifted by as much as the bars lean there. The middle row stays where it is."""
    height, width = crop.shape
    rows = (np.arange(height, dtype=np.float32) - middle)[:, None]
    across = np.arange(width, dtype=np.float32)[None, :] + rows * lean[None, :]
    down = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], across.shape)
    return _remapped(crop, across.astype(np.float32), down)


COLUMNS = 8
"""Columns of the crop in which the lean is measured."""
LOWEST, NARROWEST_COLUMN = 12, 8
"""Pixels: the height of a crop, and the width of one of its columns, in which a lean can be measured."""
EDGE_PART = 8
"""The rows at the upper and at the lower edge that are left out, as one part in so many of the crop's height."""
MOST_LEAN = 0.4
"""Pixels down for a pixel across that an edge's gradient may point at the most. What leans more in an upright crop is
text or another code."""
STRONG_PERCENTILE = 70
"""The percentile of the gradient's strength above which an edge counts by its direction alone."""


def _leans(crop: Grey) -> "StraightLine | None":
    """How far the bars lean at each column, in pixels across for a pixel down; None where nothing leans clearly.

    The region has only one angle, but in perspective bars fan out. The lean is measured in COLUMNS columns, and a
    straight line is fitted to what was measured.
    """
    height, width = crop.shape
    if height < LOWEST or width < NARROWEST_COLUMN * COLUMNS:
        return None
    # The region itself, without its quiet zones: the edge of the label leans its own way, and is stronger than bars.
    first, last = round(width * QUIET / (1 + 2 * QUIET)), round(width * (1 + QUIET) / (1 + 2 * QUIET))
    inner = crop[height // EDGE_PART : height - height // EDGE_PART, first:last]
    gx = cv2.Sobel(inner, cv2.CV_32F, 1, 0, ksize=3)
    gy = cv2.Sobel(inner, cv2.CV_32F, 0, 1, ksize=3)
    strength = cv2.magnitude(gx, gy)
    # Strong edges all count the same: one very dark bar must not decide alone.
    scale = 1 / np.maximum(strength, np.percentile(strength[::2, ::2], STRONG_PERCENTILE) + 1e-3)
    scale *= np.abs(gy) < MOST_LEAN * np.abs(gx)
    gx, gy = gx * scale, gy * scale
    xx, yy, xy = [
        np.array([part.sum() for part in np.array_split((a * b).sum(axis=0), COLUMNS)])
        for a, b in ((gx, gx), (gy, gy), (gx, gy))
    ]
    # The structure tensor's main direction and its strength, one a column.
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    weight = np.hypot(xx - yy, 2 * xy)
    if np.count_nonzero(weight) < COLUMNS // 2:
        return None
    centers = first + (np.arange(COLUMNS) + 0.5) * (last - first) / COLUMNS
    fitted = np.polyfit(centers, np.tan(angle), 1, w=np.sqrt(weight))
    return np.asarray(-np.polyval(fitted, np.arange(width)), dtype=np.float32)


BLOCKS = 16
"""Blocks of columns in which the bars' upper and lower end are looked for."""
FEWEST_BLOCKS = 5
"""Blocks in which they have to be found."""
LOWEST_EXTENT, LOWEST_BARS = 10, 6
"""Pixels: the height of a crop in which they are looked for, and the height of the bars themselves, at the least."""
BARS = 0.35
"""How strong a row's vertical edges have to be, as a part of the strongest rows of the block, to be rows of bars."""
ALONG_COUNTS = 1.2
"""What horizontal edges take away: text has as many of them as of vertical ones."""
STRONGEST_PERCENTILE, USUAL_PERCENTILE, USUAL_PART = 85, 90, 0.5
"""The percentile of a block's rows that its strongest row is taken to be, and the part of the crop's percentile that it
is taken to be at the least."""
LEAST_RUN = 0.15
"""The part of the crop's height that bars have to cover to count."""
LEAST_TALL = 0.2
"""The height of the bars at their lower end, as a part of the median, below which the two lines are not trusted."""
INSET = 0.03
"""The part of the bars' height that is cut off at either end, where they are worn or blurred."""
BEYOND = 0.5
"""How far beyond the crop the lines may run, as a part of its height."""


def _extent(crop: Grey) -> tuple[StraightLine, StraightLine]:
    """The first and the last row of the bars at each column.

    In each block of columns the longest run of rows with bars is looked for; the two lines run through most of the
    runs' ends. Where that is not clear they are the edges of the whole crop.
    """
    height, width = crop.shape
    x = np.arange(width, dtype=np.float32)
    whole = np.zeros(width, np.float32), np.full(width, height - 1, np.float32)
    if height < LOWEST_EXTENT or width < BLOCKS:
        return whole
    runs = _runs(crop)
    if len(runs) < FEWEST_BLOCKS:
        return whole
    blocks, first_rows, last_rows = runs.T
    centers = (blocks + 0.5) * width / BLOCKS
    top, bottom = _line(centers, first_rows, x), _line(centers, last_rows, x)
    tall = float(np.median(bottom - top))
    if tall < LOWEST_BARS or (bottom - top).min() < LEAST_TALL * tall:
        return whole
    inset = INSET * (bottom - top)
    least, most = -BEYOND * height, (1 + BEYOND) * height
    return (
        np.clip(top + inset, least, most).astype(np.float32),
        np.clip(bottom - inset, least, most).astype(np.float32),
    )


def _runs(crop: Grey) -> NDArray[np.float64]:
    """(runs, 3): the block, and the first and the last row of its longest run of bars. A block without one is left
    out."""
    height = crop.shape[0]
    soft = cv2.blur(crop, (1, 3))
    across = np.abs(cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3))
    along = np.abs(cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3))
    energy = cv2.resize(across - ALONG_COUNTS * along, (BLOCKS, height), interpolation=cv2.INTER_AREA)
    energy = cv2.blur(energy, (1, max(3, height // 40) | 1))
    strongest = np.maximum(
        np.percentile(energy, STRONGEST_PERCENTILE, axis=0),
        USUAL_PART * float(np.percentile(energy, USUAL_PERCENTILE)),
    )
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
    """The values at `at` of a line through most of the points."""
    slope, intercept = through_most(x, y)
    return np.asarray(slope * at + np.float64(intercept), dtype=np.float32)  # added in double precision


def _squared(crop: Grey, top: StraightLine, bottom: StraightLine) -> Grey:
    """The crop's rows between the lines `top` and `bottom`, as a rectangle that is as high as the bars are."""
    height = max(LOWEST_BARS, round(float(np.median(bottom - top))) + 1)
    part = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    down = top[None] + part * (bottom - top)[None]
    across = np.broadcast_to(np.arange(crop.shape[1], dtype=np.float32)[None], down.shape)
    return _remapped(crop, across, down)


def _remapped(crop: Grey, across: NDArray[np.float32], down: NDArray[np.float32]) -> Grey:
    """The crop's pixels at these points, (height, width) of x and of y each."""
    out = cv2.remap(
        crop,
        np.ascontiguousarray(across),
        np.ascontiguousarray(down),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(out, dtype=np.uint8)
