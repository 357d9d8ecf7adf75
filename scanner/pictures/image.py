"""Safe loading: bytes from anywhere → grey pixels, upright, or UnreadablePicture with the reason.

The header is read first. The picture is decoded only when its size is one that a camera makes, so that a decompression
bomb costs nothing, and only for as long as there is time.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.pictures.decoding import Grey, decode
from scanner.pictures.header import Header, check_size, read_header
from scanner.pictures.unreadable import BROKEN, UnreadablePicture, broken
from scanner.time_budget import ENDLESS, Clock

__all__ = ["BROKEN", "Grey", "Picture", "UnreadablePicture", "load", "read_header", "reduction_for"]

# A picture takes one core, in zbar, zxing-cpp and OpenCV alike. Several pictures are read at once by the server's
# workers.
cv2.setNumThreads(1)
# OpenCV does not write to the standard error output: UnreadablePicture says what is wrong with a broken file.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


FIRST_LOOK_SIDE = 2200
"""Pixels of the longer side that a picture has at the most for its first look."""
MOST_REDUCED = 8
"""The largest reduction, which is also the largest that libjpeg can decode."""


class Picture:
    """One picture's grey pixels, at full size or reduced. A reduced JPEG is never decoded in full."""

    def __init__(
        self, data: bytes | None, header: Header, grey: Grey | None = None, clock: Clock = ENDLESS
    ) -> None:
        self._data = data
        self._clock = clock
        self.header = header
        self._levels: dict[int, Grey] = {} if grey is None else {1: grey}

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the upright picture in full."""
        return self.header.size

    def grey(self, reduction: int = 1) -> Grey:
        """Grey pixels, (height, width), at 1/reduction of the size. `reduction` is 1, 2, 4 or 8."""
        if reduction not in self._levels:
            self._levels[reduction] = self._reduced(reduction)
        return self._levels[reduction]

    def _reduced(self, reduction: int) -> Grey:
        scaled = self.header.format == "JPEG" and self._data is not None and 1 not in self._levels
        if scaled or reduction == 1:
            return self._decoded(reduction)
        full = self.grey(1)
        size = (max(1, full.shape[1] // reduction), max(1, full.shape[0] // reduction))
        return np.asarray(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)

    def _decoded(self, reduction: int) -> Grey:
        assert self._data is not None
        try:
            return decode(self._data, self.header, reduction, self._clock)
        except UnreadablePicture:
            if not self._levels:
                raise
            # A picture that has been seen once is not refused afterwards. There is no closer look: the smaller picture
            # is enlarged instead.
            smallest = self._levels[max(self._levels)]
            size = (self.size[0] // reduction, self.size[1] // reduction)
            return np.asarray(cv2.resize(smallest, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def load(picture: "bytes | NDArray[Any]", clock: Clock = ENDLESS) -> Picture:
    """Open a picture, and decode it as far as its first look needs it.

    Parameters
    ----------
    picture : the bytes of a picture file, or a (height, width[, channels]) uint8 array (grey, BGR or BGRA)
    clock : the time that is left

    Returns
    -------
    Picture

    Raises
    ------
    UnreadablePicture
        For what is no picture, or cannot be decoded in that time.
    """
    if isinstance(picture, np.ndarray):
        return _from_array(picture)
    data = bytes(picture)
    result = Picture(data, read_header(data, clock), clock=clock)
    try:
        level = result.grey(reduction_for(result.size))
    except BROKEN as error:
        raise broken() from error
    if min(level.shape) < 1:
        raise broken()
    return result


def reduction_for(size: tuple[int, int]) -> int:
    """How much a picture of this (width, height) is reduced for its first look: 1, 2, 4 or 8.

    A code that fills a fair part of the picture stays readable, and a large photo takes little longer than a small one.
    """
    reduction = 1
    while max(size) / reduction > FIRST_LOOK_SIDE:
        reduction *= 2
    return min(reduction, MOST_REDUCED)


def _from_array(array: NDArray[Any]) -> Picture:
    if (
        array.dtype != np.uint8
        or array.ndim not in (2, 3)
        or (array.ndim == 3 and array.shape[2] not in (1, 3, 4))
    ):
        raise UnreadablePicture(
            "array",
            "Väntade en bild som uint8 med 1, 3 eller 4 kanaler, fick %(type)s med formen %(shape)s.",
            type=array.dtype,
            shape=array.shape,
        )
    check_size((array.shape[1], array.shape[0]))
    if array.ndim == 3 and array.shape[2] > 1:
        code = cv2.COLOR_BGR2GRAY if array.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
        grey = cv2.cvtColor(array, code)
    else:
        grey = np.ascontiguousarray(array.reshape(array.shape[:2]))
    return Picture(None, Header("array", (grey.shape[1], grey.shape[0])), np.asarray(grey, np.uint8))
