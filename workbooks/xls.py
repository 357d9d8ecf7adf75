"""The parts of an .xls that say how its numbers are shown, and its merged cells ([MS-XLS])."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbooks.compound_file import CompoundFile
from workbooks.looks import ERRORS, Looks
from workbooks.number_format import SheetCell, as_shown, changes

BOF, EOF = 0x0809, 0x000A
FORMAT, XF, BOUNDSHEET, FILEPASS = 0x041E, 0x00E0, 0x0085, 0x002F
NUMBER, RK, MULRK, FORMULA, MERGECELLS, BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x00E5, 0x0205
BIFF8 = 0x0600
NO_NUMBER = b"\xff\xff"
"""At the end of a formula's value: it is a text, a truth value or an error."""
EXACT = 1e15

BookRecord = tuple[int, bytes]


@dataclass
class _Globals:
    """What stands before the sheets."""

    is_biff8: bool = True
    formats: dict[int, str] = field(default_factory=dict)
    used: list[int] = field(default_factory=list)
    """The format of each style."""
    sheets: dict[str, int] = field(default_factory=dict)
    """Name → where the sheet begins."""

    def changing(self) -> dict[int, str]:
        """Style → format, for the formats that show another number than the value."""
        codes = {number: code for number, code in self.formats.items() if changes(code)}
        return {style: codes[number] for style, number in enumerate(self.used) if number in codes}


def looks_of(data: bytes, sheet_name: str) -> Looks:
    """Raises ValueError for a file that is broken."""
    book = CompoundFile(data).stream("Workbook", "Book")
    if book is None:
        return Looks()
    try:
        found = _globals(book)
        begins = found.sheets.get(sheet_name)
        if begins is None or not 0 < begins < len(book):
            return Looks()
        return _sheet(book, begins, found.changing())
    except struct.error as error:
        raise ValueError(str(error)) from error


def _records(book: bytes, at: int) -> Iterator[BookRecord]:
    """The records of the part that begins there, without those of charts within it."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == BOF:
            depth += 1
        if depth <= 1:
            yield kind, book[at + 4 : at + 4 + length]
        if kind == EOF:
            depth -= 1
            if depth <= 0:
                return
        at += 4 + length


def _globals(book: bytes) -> _Globals:
    found = _Globals()
    for kind, body in _records(book, 0):
        if kind == BOF:
            found.is_biff8 = struct.unpack_from("<H", body)[0] == BIFF8
        elif kind == FILEPASS:
            return _Globals()
        elif kind == FORMAT:
            number = struct.unpack_from("<H", body)[0]
            found.formats[number] = _text(body, 2, 2 if found.is_biff8 else 1, has_flags=found.is_biff8)
        elif kind == XF:
            found.used.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == BOUNDSHEET:
            name = _text(body, 6, 1, has_flags=found.is_biff8)
            found.sheets[name] = struct.unpack_from("<I", body)[0]
    return found


def _text(body: bytes, at: int, size_of_count: int, *, has_flags: bool) -> str:
    count = int.from_bytes(body[at : at + size_of_count], "little")
    at += size_of_count
    if not has_flags:
        return body[at : at + count].decode("cp1252", "replace")
    is_wide = body[at] & 1 if at < len(body) else 0
    letters = body[at + 1 : at + 1 + count * (2 if is_wide else 1)]
    return letters.decode("utf-16-le" if is_wide else "latin-1", "replace")


def _sheet(book: bytes, begins: int, formats: dict[int, str]) -> Looks:
    looks = Looks()
    for kind, body in _records(book, begins):
        if kind == MERGECELLS:
            looks.merged += _merged(body)
        elif (error := _error(kind, body)) is not None:
            row, column = struct.unpack_from("<HH", body)
            looks.numbers[row, column] = ERRORS.get(error, "#N/A")
        elif formats and kind in (NUMBER, RK, MULRK, FORMULA):
            for place, style, number in _numbers(kind, body):
                if (code := formats.get(style)) is not None and 0 <= number < EXACT and number.is_integer():
                    looks.numbers[place] = as_shown(code, str(int(number)))
    return looks


def _error(kind: int, body: bytes) -> int | None:
    """The number of the error that the cell shows, or None."""
    if kind == BOOLERR and body[7:8] == b"\1":
        return body[6]
    is_error = kind == FORMULA and body[12:14] == NO_NUMBER and body[6:7] == b"\2"
    return body[8] if is_error else None


def _merged(body: bytes) -> Iterator[tuple[SheetCell, SheetCell]]:
    count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
    for at in range(2, 2 + 8 * count, 8):
        top, bottom, left, right = struct.unpack_from("<HHHH", body, at)
        yield (top, left), (bottom, right)


def _numbers(kind: int, body: bytes) -> Iterator[tuple[SheetCell, int, float]]:
    """Cell, style and value."""
    row, column = struct.unpack_from("<HH", body)
    if kind == MULRK:
        for at in range(4, len(body) - 7, 6):
            style, number = struct.unpack_from("<HI", body, at)
            yield (row, column + (at - 4) // 6), style, number_of_rk(number)
        return
    style = struct.unpack_from("<H", body, 4)[0]
    if kind == RK:
        yield (row, column), style, number_of_rk(struct.unpack_from("<I", body, 6)[0])
    elif kind == NUMBER or body[12:14] != NO_NUMBER:
        yield (row, column), style, struct.unpack_from("<d", body, 6)[0]


def number_of_rk(number: int) -> float:
    """An RK number: 30 bits of a whole number, or the upper bits of a double, perhaps times a hundred."""
    if number & 2:
        value = float((number - (1 << 32) if number & 0x80000000 else number) >> 2)
    else:
        value = struct.unpack("<d", struct.pack("<II", 0, number & 0xFFFFFFFC))[0]
    return value / 100 if number & 1 else value
