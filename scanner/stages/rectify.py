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
