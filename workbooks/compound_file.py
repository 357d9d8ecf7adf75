"""A stream within a compound file, which is what an .xls is ([MS-CFB])."""

import struct
from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks: free, or the end of a chain."""
ENTRY = 128
LEAST_IN_SECTORS = 4096
"""Shorter streams lie in the small sectors."""
SMALL_SECTOR = 64


class CompoundFile:
    """The streams of a file that is in memory. Raises ValueError for a broken one."""

    def __init__(self, data: bytes) -> None:
        if data[:8] != SIGNATURE or len(data) < HEADER:
            raise ValueError("no compound file")
        self._data = data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise ValueError("sectors of a size that there is not")
        self._size = 1 << shift
        self._sectors = len(data) // self._size
        directory, _, _, small, _, more, _ = struct.unpack_from("<IIIIIII", data, 48)
        self._next: tuple[int, ...] = self._table(self._fat_sectors(more))
        self._small_next = self._table(list(self._chain(small)))
        self._directory = b"".join(map(self._sector, self._chain(directory)))

    def stream(self, *names: str) -> bytes | None:
        """The first stream that has one of the names."""
        for name in names:
            if (found := self._entry(name)) is not None:
                return self._content(*found)
        return None

    def _entry(self, name: str) -> tuple[int, int] | None:
        """The first sector of a stream, and its size."""
        wanted = name.encode("utf-16-le") + b"\0\0"
        for at in range(0, len(self._directory) - ENTRY + 1, ENTRY):
            length = struct.unpack_from("<H", self._directory, at + 64)[0]
            if length == len(wanted) and self._directory[at : at + length] == wanted:
                first, size = struct.unpack_from("<II", self._directory, at + 116)
                return first, size
        return None

    def _content(self, first: int, size: int) -> bytes:
        if size >= LEAST_IN_SECTORS:
            return b"".join(map(self._sector, self._chain(first)))[:size]
        root, root_size = struct.unpack_from("<II", self._directory, 116)
        small = b"".join(map(self._sector, self._chain(root)))[:root_size]
        pieces = _follow(first, self._small_next, len(self._small_next))
        return b"".join(small[at * SMALL_SECTOR : (at + 1) * SMALL_SECTOR] for at in pieces)[:size]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _chain(self, first: int) -> Iterator[int]:
        return _follow(first, self._next, self._sectors)

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        content = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])

    def _fat_sectors(self, more: int) -> list[int]:
        """The sectors of the table of sectors: 109 of them stand in the header, the others in a chain."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(self._sectors):
            if more >= LAST:
                break
            numbers = struct.unpack(f"<{self._size // 4}I", self._sector(more).ljust(self._size, b"\xff"))
            found += numbers[:-1]
            more = numbers[-1]
        return [number for number in found if number < LAST][: self._sectors]


def _follow(first: int, following: tuple[int, ...], most: int) -> Iterator[int]:
    """A chain of sectors. Raises ValueError for one that goes nowhere or round in a circle."""
    count = 0
    while first < LAST:
        count += 1
        if first >= len(following) or count > most:
            raise ValueError("a chain of sectors that has no end")
        yield first
        first = following[first]
