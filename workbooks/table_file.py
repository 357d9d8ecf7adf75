"""A workbook's table as a text file: a line that says what it is, then a line of CSV for each row that is not empty.

The process that opens workbooks writes it. All others read it row by row, however large it is.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from workbooks.workbook_problem import Fault, WorkbookProblem

BEGINS = b'{"returkoll-table": 1,'
"""The beginning of such a file, by which it is recognised."""
LONGEST_CELL = 2000
"""Characters of a cell that are written at the most. No field of the register has more."""


@dataclass(frozen=True)
class Table:
    """The sheet that was read. `rows()` can be called several times."""

    path: Path
    sheet: str
    not_read: tuple[str, ...] = ()
    """The other sheets that have something in them and are not hidden."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The row's number, as the sheet shows it, and its cells."""
        with self.path.open(encoding="utf-8", newline="") as file:
            file.readline()
            try:
                for number, *cells in csv.reader(file):
                    yield int(number), cells
            except (csv.Error, ValueError) as error:
                raise WorkbookProblem(Fault.BROKEN) from error


def write_rows(
    file: IO[str], sheet: str, not_read: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]
) -> None:
    """Write all of the table. Empty rows are left out."""
    says = json.dumps({"sheet": sheet, "not_read": list(not_read)}, ensure_ascii=False)
    file.write(f"{BEGINS.decode()} {says[1:]}\n")
    out = csv.writer(file, lineterminator="\n")
    for number, cells in rows:
        if any(cells):
            out.writerow((number, *(cell[:LONGEST_CELL] for cell in cells)))


def read_table(path: Path) -> Table:
    """The table in a file that `write` made. Raises WorkbookProblem for one that is not whole."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            says = json.loads(file.readline(1 << 16))
        return Table(path, str(says["sheet"])[:255], tuple(str(name)[:255] for name in says["not_read"]))
    except (ValueError, KeyError, TypeError) as error:
        raise WorkbookProblem(Fault.BROKEN) from error
