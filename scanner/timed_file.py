"""A file that gives out while there is time: how a decoder that reads piece by piece is made to stop."""

import io

from scanner.time_budget import Clock


class OutOfTime(Exception):  # noqa: N818 - a decoder's end, not an error of the file
    """The time was up before the last piece was read. Not an OSError: Pillow takes those for broken files."""


class PacedFile(io.BytesIO):
    """The bytes of a picture. `ending` is what it says once instead of stopping (a JPEG's end marker, after which the
    decoder puts together what it has)."""

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
