"""From a picture's grey levels to reflectance, as a part of the paper's."""

import numpy as np

from scanner.bars.optics import Floats

PAPER = 0.85
"""Reflectance that the paper is taken to have, as there is no calibrated white: that of white label paper."""
TONE = 2.2
"""Exponent from grey levels to light: every camera's picture has about this tone curve (IEC 61966-2-1, sRGB)."""


def reflectance(levels: Floats) -> Floats:
    """Grey levels → light, both 0 to 255. The room's own brightness is still in it."""
    return np.asarray(255.0 * np.power(np.clip(levels, 0, 255) / 255.0, TONE))
