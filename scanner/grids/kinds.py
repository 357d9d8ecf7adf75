"""What is known of a symbol beforehand: finder, timing and alignment modules of Data Matrix and QR."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.int8]

UNKNOWN, LIGHT, DARK = -1, 0, 1


@dataclass(frozen=True)
class Kind:
    """One symbology at one size, seen upright."""

    format: str
    """DataMatrix or QRCode."""
    rows: int
    """Modules from top to bottom, without the quiet zone."""
    columns: int
    """Modules from left to right."""

    @cached_property
    def known(self) -> Modules:
        """(rows, columns): DARK, LIGHT or UNKNOWN. What is known is the same in every symbol of this kind."""
        make = _data_matrix if self.format == "DataMatrix" else _qr
        return make(self.rows, self.columns)

    @lru_cache(maxsize=256)  # noqa: B019 - kinds are constants
    def turned(self, quarters: int) -> Modules:
        """`known` of the symbol turned by so many quarters counter-clockwise."""
        return np.ascontiguousarray(np.rot90(self.known, quarters))

    def shape(self, quarters: int) -> tuple[int, int]:
        """(rows, columns) of the symbol turned by so many quarters."""
        return (self.columns, self.rows) if quarters % 2 else (self.rows, self.columns)

    @lru_cache(maxsize=256)  # noqa: B019 - kinds are constants
    def signs(self, quarters: int) -> "NDArray[np.float32]":
        """(rows, columns): positive for the modules that are known to be dark, negative for those that are known to be
        light, 0 for the others; the absolute values add up to 1."""
        known = self.turned(quarters)
        signs = np.where(known == DARK, 1.0, -1.0) * (known != UNKNOWN)
        return np.asarray(signs / np.count_nonzero(signs), dtype=np.float32)


def _data_matrix(rows: int, columns: int) -> Modules:
    """Each region of a Data Matrix has a solid left column and bottom row, and its other two sides alternate (ISO/IEC
    16022, 5.2 and table 7)."""
    out = np.full((rows, columns), UNKNOWN, np.int8)
    high, wide = _region(rows, columns)
    for top in range(0, rows, high):
        for left in range(0, columns, wide):
            part = out[top : top + high, left : left + wide]
            part[0] = np.arange(wide) % 2 == 0
            part[:, -1] = (high - 1 - np.arange(high)) % 2 == 0
            part[:, 0] = DARK
            part[-1] = DARK
    return out


def _region(rows: int, columns: int) -> tuple[int, int]:
    """(rows, columns) of each data region with its border: large symbols have several (ISO/IEC 16022, table 7)."""
    if rows != columns:
        return rows, columns if (columns in (18, 26) and rows != 16) or (rows, columns) == (
            12,
            26,
        ) else columns // 2
    if rows <= 26:
        return rows, columns
    parts = 2 if rows <= 52 else 4 if rows <= 104 else 6
    return rows // parts, columns // parts


def _qr(rows: int, columns: int) -> Modules:
    """A QR code has three finder patterns with their separators, and two timing lines (ISO/IEC 18004, 6.3)."""
    out = np.full((rows, columns), UNKNOWN, np.int8)
    out[6, :] = np.arange(columns) % 2 == 0
    out[:, 6] = np.arange(rows) % 2 == 0
    ring = np.maximum(*np.abs(np.mgrid[-4:5, -4:5]))
    finder = np.isin(ring, (0, 1, 3)).astype(np.int8)
    out[:8, :8] = finder[1:, 1:]
    out[:8, -8:] = finder[1:, :-1]
    out[-8:, :8] = finder[:-1, 1:]
    if 25 <= rows <= 41:
        # Versions 2 to 6 have one alignment pattern; larger ones have more, which are read as data.
        out[-9:-4, -9:-4] = np.isin(ring[2:-2, 2:-2], (0, 2))
    return out


SQUARES = tuple(
    Kind("DataMatrix", n, n) for n in (10, 12, 14, 16, 18, 20, 22, 24, 26, 32, 36, 40, 44, 48, 52)
)
OBLONGS = tuple(
    Kind("DataMatrix", rows, columns)
    for rows, columns in ((8, 18), (8, 32), (12, 26), (12, 36), (16, 36), (16, 48))
)
QR_CODES = tuple(Kind("QRCode", n, n) for n in range(21, 58, 4))
"""Versions 1 to 10."""
