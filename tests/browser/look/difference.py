"""Where two pictures of a page differ so that a person would see it."""

import cv2
import numpy as np
from numpy.typing import NDArray

NEARLY = 8
"""Of 255, in each channel: as far as 255 colours are from those that they stand for, and no further."""
NEIGHBOURS = np.ones((3, 3), np.uint8)
ROUNDED = 2
"""Pixels by which a part may be higher or lower: a line of text is rounded differently by another browser."""


def seen_differences(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pixels (height × width) differ, of two pictures (height × width × 3).

    A pixel is alike when its colour lies between those that the other picture has at that place or one pixel beside
    it. So the soft edge of a letter may fall otherwise, and all may move by one pixel; but a colour that is nowhere
    near, and a line that is missing, are seen. Pictures of different sizes differ everywhere.
    """
    height, width = (min(a, b) for a, b in zip(one.shape[:2], other.shape[:2], strict=True))
    if one.shape[1] != other.shape[1] or abs(one.shape[0] - other.shape[0]) > ROUNDED:
        return np.ones((height, width), np.bool_)
    one, other = one[:height], other[:height]
    return _foreign(one, to=other) | _foreign(other, to=one)


def largest_mark(different: NDArray[np.bool_]) -> int:
    """The number of pixels in the largest group of neighbours that differ.

    Another version of the browser puts single pixels of many letters otherwise; a mistake has a place.
    """
    groups = cv2.connectedComponentsWithStats(different.astype(np.uint8), connectivity=8)[2]
    return int(max(groups[1:, cv2.CC_STAT_AREA], default=0))  # the first group is all that is alike


def _foreign(picture: NDArray[np.uint8], to: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels whose colour does not come near that place of the other picture."""
    lowest = cv2.subtract(cv2.erode(to, NEIGHBOURS), np.full_like(to, NEARLY))
    highest = cv2.add(cv2.dilate(to, NEIGHBOURS), np.full_like(to, NEARLY))
    return np.asarray(cv2.inRange(picture, lowest, highest) == 0)
