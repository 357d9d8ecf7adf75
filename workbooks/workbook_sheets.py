"""A workbook: which of its sheets is the table, and its cells as text. Runs in the process that opens workbooks."""

import datetime
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from workbooks import table_file
from workbooks.headings import normalised
from workbooks.looks import CellRange, DateCells, Looks
from workbooks.number_format import SheetCell
from workbooks.shown import sheet_looks
from workbooks.workbook_problem import Fault, WorkbookProblem

OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of a workbook with a password ([MS-OFFCRYPTO] 2.3.4.4)."""
OF_A_WORKBOOK = {"[Content_Types].xml", "content.xml"}
"""One of these is in every workbook: Excel's, or OpenDocument's."""
MAX_UNPACKED = 400 * 1024 * 1024
"""A sheet of a million rows unpacks to about half of this."""
MAX_PACKING = 150
"""How many times as large the unpacked file may be: a real sheet is about 20 times as large, a zip bomb a thousand."""
NO_BOMB = 20 << 20
DUST = 1e-5
"""What is left behind a whole number after counting in binary fractions (41.3 - 0.3)."""
EXACT_DIGITS = 1e15
"""Numbers from here on have more than the 15 digits that Excel stores; it makes the others zeros."""
LOOKED_AT = 30
WIDEST = 156
"""Columns of a sheet at the most. No export has as many."""
SPARSE = 1000
"""A sheet may claim to reach so many times as many rows as it has. No export begins at row 1,000,000."""
FREE_ROWS = 10_000
"""A sheet may claim to reach this row, however few rows it has."""
MOST_MERGED = 100_000
"""Rows of one merged range that are filled at the most."""


def write_table(path: Path, into: Path, known: Collection[str]) -> None:
    """The table of the workbook, as `workbooks.table_file` writes it. Raises WorkbookProblem, and MemoryError or
    OSError where it needs more than this process may take."""
    _refuse_locked(path)
    _refuse_bomb(path)
    sheets = _sheets(path)
    if not sheets:
        raise WorkbookProblem(Fault.EMPTY)
    chosen = _chosen(sheets, known)
    _refuse_huge(chosen)
    others = [sheet.name for sheet in sheets if sheet is not chosen]
    try:
        looks = sheet_looks(path, chosen.name)
    except (ElementTree.ParseError, zipfile.BadZipFile, ValueError) as error:
        raise WorkbookProblem(Fault.BROKEN) from error
    with into.open("w", encoding="utf-8", newline="") as file:
        table_file.write_rows(file, chosen.name, others, _rows(chosen, looks))


def _chosen(sheets: list[CalamineSheet], known: Collection[str]) -> CalamineSheet:
    """The sheet with most headings that are known; the first one where none has any."""
    found = [_known_headings(sheet, known) for sheet in sheets]
    best = max(found, key=len)
    alike = [sheet.name for sheet, names in zip(sheets, found, strict=True) if names == best]
    if len(best) > 1 and len(alike) > 1:
        raise WorkbookProblem(Fault.SEVERAL, tuple(alike))
    return sheets[found.index(best)]


def _refuse_huge(sheet: CalamineSheet) -> None:
    """Raises WorkbookProblem for a sheet that claims to reach further than any export does. It fits into memory, but it
    is no table."""
    last_row, last_column = sheet.end or (0, 0)
    if last_column >= WIDEST:
        raise WorkbookProblem(Fault.TOO_LARGE)
    if last_row > FREE_ROWS:
        filled = sum(any(row) for row in sheet.iter_rows())
        if last_row > FREE_ROWS + SPARSE * filled:
            raise WorkbookProblem(Fault.TOO_LARGE)


def _rows(sheet: CalamineSheet, looks: Looks) -> Iterator[tuple[int, list[str]]]:
    """The number and the cells of each row. Numbers are as the sheet shows them, and a cell that is merged over several
    rows stands in each of them."""
    first_column = sheet.start[1] if sheet.start else 0  # rows are counted from the sheet's own first
    shown = looks.numbers
    merged = _merged_downwards([*(sheet.merged_cell_ranges or []), *looks.merged])
    held: dict[SheetCell, str] = {}
    for at, cells in enumerate(sheet.iter_rows()):
        row = [cell_text(cell) for cell in cells]
        if looks.dates:
            _write_days(row, cells, (at, first_column), looks.dates)
        for column in range(len(row)) if shown or merged.origins else ():
            place = (at, column + first_column)
            if place in shown:
                row[column] = shown[place]
            if (origin := merged.get(place)) is not None:
                row[column] = row[column] or held.get(origin, "")
            elif place in merged.origins:
                held[place] = row[column]
        yield at + 1, row


def _write_days(row: list[str], cells: Sequence[Any], begins: SheetCell, dates: DateCells) -> None:
    """Write the day in the place of each number that is one. `begins` is the row's first cell."""
    at, first_column = begins
    for column, cell in enumerate(cells):
        if type(cell) in (int, float) and dates.has((at, column + first_column)):
            row[column] = dates.day(cell) or row[column]


class _Merged(dict[SheetCell, SheetCell]):
    """Each cell below another one with which it is merged → that other one."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: set[SheetCell] = set()


def _merged_downwards(ranges: Iterable[CellRange]) -> _Merged:
    """The cells of the first column of each merged range, as the text of its top cell counts for all of its rows."""
    merged = _Merged()
    for (top, left), (bottom, _right) in ranges:
        if bottom > top:
            merged.origins.add((top, left))
            merged.update(
                {(row, left): (top, left) for row in range(top + 1, min(bottom, top + MOST_MERGED) + 1)}
            )
    return merged


def _sheets(path: Path) -> list[CalamineSheet]:
    """The sheets that are not empty. Hidden ones are among them only where there are no others."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = [
            (meta.visible == SheetVisibleEnum.Visible, workbook.get_sheet_by_name(meta.name))
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise WorkbookProblem(Fault.BROKEN) from error
    filled = [(is_shown, sheet) for is_shown, sheet in found if sheet.height]
    return [sheet for is_shown, sheet in filled if is_shown] or [sheet for _, sheet in filled]


def _known_headings(sheet: CalamineSheet, known: Collection[str]) -> frozenset[str]:
    rows = (
        {normalised(cell_text(cell)[:100]) for cell in row} for row in islice(sheet.iter_rows(), LOOKED_AT)
    )
    return max((frozenset(row & set(known)) for row in rows), key=len, default=frozenset())


def _refuse_locked(path: Path) -> None:
    with path.open("rb") as file:
        is_old = file.read(4) == OLD_EXCEL
        is_locked = is_old and ENCRYPTED in file.read()
    if is_locked:
        raise WorkbookProblem(Fault.LOCKED)


def _refuse_bomb(path: Path) -> None:
    """Raises WorkbookProblem for a zip bomb. A workbook is a zip file, and no export unpacks to far more than it is."""
    with path.open("rb") as file:
        if file.read(4) == OLD_EXCEL:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise WorkbookProblem(Fault.BROKEN) from error
    if not OF_A_WORKBOOK & {entry.filename for entry in entries}:
        raise WorkbookProblem(Fault.ZIP)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED or (unpacked > NO_BOMB and unpacked / packed > MAX_PACKING):
        raise WorkbookProblem(Fault.TOO_LARGE)


def cell_text(cell: Any) -> str:
    """The text of a cell. A number that Excel has rounded is written so that it is seen, and a serial is refused."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nej"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, (int, float)):
        return _number_text(float(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_DIGITS:
        return f"{number:.5E}"
    # What a formula leaves behind a whole number is not shown: a sheet has 15 digits.
    if abs(number - round(number)) < DUST:
        return str(round(number))
    return repr(round(number, 2))  # kronor och öre: a third decimal would look like thousands
