"""Whether a bar code ends where it is said to end: beyond its ends nothing may be printed.

The left half of an EAN-13 can be read as a UPC-E, whose end pattern looks like the middle of an EAN-13. Every row of
it says the same, so that more rows are no second witness; but its bars go on where the UPC-E should have its quiet
zone (GS1 General Specifications, section 5.2.3: 9 modules before it, 7 after it).
"""

import cv2
import numpy as np

from scanner.image import Grey
from scanner.reading import Corners

UPC_E_MODULES = 51
CHECKED = (1.0, 5.0)
"""Modules beyond the last bar's edge: where that is searched for bars. Less than the standard asks for, as labels are
cut close, and not the first one, which blur darkens."""
POINTS_A_MODULE = 4
MOST_CONTRAST = 0.4
"""Of the contrast within the code: what a quiet zone may have, shadows and folds of the paper included."""


def has_quiet_zones(grey: Grey, corners: Corners, modules: int = UPC_E_MODULES) -> bool:
    """Whether no bars go on beyond either end.

    Parameters
    ----------
    grey : (height, width) uint8
    corners : of the code, in pixels of `grey`, clockwise from its own top left
    modules : how many the code has from its first to its last bar
    """
    (a, b, c, d) = np.asarray(corners, np.float64)
    left, right = (a + d) / 2, (b + c) / 2
    module = (right - left) / modules
    inside = _contrast(_sampled(grey, left, module, 0.0, float(modules)))
    before = _contrast(_sampled(grey, left, -module, *CHECKED))
    after = _contrast(_sampled(grey, right, module, *CHECKED))
    return max(before, after) <= MOST_CONTRAST * inside


def _sampled(grey: Grey, origin: np.ndarray, module: np.ndarray, first: float, last: float) -> np.ndarray:
    """Grey levels on a line from `first` to `last` modules from the origin."""
    at = np.linspace(first, last, int((last - first) * POINTS_A_MODULE) + 1)[:, None]
    points = (origin + at * module).astype(np.float32)
    return cv2.remap(
        grey, points[None, :, 0], points[None, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def _contrast(levels: np.ndarray) -> float:
    low, high = np.percentile(levels, (5, 95))
    return float(high - low)
