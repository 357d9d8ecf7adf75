"""A file that can be read only while there is time. It stops a decoder that reads piece by piece."""

import io

from scanner.time_budget import Clock


class OutOfTime(Exception):  # noqa: N818 - a decoder's end, not an error of the file
    """The time was up before the last piece was read. Not an OSError: Pillow takes those for broken files."""


class PacedFile(io.BytesIO):
    """The bytes of a picture, which can be read until the clock's time is over.

    After that a read raises OutOfTime. Where there is an `ending`, the first read after that gets the ending instead:
    at a JPEG's end marker the decoder makes a picture of the part that it has read.
    """

    def __init__(self, data: bytes, clock: Clock, ending: bytes = b"") -> None:
        super().__init__(data)
        self.clock = clock
        self.ending = ending

    def read(self, size: int | None = -1, /) -> bytes:
        if self.clock.left_ms > 0:
            return super().read(size)
        if not self.ending:
            raise OutOfTime
        ending, self.ending = self.ending, b""
        return ending
