"""The picture made small enough to be searched, and its gradient, by which regions are found."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.image import Grey

Slopes = NDArray[np.int16]
"""One component of a gradient, in Sobel's unit: eight times grey levels a pixel."""
SMALLEST = 8
"""Work pixels of the shorter side below which a picture is not reduced."""


@dataclass(frozen=True)
class Reduced:
    """Work pixels: each is the mean of `scale` × `scale` pixels of the picture."""

    pixels: Grey
    scale: int
    """Pixels of the picture a work pixel, along each side."""

    @classmethod
    def to(cls, grey: Grey, side: float) -> "Reduced":
        """The picture at about `side` pixels along its longer side. It is reduced by a whole number, which OpenCV does
        several times as fast as by any other."""
        scale = max(1, round(max(grey.shape) / side))
        if scale == 1 or min(grey.shape) < SMALLEST * scale:
            return cls(grey, 1)
        size = (grey.shape[1] // scale, grey.shape[0] // scale)
        whole = grey[: size[1] * scale, : size[0] * scale]
        return cls(np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale)

    @cached_property
    def across(self) -> Slopes:
        """How grey levels change from left to right."""
        return np.asarray(cv2.Sobel(self.pixels, cv2.CV_16S, 1, 0, ksize=3), dtype=np.int16)

    @cached_property
    def down(self) -> Slopes:
        """How grey levels change from top to bottom."""
        return np.asarray(cv2.Sobel(self.pixels, cv2.CV_16S, 0, 1, ksize=3), dtype=np.int16)
