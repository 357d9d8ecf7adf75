"""An .xls of one sheet, as small as a program still opens it ([MS-XLS], [MS-CFB])."""

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

BOF, EOF, CODEPAGE, FORMAT, XF, BOUNDSHEET = 0x0809, 0x000A, 0x0042, 0x041E, 0x00E0, 0x0085
LABEL, NUMBER, RK, MULRK, MERGECELLS, DIMENSIONS = 0x0204, 0x0203, 0x027E, 0x00BD, 0x00E5, 0x0200
SECTOR = 512
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
FIRST_FORMAT = 164
Cell = tuple[object, int]
"""A value and the number of its style."""


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def begin(kind: int) -> bytes:
    return record(BOF, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _text(text: str, count: str) -> bytes:
    return struct.pack(f"<{count}B", len(text), 1) + text.encode("utf-16-le")


def compressed(whole: int) -> int:
    """A whole number as an RK."""
    return (whole << 2 & 0xFFFFFFFF) | 2


def _cell(row: int, column: int, cell: object) -> bytes:
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    place = struct.pack("<HHH", row, column, style)
    if isinstance(value, int):
        return record(RK, place + struct.pack("<I", compressed(value)))
    if isinstance(value, float):
        return record(NUMBER, place + struct.pack("<d", value))
    return record(LABEL, place + _text(str(value), "H")) if value else b""


def sheet_records(
    rows: Sequence[Sequence[object]], merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """Whole numbers are RK records, others NUMBER; `merged` are first row, last row, first and last column."""
    cells = b"".join(_cell(row, at, cell) for row, cells in enumerate(rows) for at, cell in enumerate(cells))
    width = max(map(len, rows))
    size = record(DIMENSIONS, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    ranges = struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged)
    return begin(0x10) + size + cells + record(MERGECELLS, ranges) + record(EOF, b"")


def stream_of(sheet: bytes, formats: Sequence[str] = ()) -> bytes:
    """The workbook's stream. The formats are styles 1, 2 …; style 0 is General."""
    styles = [0, *(FIRST_FORMAT + at for at in range(len(formats)))]
    head = begin(0x05) + record(CODEPAGE, struct.pack("<H", 1200))
    for number, code in zip(styles[1:], formats, strict=True):
        head += record(FORMAT, struct.pack("<H", number) + _text(code, "H"))
    head += b"".join(record(XF, struct.pack("<HH16x", 0, number)) for number in styles)
    name = _text("Blad1", "B")
    begins = len(head) + 4 + 6 + len(name) + 4
    return head + record(BOUNDSHEET, struct.pack("<IBB", begins, 0, 0) + name) + record(EOF, b"") + sheet


def compound(streams: Mapping[str, bytes]) -> bytes:
    """One stream of 4,096 bytes or more, in a file whose table of sectors is one sector."""
    ((name, stream),) = streams.items()
    content = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(content) // SECTOR
    chain = [TABLE, END, *range(3, 2 + count), END]
    directory = b"".join(
        text.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(text) + 2, kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
        for text, kind, child, first, size in (("Root Entry", 5, 1, END, 0), (name, 2, FREE, 2, len(content)))
    ).ljust(SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    return head + table + directory + content


def write_old_excel(
    path: Path,
    rows: Sequence[Sequence[object]],
    formats: Sequence[str] = (),
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> Path:
    path.write_bytes(compound({"Workbook": stream_of(sheet_records(rows, merged), formats)}))
    return path
