"""Safe loading: bytes from anywhere → grey pixels, upright, or UnreadablePicture with the reason.

The header is read first and the picture decoded only when its size is one that a camera makes, so that a
decompression bomb costs nothing; then in the time that there is.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decoding import Grey, decode
from scanner.header import Header, check_size, read_header
from scanner.time_budget import ENDLESS, Clock
from scanner.unreadable import BROKEN, UnreadablePicture, broken

__all__ = ["BROKEN", "Grey", "Picture", "UnreadablePicture", "load", "read_header", "reduction_for"]

# zbar, zxing-cpp and this module want one core for a picture: the workers are the parallelism (Gunicorn
# preforks).
cv2.setNumThreads(1)
# What is wrong with a broken file is told by UnreadablePicture, not on the standard error output.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


class Picture:
    """One picture's grey pixels, at full size or reduced; reduced JPEGs never get decoded in full."""

    def __init__(
        self, data: bytes | None, header: Header, grey: Grey | None = None, clock: Clock = ENDLESS
    ) -> None:
        self._data = data
        self._clock = clock
        self.header = header
        self._levels: dict[int, Grey] = {} if grey is None else {1: grey}

    @property
    def size(self) -> tuple[int, int]:
        return self.header.size

    def grey(self, reduction: int = 1) -> Grey:
        """Grey pixels, (height, width), at 1/reduction of the size (1, 2, 4 or 8)."""
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
            # What was seen once is not refused afterwards: there is just no closer look.
            smallest = self._levels[max(self._levels)]
            size = (self.size[0] // reduction, self.size[1] // reduction)
            return np.asarray(cv2.resize(smallest, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def load(picture: "bytes | NDArray", clock: Clock = ENDLESS) -> Picture:
    """Bytes of a picture file, or an array as OpenCV has it (grey, BGR or BGRA, uint8) → Picture.

    Raises UnreadablePicture, also for what cannot be decoded in the time that the clock has left.
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
    """How much to reduce for the first look: a code that fills a fair part of the picture stays readable, and
    a large photo costs little more than a small one."""
    reduction = 1
    while max(size) / reduction > 2200:
        reduction *= 2
    return min(reduction, 8)


def _from_array(array: NDArray) -> Picture:
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
