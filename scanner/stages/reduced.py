"""The picture made small enough to be searched, and its gradient: what regions are found by."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey

Slopes = NDArray[np.int16]


@dataclass(frozen=True)
class Reduced:
    """Work pixels, each the mean of `scale` squared pixels of the picture."""

    pixels: Grey
    scale: int

    @classmethod
    def to(cls, grey: Grey, side: int) -> "Reduced":
        """The picture at about `side` pixels along its longer side, by a whole number: that is several times faster."""
        scale = max(1, round(max(grey.shape) / side))
        if scale == 1 or min(grey.shape) < 8 * scale:
            return cls(grey, 1)
        size = (grey.shape[1] // scale, grey.shape[0] // scale)
        whole = grey[: size[1] * scale, : size[0] * scale]
        return cls(np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale)

    @cached_property
    def across(self) -> Slopes:
        return np.asarray(cv2.Sobel(self.pixels, cv2.CV_16S, 1, 0, ksize=3), dtype=np.int16)

    @cached_property
    def down(self) -> Slopes:
        return np.asarray(cv2.Sobel(self.pixels, cv2.CV_16S, 0, 1, ksize=3), dtype=np.int16)
