"""What a sheet shows beside its values, for the cells where that is something else."""

import datetime
from dataclasses import dataclass, field

from workbooks.number_format import SheetCell

CellRange = tuple[SheetCell, SheetCell]
"""The first and the last cell, both within."""
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
"""What Excel shows for the errors of cells, by their numbers ([MS-XLS] 2.5.10 BErr)."""
MOST_ROWS = 1 << 20
LAST_DAY = 2_958_465
"""31 December 9999, as the number that Excel gives it."""
LEAP_DAY = 60
"""29 February 1900, which Excel has and the calendar has not."""


class DateCells(dict[int, bytearray]):
    """Cells whose numbers are days: column → a byte for each row, as a sheet has millions of them."""

    begins_1904: bool = False
    """Whether the days are counted from 1904, as old Excel for Mac does, and not from 1900."""

    def add(self, place: SheetCell) -> None:
        row, column = place
        if row >= MOST_ROWS:
            return
        rows = self.setdefault(column, bytearray())
        rows.extend(bytes(max(0, row + 1 - len(rows))))
        rows[row] = 1

    def has(self, place: SheetCell) -> bool:
        row, column = place
        rows = self.get(column, b"")
        return row < len(rows) and bool(rows[row])

    def day(self, number: float) -> str:
        """The day of that number, or nothing where there is no such day."""
        if not 0 < number < LAST_DAY:
            return ""
        whole = int(number)
        if self.begins_1904:
            return (datetime.date(1904, 1, 1) + datetime.timedelta(whole)).isoformat()
        if whole == LEAP_DAY:
            return ""
        first = datetime.date(1899, 12, 31 if whole < LEAP_DAY else 30)
        return (first + datetime.timedelta(whole)).isoformat()


@dataclass
class Looks:
    """What one sheet shows."""

    numbers: dict[SheetCell, str] = field(default_factory=dict)
    """The texts of cells that show more than the digits of their number, or an error. The reader gives nothing for an
    error, and an empty cell says nothing about what the register knows."""
    merged: list[CellRange] = field(default_factory=list)
    dates: DateCells = field(default_factory=DateCells)
    """Cells of which the reader may give a day's number."""
