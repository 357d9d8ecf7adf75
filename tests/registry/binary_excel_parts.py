"""An .xlsb of one sheet with just what a program that reads it needs ([MS-XLSB])."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.registry.old_excel_parts import compressed
from tests.registry.workbook_parts import HEAD, PACKAGE, RELATIONS

ROW, CELL_RK, CELL_ERROR, CELL_REAL, CELL_TEXT, CELL_SHARED, FORMULA_NUMBER, FORMULA_ERROR = (
    0,
    2,
    3,
    5,
    6,
    7,
    9,
    11,
)
SHARED_ITEM, BEGIN_SHARED, END_SHARED = 19, 159, 160
FMT, XF, BEGIN_FMTS, END_FMTS, BEGIN_XFS, END_XFS = 44, 47, 615, 616, 617, 618
BEGIN_STYLE_XFS, END_STYLE_XFS = 626, 627
BEGIN_SHEET, END_SHEET, BEGIN_BOOK, END_BOOK = 129, 130, 131, 132
BEGIN_SHEETS, END_SHEETS, BEGIN_DATA, END_DATA = 143, 144, 145, 146
DIMENSION, BOOK_PROPERTIES, SHEET_NAMED, MERGED, BEGIN_MERGED, END_MERGED = 148, 153, 156, 176, 177, 178
FIRST_FORMAT = 164
Range = tuple[int, int, int, int]
"""First row, last row, first and last column."""


def record(kind: int, body: bytes = b"") -> bytes:
    """A number of one or two bytes, a size of one to four, seven bits in each, and the body (2.1.4 Record)."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    while size > 127:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


class Error(int):
    """The number of an error that a cell has; of a formula where it is negative."""


class Formula(float):
    """A number that a formula has given."""


def _cell(column: int, cell: object, shared: list[str] | None) -> bytes:
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    place = struct.pack("<II", column, style)
    if isinstance(value, Formula):
        return record(FORMULA_NUMBER, place + struct.pack("<dHII", value, 0, 0, 0))
    if isinstance(value, Error):
        return record(
            FORMULA_ERROR if value < 0 else CELL_ERROR, place + bytes([abs(value)]) + bytes(10 * (value < 0))
        )
    if isinstance(value, int):
        return record(CELL_RK, place + struct.pack("<I", compressed(value)))
    if isinstance(value, float):
        return record(CELL_REAL, place + struct.pack("<d", value))
    if not value:
        return b""
    if shared is None:
        return record(CELL_TEXT, place + wide(str(value)))
    shared.append(str(value))
    return record(CELL_SHARED, place + struct.pack("<I", len(shared) - 1))


def sheet_part(
    rows: Sequence[Sequence[object]], merged: Sequence[Range] = (), shared: list[str] | None = None
) -> bytes:
    """A cell is a value, or a value and the number of its style. Whole numbers are RK numbers, and texts stand in the
    cells where nothing is shared."""
    part = record(BEGIN_SHEET)
    part += record(DIMENSION, struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1))
    part += record(BEGIN_DATA)
    for number, cells in enumerate(rows):
        part += record(ROW, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
        part += b"".join(_cell(at, cell, shared) for at, cell in enumerate(cells))
    part += record(END_DATA)
    if merged:
        part += record(BEGIN_MERGED, struct.pack("<I", len(merged)))
        part += b"".join(record(MERGED, struct.pack("<4I", *one)) for one in merged) + record(END_MERGED)
    return part + record(END_SHEET)


def styles_part(formats: Sequence[str | int]) -> bytes:
    """The formats are styles 1, 2 …; style 0 is General. A number is one of the formats that Excel has itself."""
    numbers = [code if isinstance(code, int) else FIRST_FORMAT + at for at, code in enumerate(formats)]
    own = [(number, code) for number, code in zip(numbers, formats, strict=True) if isinstance(code, str)]
    part = record(BEGIN_FMTS, struct.pack("<I", len(own)))
    part += b"".join(record(FMT, struct.pack("<H", number) + wide(code)) for number, code in own)
    part += record(END_FMTS)
    parent = record(XF, struct.pack("<HH12x", 0xFFFF, 0))
    part += record(BEGIN_STYLE_XFS, struct.pack("<I", 1)) + parent + record(END_STYLE_XFS)
    part += record(BEGIN_XFS, struct.pack("<I", 1 + len(numbers)))
    part += b"".join(record(XF, struct.pack("<HH12x", 0, number)) for number in (0, *numbers))
    return part + record(END_XFS)


def workbook_part(name: str, *, is_1904: bool) -> bytes:
    sheet = record(SHEET_NAMED, struct.pack("<II", 0, 1) + wide("rId1") + wide(name))
    properties = record(BOOK_PROPERTIES, struct.pack("<II", int(is_1904), 0) + wide(""))
    listed = record(BEGIN_SHEETS) + sheet + record(END_SHEETS)
    return record(BEGIN_BOOK) + properties + listed + record(END_BOOK)


def shared_part(texts: Sequence[str]) -> bytes:
    items = b"".join(record(SHARED_ITEM, b"\0" + wide(text)) for text in texts)
    return record(BEGIN_SHARED, struct.pack("<II", len(texts), len(texts))) + items + record(END_SHARED)


def parts_of_binary_workbook(
    rows: Sequence[Sequence[object]],
    formats: Sequence[str | int] = (),
    merged: Sequence[Range] = (),
    *,
    is_1904: bool = False,
    are_shared: bool = False,
) -> dict[str, bytes]:
    related = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/'
    shared: list[str] | None = [] if are_shared else None
    types = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    members = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{types}</Types>'.encode(),
        "_rels/.rels": f'{HEAD}{related}officeDocument" Target="xl/workbook.bin"/></Relationships>'.encode(),
        "xl/_rels/workbook.bin.rels": (
            f'{HEAD}{related}worksheet" Target="worksheets/sheet1.bin"/></Relationships>'.encode()
        ),
        "xl/workbook.bin": workbook_part("Blad1", is_1904=is_1904),
        "xl/styles.bin": styles_part(formats),
        "xl/worksheets/sheet1.bin": sheet_part(rows, merged, shared),
    }
    if shared is not None:
        members["xl/sharedStrings.bin"] = shared_part(shared)
    return members


def write_binary_excel(
    path: Path,
    rows: Sequence[Sequence[object]],
    formats: Sequence[str | int] = (),
    merged: Sequence[Range] = (),
    *,
    is_1904: bool = False,
    are_shared: bool = False,
) -> Path:
    parts = parts_of_binary_workbook(rows, formats, merged, is_1904=is_1904, are_shared=are_shared)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path
