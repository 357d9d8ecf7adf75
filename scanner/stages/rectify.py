"""A piece of the picture, turned upright and enlarged, and the way back for its corners."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey
from scanner.stages.linear_regions import LinearRegion

QUIET = 0.15
"""Room on either side of a found region: the quiet zone, and bars that the region's edge missed."""


def upright(
    grey: Grey, region: LinearRegion, scale: float, *, quiet: float = QUIET, height: float | None = None
) -> tuple[Grey, NDArray[np.float64]]:
    """The region with its bars vertical, at `scale` output pixels a picture pixel; and the 3 × 3 matrix that
    takes crop points to picture points."""
    length = region.length * (1 + 2 * quiet)
    height = region.height if height is None else height
    width_out, height_out = max(8, round(length * scale)), max(8, round(height * scale))
    cosine, sine = np.cos(region.angle) / scale, np.sin(region.angle) / scale
    x, y = region.center
    back = np.array(
        [
            [cosine, -sine, x - cosine * (width_out - 1) / 2 + sine * (height_out - 1) / 2],
            [sine, cosine, y - sine * (width_out - 1) / 2 - cosine * (height_out - 1) / 2],
            [0.0, 0.0, 1.0],
        ]
    )
    crop = cv2.warpAffine(
        grey,
        back[:2],
        (width_out, height_out),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(crop, dtype=np.uint8), back


COLUMNS = 8


def straightened(crop: Grey) -> Grey:
    """The crop with its bars vertical everywhere: perspective fans them out, and a region has but one angle.

    The bars' slope is measured in columns, fitted by a line, and each row shifted by its part of it; the middle
    row stays where it is.
    """
    slope = _slopes(crop)
    height, width = crop.shape
    if slope is None or abs(slope).max() * height < 1.5:
        return crop
    rows = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None]
    columns = np.arange(width, dtype=np.float32)[None, :]
    across = columns + rows * slope[None, :].astype(np.float32)
    down = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], across.shape)
    out = cv2.remap(
        crop, across, np.ascontiguousarray(down), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(out, dtype=np.uint8)


def _slopes(crop: Grey) -> "NDArray[np.float64] | None":
    """How far the bars lean at each column, in pixels across for a pixel down; None where nothing leans clearly."""
    height, width = crop.shape
    if height < 12 or width < 8 * COLUMNS:
        return None
    # The region itself, without its quiet zones: the edge of the label leans its own way, and is stronger.
    first, last = round(width * QUIET / (1 + 2 * QUIET)), round(width * (1 + QUIET) / (1 + 2 * QUIET))
    inner = crop[height // 8 : height - height // 8, first:last]
    gx = cv2.Sobel(inner, cv2.CV_32F, 1, 0, ksize=3)
    gy = cv2.Sobel(inner, cv2.CV_32F, 0, 1, ksize=3)
    strength = np.hypot(gx, gy)
    # Edges count by their direction, hardly by their strength.
    scale = 1 / np.maximum(strength, np.percentile(strength, 70) + 1e-3)
    gx, gy = gx * scale, gy * scale
    leaning = np.abs(gy) < MOST_LEAN * np.abs(gx)
    gx, gy = gx * leaning, gy * leaning
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
    return np.asarray(-np.polyval(fitted, np.arange(width)))


MOST_LEAN = 0.4
"""Radians: what leans more in an upright crop is text or another code."""
