"""Which module of a QR code belongs to which codeword, and how many damaged ones it can mend (ISO/IEC 18004)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scanner.grids.kinds import UNKNOWN, Kind

Modules = NDArray[np.intp]

# By version and level: error correction codewords a block, then (blocks, data codewords) of each kind of block
# (ISO/IEC 18004, table 9).
BLOCKS: dict[tuple[int, str], tuple[int, tuple[tuple[int, int], ...]]] = {
    (1, "L"): (7, ((1, 19),)),
    (1, "M"): (10, ((1, 16),)),
    (1, "Q"): (13, ((1, 13),)),
    (1, "H"): (17, ((1, 9),)),
    (2, "L"): (10, ((1, 34),)),
    (2, "M"): (16, ((1, 28),)),
    (2, "Q"): (22, ((1, 22),)),
    (2, "H"): (28, ((1, 16),)),
    (3, "L"): (15, ((1, 55),)),
    (3, "M"): (26, ((1, 44),)),
    (3, "Q"): (18, ((2, 17),)),
    (3, "H"): (22, ((2, 13),)),
    (4, "L"): (20, ((1, 80),)),
    (4, "M"): (18, ((2, 32),)),
    (4, "Q"): (26, ((2, 24),)),
    (4, "H"): (16, ((4, 9),)),
    (5, "L"): (26, ((1, 108),)),
    (5, "M"): (24, ((2, 43),)),
    (5, "Q"): (18, ((2, 15), (2, 16))),
    (5, "H"): (22, ((2, 11), (2, 12))),
    (6, "L"): (18, ((2, 68),)),
    (6, "M"): (16, ((4, 27),)),
    (6, "Q"): (24, ((4, 19),)),
    (6, "H"): (28, ((4, 15),)),
}
MISREAD = {(1, "L"): 3, (1, "M"): 2, (1, "Q"): 1, (1, "H"): 1, (2, "L"): 2}
"""Error correction codewords that only guard against a misreading (ISO/IEC 18004, table 9: p)."""


def codewords_of(size: int) -> list[Modules] | None:
    """The modules of each codeword, in the order in which they are drawn.

    Parameters
    ----------
    size : modules a side

    Returns
    -------
    list of (8, 2), or None for a version of 7 or more, which no label has
        (row, column) of its eight modules.
    """
    version = (size - 17) // 4
    return _codewords(size) if 1 <= version <= 6 else None


@lru_cache(maxsize=8)
def _codewords(size: int) -> list[Modules]:
    free = Kind("QRCode", size, size).known == UNKNOWN
    free[:9, 8] = free[8, :9] = False  # format information and the dark module (ISO/IEC 18004, 7.9)
    free[-8:, 8] = free[8, -8:] = False
    places: list[tuple[int, int]] = []
    # Two columns at a time from the right, upwards and downwards in turns; column 6 is the timing (7.7.3).
    upwards = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        rows = range(size - 1, -1, -1) if upwards else range(size)
        places += [(row, column) for row in rows for column in (right, right - 1) if free[row, column]]
        upwards = not upwards
    whole = len(places) // 8 * 8  # the remainder bits carry nothing
    return list(np.array(places[:whole], dtype=np.intp).reshape(-1, 8, 2))


def unused(damaged: "NDArray[np.bool_]", size: int, level: str) -> float | None:
    """The part of the error correction that is not used up, of the block that is worst off.

    Parameters
    ----------
    damaged : (codewords,) in the order in which they are drawn
    size : modules a side
    level : L, M, Q or H

    Returns
    -------
    float or None
        1 - (e + 2t) / (d - p), with t damaged codewords in a block of d for error correction (ISO/IEC 15415, 7.8.8);
        no erasures are assumed. None for a version that is not known here. Below 0 it could not be read.
    """
    key = ((size - 17) // 4, level)
    if key not in BLOCKS:
        return None
    mending, groups = BLOCKS[key]
    block_of = _blocks(key)
    count = sum(number for number, _data in groups)
    errors = np.bincount(block_of[: len(damaged)], weights=damaged[: len(block_of)], minlength=count)
    capacity = mending - MISREAD.get(key, 0)
    return float(1 - 2 * errors.max() / capacity)


@lru_cache(maxsize=32)
def _blocks(key: tuple[int, str]) -> Modules:
    """(codewords,) the block of each codeword: blocks take turns, first with data, then with error correction (ISO/IEC
    18004, 7.6)."""
    mending, groups = BLOCKS[key]
    data = [length for number, length in groups for _ in range(number)]
    order = [block for turn in range(max(data)) for block, length in enumerate(data) if turn < length]
    return np.array(order + list(range(len(data))) * mending, dtype=np.intp)
