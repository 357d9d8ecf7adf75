"""A workbook: which of its sheets is the table, and its cells as text. Raises FileProblem for what is none."""

import datetime
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine
from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from registry.imports.fields import ALL_NAMES, normalised
from registry.imports.problem import FileProblem
from registry.imports.shown_numbers import SheetCell, shown_numbers
from registry.imports.workbook_size import is_too_large

ZIPPED = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of a workbook with a password ([MS-OFFCRYPTO] 2.3.4.4)."""
OF_A_WORKBOOK = {"[Content_Types].xml", "content.xml"}
"""One of these is in every workbook: Excel's, or OpenDocument's."""
MAX_UNPACKED = 400 * 1024 * 1024
"""A sheet of a million rows unpacks to about half of this."""
MAX_PACKING = 150
"""Times smaller than unpacked: a real sheet reaches some 20, a zip bomb a thousand."""
NO_BOMB = 20 << 20
EXACT_DIGITS = 1e15
"""Excel keeps 15 digits of a number and makes the rest zeros."""
LOOKED_AT = 30
MOST_MERGED = 100_000
"""Rows of one merged range that are filled."""


@dataclass(frozen=True)
class Workbook:
    """The sheet that is read, as values: a formula counts as what it last gave."""

    sheet: CalamineSheet
    not_read: tuple[str, ...] = ()
    """The other sheets that have something in them and are not hidden."""
    shown: Mapping[SheetCell, str] = field(default_factory=dict)
    """Numbers whose format shows zeros or letters that the value has not, by row and column from 0."""

    def rows(self) -> Iterator[list[str]]:
        """Each row's cells as text, from the sheet's first filled row on. A cell that is merged over several rows says
        the same in each of them."""
        first_row, first_column = self.sheet.start or (0, 0)
        merged = _merged_downwards(self.sheet)
        held: dict[SheetCell, str] = {}
        for at, cells in enumerate(self.sheet.iter_rows(), first_row):
            row = [cell_text(cell) for cell in cells]
            for column in range(len(row)):
                place = (at, column + first_column)
                if place in self.shown:
                    row[column] = self.shown[place]
                if (origin := merged.get(place)) is not None:
                    row[column] = row[column] or held.get(origin, "")
                elif place in merged.origins:
                    held[place] = row[column]
            yield row


class _Merged(dict[SheetCell, SheetCell]):
    """A cell below another one that it is merged with → that one."""

    def __init__(self) -> None:
        super().__init__()
        self.origins: set[SheetCell] = set()


def _merged_downwards(sheet: CalamineSheet) -> _Merged:
    """Of each merged range the first column: what stands in its top cell stands in all of its rows."""
    merged = _Merged()
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or []:
        if bottom > top:
            merged.origins.add((top, left))
            merged.update(
                {(row, left): (top, left) for row in range(top + 1, min(bottom, top + MOST_MERGED) + 1)}
            )
    return merged


def open_workbook(path: Path) -> Workbook:
    """Of several sheets the one with most headings that are known; the first of them where none has any."""
    _refuse_locked(path)
    _refuse_bomb(path)
    if is_too_large(path):
        raise _too_large()
    sheets = _sheets(path)
    if not sheets:
        raise FileProblem("Excelfilen är tom. Gör om exporten i WebSesam och försök igen.")
    known = [_known_headings(sheet) for sheet in sheets]
    best = max(known, key=len)
    chosen = sheets[known.index(best)]
    alike = [sheet.name for sheet, names in zip(sheets, known, strict=True) if names == best]
    if len(best) > 1 and len(alike) > 1:
        raise FileProblem(
            "Samma rubriker står på flera blad: %(sheets)s. Lägg alla rader på ett blad, "
            "eller spara varje blad som en egen fil.",
            sheets=", ".join(alike),
        )
    others = tuple(sheet.name for sheet in sheets if sheet is not chosen)
    try:
        return Workbook(chosen, others, shown_numbers(path, chosen.name))
    except ElementTree.ParseError as error:
        raise _broken() from error


def _sheets(path: Path) -> list[CalamineSheet]:
    """Those with anything in them; hidden ones only where there are no others."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        found = [
            (meta.visible == SheetVisibleEnum.Visible, workbook.get_sheet_by_name(meta.name))
            for meta in workbook.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _broken() from error
    filled = [(is_shown, sheet) for is_shown, sheet in found if sheet.height]
    return [sheet for is_shown, sheet in filled if is_shown] or [sheet for _, sheet in filled]


def _known_headings(sheet: CalamineSheet) -> frozenset[str]:
    rows = ({normalised(cell_text(cell)) for cell in row} for row in islice(sheet.iter_rows(), LOOKED_AT))
    return max((frozenset(row & ALL_NAMES) for row in rows), key=len, default=frozenset())


def _broken() -> FileProblem:
    return FileProblem(
        "Excelfilen är trasig eller halvsparad. Öppna den i Excel, spara den igen och försök på nytt."
    )


def _refuse_locked(path: Path) -> None:
    with path.open("rb") as file:
        is_old = file.read(4) == OLD_EXCEL
        is_locked = is_old and ENCRYPTED in file.read()
    if is_locked:
        raise FileProblem(
            "Excelfilen är skyddad med lösenord. Spara den utan lösenord i Excel och försök igen."
        )


def _refuse_bomb(path: Path) -> None:
    """A workbook is a zip file; one that unpacks to far more than it is, is no export."""
    with path.open("rb") as file:
        if file.read(4) == OLD_EXCEL:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _broken() from error
    if not OF_A_WORKBOOK & {entry.filename for entry in entries}:
        raise FileProblem("Det här är en zip-fil. Packa upp den och välj filen som ligger i den.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if unpacked > MAX_UNPACKED or (unpacked > NO_BOMB and unpacked / packed > MAX_PACKING):
        raise _too_large()


def _too_large() -> FileProblem:
    return FileProblem(
        "Excelfilen är orimligt stor när den packas upp. Spara exporten som CSV och försök igen."
    )


def cell_text(cell: Any) -> str:
    """A cell as the text it stands for. Numbers that Excel has rounded show it, so that a serial is refused."""
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
    # Kronor and öre: a third decimal would look like thousands.
    return str(int(number)) if number == int(number) else repr(round(number, 2))
