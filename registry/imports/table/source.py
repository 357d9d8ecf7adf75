"""A file as rows of text, whatever program has made it. It raises FileProblem for a file that is no table."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from registry.imports.problem import FileProblem
from registry.imports.table.letters import SAMPLE, encoding_of, within_a_file
from registry.imports.table.opened_workbook import OpenedWorkbook, in_words
from workbooks import BEGINS, PATIENCE, Table, WorkbookProblem, read_table

Row = tuple[int, list[str]]

TAIL = 1 << 20
"""Bytes at a file's end in which its last row is looked for."""
ZIPPED = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DELIMITERS = ";\t,|"
SAID = frozenset(";\t,|:^~#")
"""What a first line may say that delimits: `sep=;`."""
MAX_COLUMNS = 150
LONGEST_ROW = 1_000_000
"""Letters."""
csv.field_size_limit(32_767)
"""Letters in a cell, as Excel has them. The limit holds for every reader of this process."""


class Source:
    """A table in a file. `rows()` can be called again and again; it reads from the start. `seconds` are given to the
    opening of a workbook."""

    def __init__(self, path: Path, seconds: float = PATIENCE) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.read_bytes = 0
        """How far `rows()` has come, for a progress bar; 0 for a workbook, which is read in one go."""
        with path.open("rb") as file:
            head = file.read(SAMPLE)
        if not head.strip(b"\xef\xbb\xbf \r\n\t"):
            raise FileProblem("Filen är tom. Gör om exporten i WebSesam och försök igen.")
        self.table: Table | None = None
        """Of a workbook."""
        self.encoding = self.delimiter = ""
        if head.startswith((ZIPPED, OLD_EXCEL)):
            self._opened = OpenedWorkbook(path, seconds)
            self.table = self._opened.table
        elif head.startswith(BEGINS):
            self.table = _read_again(path)
        else:
            self.encoding = encoding_of(path)
            self.delimiter = _delimiter(head.decode(self.encoding, "replace"))

    def rows(self) -> Iterator[Row]:
        """The line number and the cells of each row, without spaces around them. Empty rows are left out."""
        return self._of_sheet(self.table) if self.table else self._of_text()

    def _of_sheet(self, table: Table) -> Iterator[Row]:
        try:
            yield from table.rows()
        except WorkbookProblem as problem:
            raise in_words(problem) from problem

    def _of_text(self) -> Iterator[Row]:
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, self.encoding, newline="")
            lines = _Lines(text)
            reader = csv.reader(lines, delimiter=self.delimiter)
            line = width = lines_of_last = 0
            try:
                for row in reader:
                    lines.letters_of_row = 0
                    if reader.line_num > line + 1:
                        _refuse_swallowed(row, line + 1, self.delimiter, width)
                    lines_of_last = reader.line_num - line
                    line, width = reader.line_num, len(row)
                    if line & 0xFFF == 0:
                        self.read_bytes = raw.tell()
                    if any(map(str.strip, row)):
                        yield line, row
                self._refuse_open_end(line, lines_of_last)
            except csv.Error as error:
                raise FileProblem(
                    "Rad %(line)s går inte att läsa som en tabell. Spara filen som CSV igen.",
                    line=line + 1,
                ) from error
            except UnicodeError as error:
                raise FileProblem(
                    "Filens teckenkodning går inte att läsa. Spara den som CSV UTF-8."
                ) from error
        self.read_bytes = self.size

    def _refuse_open_end(self, line: int, lines_of_last: int) -> None:
        """The last row must be a whole one: a file that was cut off may end inside quotation marks."""
        with self.path.open("rb") as file:
            name = within_a_file(self.encoding, file.read(4))
            file.seek(max(0, self.size - TAIL) // 4 * 4)  # where a letter of two or four bytes begins
            tail = file.read().decode(name, "replace")
        last = tail.splitlines(keepends=True)[-lines_of_last:]
        try:
            list(csv.reader(last, delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _cut_off(line) from error


def _read_again(path: Path) -> Table:
    """A table that was made of a workbook before."""
    try:
        return read_table(path)
    except WorkbookProblem as problem:
        raise in_words(problem) from problem


# --- text files


class _Lines:
    """The lines of a text, for a reader of rows: a row is told before it has taken the memory of a worker."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.letters_of_row = 0
        """So many have been read since the last row was whole."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LONGEST_ROW)
        self.letters_of_row += len(line)
        if self.letters_of_row >= LONGEST_ROW:
            raise csv.Error("a row that is too long")
        if not line:
            raise StopIteration
        return line


def _cut_off(line: int) -> FileProblem:
    return FileProblem(
        "Filen slutar mitt i rad %(line)s: den är avklippt. Gör om exporten och försök igen.", line=line
    )


def _refuse_swallowed(row: list[str], line: int, delimiter: str, width: int) -> None:
    """A cell may have several lines, but not one that is a row of the table: its quotation mark never ended."""
    within = (part for cell in row if "\n" in cell for part in cell.split("\n")[1:])
    if width > 1 and any(part.count(delimiter) >= width - 1 for part in within):
        raise FileProblem(
            'På rad %(line)s börjar ett citattecken (") som inte slutar, så att raderna efter hamnar i samma cell. '
            "Ta bort det och försök igen.",
            line=line,
        )


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    sample = sample.removeprefix("\ufeff")
    if sample.startswith("sep=") and sample[4:5] in SAID:
        return sample[4]
    lines = sample.splitlines()[:60]
    lines = lines[:-1] if len(lines) > 1 else lines

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return (0, 0)
        several = [count for count in counts if count > 1]
        common = max(set(several), key=several.count, default=1)
        return (several.count(common), common)

    return max(DELIMITERS, key=evenness)
