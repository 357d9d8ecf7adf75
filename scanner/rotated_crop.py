"""A box of the picture, turned upright and scaled, and the way back for its points."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.image import Grey


def turned(
    grey: Grey, center: tuple[float, float], size: tuple[float, float], angle: float, scale: float
) -> tuple[Grey, NDArray[np.float64]]:
    """The box of `size` (width, height, in picture pixels) around `center`, its x axis at `angle` (radians from the
    picture's, towards y), at `scale` pixels a picture pixel; and the 3 × 3 matrix that takes its points to picture
    points. Beyond the picture its border goes on."""
    width, height = max(8, round(size[0] * scale)), max(8, round(size[1] * scale))
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
