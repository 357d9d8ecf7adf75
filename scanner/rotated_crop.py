"""A box of the picture, turned upright and scaled, and the way back to the picture for its points."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.image import Grey

SMALLEST = 8
"""Pixels a side that a crop has at the least."""


def turned(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float, scale: float
) -> tuple[Grey, NDArray[np.float64]]:
    """Cut a turned box out of the picture.

    Parameters
    ----------
    grey : (height, width) uint8
    center : (x, y) of the box, in pixels of `grey`
    size : (width, height) of the box, in pixels of `grey`
    angle : radians from the x axis of `grey` to the box's, towards y
    scale : crop pixels a pixel of `grey`

    Returns
    -------
    crop : (height, width) uint8
        Where the box reaches beyond the picture, the picture's outermost pixels are repeated.
    back : (3, 3)
        Takes the crop's points (x, y, 1) to points of `grey`.
    """
    width, height = (max(SMALLEST, round(side * scale)) for side in size)
    cosine, sine = np.cos(angle) / scale, np.sin(angle) / scale
    x, y = center
    back = np.array(
        [
            [cosine, -sine, x - cosine * (width - 1) / 2 + sine * (height - 1) / 2],
            [sine, cosine, y - sine * (width - 1) / 2 - cosine * (height - 1) / 2],
            [0.0, 0.0, 1.0],
        ]
    )
    pixels = cv2.warpAffine(
        grey,
        back[:2],
        (width, height),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(pixels, dtype=np.uint8), back
