"""The parts of an .xlsb that say how its numbers are shown, its dates and its merged cells ([MS-XLSB]).

The reader of workbooks gives the values. It gives the number of a day where that is stored as a whole number, which is
how Excel stores most dates, and knows no merged cells.
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, cast
from xml.etree import ElementTree

from workbooks.looks import ERRORS, CellRange, Looks
from workbooks.number_format import SheetCell, as_shown, changes, is_date
from workbooks.xls import number_of_rk

WORKBOOK = "xl/workbook.bin"
RELATIONS = "xl/_rels/workbook.bin.rels"
STYLES = "xl/styles.bin"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
ROW, CELL_RK, CELL_ERROR, CELL_REAL, FORMULA_NUMBER, FORMULA_ERROR = 0, 2, 3, 5, 9, 11
FORMAT, XF, BEGIN_CELL_STYLES, END_CELL_STYLES = 44, 47, 617, 618
BOOK_PROPERTIES, SHEET, MERGED = 153, 156, 176
NUMBERS = (CELL_RK, CELL_REAL, FORMULA_NUMBER)
CHUNK = 1 << 20
LONGEST = 1 << 24
"""Bytes of a record at the most. A text has 32,767 letters."""
EXACT = 1e15

BinaryRecord = tuple[int, bytes]


@dataclass
class _Styles:
    """What the styles show: style → format, for those that show another number than the value; and those of dates."""

    changing: dict[int, str] = field(default_factory=dict)
    dates: set[int] = field(default_factory=set)


def looks_of(archive: zipfile.ZipFile, sheet_name: str) -> Looks:
    """Raises ValueError for a part that is broken."""
    names = set(archive.namelist())
    try:
        with archive.open(WORKBOOK) as part:
            relation, begins_1904 = _found(part, sheet_name)
        target = _target(archive, relation) if RELATIONS in names else ""
        if target not in names:
            return Looks()
        styles = _Styles()
        if STYLES in names:
            with archive.open(STYLES) as part:
                styles = _styles(part)
        with archive.open(target) as part:
            looks = _sheet(part, styles)
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from error
    looks.dates.begins_1904 = begins_1904
    return looks


def _records(part: IO[bytes]) -> Iterator[BinaryRecord]:
    """The records of a part (2.1.4): a number of one or two bytes, a size of one to four, and the body."""
    buffered = io.BufferedReader(cast(Any, part), CHUNK)
    while first := buffered.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = kind & 0x7F | (buffered.read(1)[0] & 0x7F) << 7
        size = 0
        for place in range(4):
            byte = buffered.read(1)[0]
            size |= (byte & 0x7F) << 7 * place
            if not byte & 0x80:
                break
        if size > LONGEST:
            raise ValueError("a record that is longer than any")
        body = buffered.read(size) if size else b""
        if len(body) < size:
            raise ValueError("a record that is cut off")
        yield kind, body


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """The text that begins there, and where it ends."""
    count = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * count
    if end > len(body):
        raise ValueError("a text that is cut off")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _found(part: IO[bytes], sheet_name: str) -> tuple[str, bool]:
    """The relation of the sheet that has the name, and whether the workbook's days begin in 1904."""
    begins_1904 = False
    for kind, body in _records(part):
        if kind == BOOK_PROPERTIES:
            begins_1904 = bool(body[0] & 1)
        elif kind == SHEET and body[8:12] != b"\xff\xff\xff\xff":
            relation, end = _wide(body, 8)
            if _wide(body, end)[0] == sheet_name:
                return relation, begins_1904
    return "", begins_1904


def _target(archive: zipfile.ZipFile, relation: str) -> str:
    relations = ElementTree.fromstring(archive.read(RELATIONS))  # noqa: S314 - as in workbooks.xlsx
    for one in relations.iter(RELATED):
        if one.get("Id") == relation:
            return f"xl/{one.get('Target', '')}"
    return ""


def _styles(part: IO[bytes]) -> _Styles:
    codes: dict[int, str] = {}
    used: list[int] = []
    are_of_cells = False
    for kind, body in _records(part):
        if kind == FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in (BEGIN_CELL_STYLES, END_CELL_STYLES):
            are_of_cells = kind == BEGIN_CELL_STYLES
        elif kind == XF and are_of_cells:
            used.append(struct.unpack_from("<H", body, 2)[0])
    return _Styles(
        {style: codes[number] for style, number in enumerate(used) if changes(codes.get(number, ""))},
        {style for style, number in enumerate(used) if is_date(number, codes.get(number, ""))},
    )


def _sheet(part: IO[bytes], styles: _Styles) -> Looks:
    looks = Looks()
    row = 0
    for kind, body in _records(part):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0]
        elif kind == MERGED:
            looks.merged.append(_range(body))
        elif kind in (CELL_ERROR, FORMULA_ERROR):
            looks.numbers[row, struct.unpack_from("<I", body)[0]] = ERRORS.get(body[8], "#N/A")
        elif kind in NUMBERS:
            column, style = struct.unpack_from("<II", body)
            _look_at((row, column), style & 0xFFFFFF, kind, body, styles, looks)
    return looks


def _look_at(place: SheetCell, style: int, kind: int, body: bytes, styles: _Styles, looks: Looks) -> None:
    if style in styles.dates:
        looks.dates.add(place)
    elif (code := styles.changing.get(style)) is not None:
        number = _number(kind, body)
        if 0 <= number < EXACT and number.is_integer():
            looks.numbers[place] = as_shown(code, str(int(number)))


def _number(kind: int, body: bytes) -> float:
    if kind == CELL_RK:
        return number_of_rk(struct.unpack_from("<I", body, 8)[0])
    value: float = struct.unpack_from("<d", body, 8)[0]
    return value


def _range(body: bytes) -> CellRange:
    top, bottom, left, right = struct.unpack_from("<IIII", body)
    return (top, left), (bottom, right)
