"""Whether a bar code ends where it is said to end: beyond its ends nothing may be printed.

The left half of an EAN-13 can be read as a UPC-E, as the middle of an EAN-13 looks like the end of a UPC-E. Every row
of it says the same, so that more rows are no second witness. But its bars go on where a UPC-E has its quiet zone (GS1
General Specifications, section 5.2.3: 9 modules before it, 7 after it).
"""

import cv2
import numpy as np

from scanner.pictures.image import Grey
from scanner.reading import Corners

UPC_E_MODULES = 51
"""Modules from the first to the last bar: 3 of the left guard, 7 of each of six digits, 6 of the right guard."""
CHECKED = (1.0, 5.0)
"""Modules beyond the edge of the outermost bar between which bars are looked for. That is less than the standard asks
for, as labels are cut close; the first module is left out, as blur darkens it."""
POINTS_A_MODULE = 4
"""Points at which each module is looked at."""
MOST_CONTRAST = 0.4
"""The contrast that a quiet zone may have, as a part of the contrast within the code: shadows and folds of the paper
have some."""
DARK_PERCENTILE, LIGHT_PERCENTILE = 5, 95
"""Percentiles of the grey levels between which contrast is measured."""


def has_quiet_zones(grey: Grey, corners: Corners, modules: int = UPC_E_MODULES) -> bool:
    """Whether no bars go on beyond either end of a code.

    Parameters
    ----------
    grey : (height, width) uint8
    corners : of the code, in pixels of `grey`, clockwise from its own top left
    modules : how many the code has from its first to its last bar

    Returns
    -------
    bool

    Notes
    -----
    Grey levels are compared on one line through the middle of the code and beyond it at both ends.
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
    """Grey levels between nearly the darkest and nearly the lightest."""
    low, high = np.percentile(levels, (DARK_PERCENTILE, LIGHT_PERCENTILE))
    return float(high - low)
