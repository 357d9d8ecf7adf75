"""The form of CSV that every export has: for a Swedish Excel, harmless, and without any personnummer.

There are semicolons between the cells, and a byte order mark by which Excel recognises UTF-8. No cell is one that Excel
would run as a formula.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from common.privacy import masked, masked_number

BYTE_ORDER_MARK = "\ufeff"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the wide forms of the first four, which Excel reads as those where it is set up for Japanese
(OWASP, "CSV Injection")."""


@dataclass(frozen=True)
class Number:
    """A cell with a serial or another number, which may look like a personnummer by chance."""

    text: str
    is_text: bool = True
    """Whether it is written so that Excel shows it as text, with its leading zeros. Files for other programs do without
    it."""


Cell = str | int | None | Number


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The whole file as text, which is sent encoded as UTF-8."""
    out = io.StringIO(newline="")
    writer = RowWriter(out)
    writer.write(headings)
    for row in rows:
        writer.write(row)
    return BYTE_ORDER_MARK + out.getvalue()


def open_csv(path: Path) -> IO[str]:
    """A new file for a RowWriter, with the byte order mark in it."""
    return path.open("w", encoding="utf-8-sig", newline="")


class RowWriter:
    """Writes rows to a file one by one."""

    def __init__(self, file: IO[str]) -> None:
        self._writer = csv.writer(file, delimiter=";", lineterminator="\r\n")

    def write(self, row: Sequence[Cell]) -> None:
        self._writer.writerow([_cell(cell) for cell in row])


def _cell(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Number):
        number = masked_number(cell.text)
        return f'="{number}"' if cell.is_text and number.isalnum() else harmless(number)
    return harmless(masked(cell))


def harmless(cell: str) -> str:
    """The cell's text in a form that Excel does not run as a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
