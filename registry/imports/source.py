"""A file as rows of text, whatever program made it. Raises FileProblem for what is no table."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from registry.imports.letters import SAMPLE, encoding_of, within_a_file
from registry.imports.problem import FileProblem
from registry.imports.workbook import OLD_EXCEL, ZIPPED, Workbook, open_workbook

Row = tuple[int, list[str]]

TAIL = 1 << 20
"""Bytes at a file's end in which its last row is looked for."""
DELIMITERS = ";\t,|"
SAID = frozenset(";\t,|:^~#")
"""What a first line may say that delimits: `sep=;`."""
MAX_COLUMNS = 150


class Source:
    """A table in a file. `rows()` can be called again and again; it reads from the start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.read_bytes = 0
        """How far `rows()` has come, for a progress bar; 0 for a workbook, which is read in one go."""
        with path.open("rb") as file:
            head = file.read(SAMPLE)
        if not head.strip(b"\xef\xbb\xbf \r\n\t"):
            raise FileProblem("Filen är tom. Gör om exporten i WebSesam och försök igen.")
        self.workbook: Workbook | None = None
        self.encoding = self.delimiter = ""
        if head.startswith((ZIPPED, OLD_EXCEL)):
            self.workbook = open_workbook(path)
        else:
            self.encoding = encoding_of(path)
            self.delimiter = _delimiter(head.decode(self.encoding, "replace"))

    def rows(self) -> Iterator[Row]:
        """Line number and cells, each stripped. Empty rows are left out."""
        return self._of_sheet(self.workbook) if self.workbook else self._of_text()

    def _of_sheet(self, workbook: Workbook) -> Iterator[Row]:
        for number, row in enumerate(workbook.rows(), 1):
            if any(row):
                yield number, row

    def _of_text(self) -> Iterator[Row]:
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, self.encoding, newline="")
            reader = csv.reader(text, delimiter=self.delimiter)
            line = width = lines_of_last = 0
            try:
                for row in reader:
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


# --- text files


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
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        several = [count for count in counts if count > 1]
        common = max(set(several), key=several.count, default=1)
        return (several.count(common), common)

    return max(DELIMITERS, key=evenness)
