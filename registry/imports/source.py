"""A file as rows of text, whatever program made it. Raises FileProblem for what is no table."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineSheet

from registry.imports.problem import FileProblem
from registry.imports.workbook import OLD_EXCEL, ZIPPED, Workbook, cell_text, open_workbook

Row = tuple[int, list[str]]

SAMPLE = 64 * 1024
CHUNK = 1 << 20
DELIMITERS = ";\t,|"
MAX_COLUMNS = 150
MOJIBAKE = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "�")
DOS_LETTERS = re.compile("[A-Za-z][†„”][a-z]|[A-Za-z]™[A-Z]|Ž[A-Z]")
"""å ä ö of DOS (cp850, cp437) inside words, as Windows letters show them. At a word's end they may be meant: Roger™."""
TRUE_LETTERS = re.compile("[åäöÅÄÖ]")

WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|meta|table|\?xml)", re.I)
"""What some systems name .xls: Excel opens it, so that nobody notices."""


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
            self.encoding = _encoding(path, head)
            self.delimiter = _delimiter(head.decode(self.encoding, "replace"))

    def rows(self) -> Iterator[Row]:
        """Line number and cells, each stripped. Empty rows are left out."""
        return self._of_sheet(self.workbook.sheet) if self.workbook else self._of_text()

    def _of_sheet(self, sheet: CalamineSheet) -> Iterator[Row]:
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row = [cell_text(cell) for cell in cells]
            if any(row):
                yield number, row

    def _of_text(self) -> Iterator[Row]:
        with self.path.open("rb") as raw:
            text = io.TextIOWrapper(raw, self.encoding, newline="")
            reader = csv.reader(text, delimiter=self.delimiter)
            line = width = 0
            try:
                for row in reader:
                    if reader.line_num > line + 1:
                        _refuse_swallowed(row, line + 1, self.delimiter, width)
                    line, width = reader.line_num, len(row)
                    if line & 0xFFF == 0:
                        self.read_bytes = raw.tell()
                    if any(map(str.strip, row)):
                        yield line, row
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


# --- text files


def _refuse_swallowed(row: list[str], line: int, delimiter: str, width: int) -> None:
    """A cell may have several lines, but not one that is a row of the table: its quotation mark never ended."""
    within = (part for cell in row if "\n" in cell for part in cell.split("\n")[1:])
    if width > 1 and any(part.count(delimiter) >= width - 1 for part in within):
        raise FileProblem(
            'På rad %(line)s börjar ett citattecken (") som inte slutar, så att raderna efter hamnar i samma cell. '
            "Ta bort det och försök igen.",
            line=line,
        )


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8 if all of the file is, UTF-16 by its mark, else Windows. All of it: one å far down decides."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if WEB_PAGE.match(head.removeprefix(codecs.BOM_UTF8)):
        raise FileProblem(
            "Filen är en webbsida, även om den heter som en tabell. Öppna den i Excel, spara den som .xlsx "
            "och försök igen."
        )
    if _has_nul(path) or _control_characters(head) > len(head) // 100:
        raise FileProblem("Det här är inte en tabell. Välj en export i CSV eller Excel (.xlsx).")
    name = "utf-8-sig" if _is_utf8(path) else "cp1252"
    text = head.decode(name, "ignore")
    if any(broken in text for broken in MOJIBAKE) or (name == "cp1252" and _is_dos(text)):
        raise FileProblem("Å, ä och ö är förstörda i filen. Exportera igen och spara som CSV UTF-8.")
    return name


def _has_nul(path: Path) -> bool:
    """Anywhere: no office program writes it into a text, and PostgreSQL keeps none."""
    with path.open("rb") as file:
        return any(b"\0" in chunk for chunk in iter(lambda: file.read(CHUNK), b""))


def _is_dos(text: str) -> bool:
    return bool(DOS_LETTERS.search(text)) and not TRUE_LETTERS.search(text)


def _control_characters(head: bytes) -> int:
    return sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(sample: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one."""
    if sample.startswith("sep=") and len(sample) > 4:
        return sample[4]
    lines = sample.splitlines()[:60]
    lines = lines[:-1] if len(lines) > 1 else lines

    def evenness(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        several = [count for count in counts if count > 1]
        common = max(set(several), key=several.count, default=1)
        return (several.count(common), common)

    return max(DELIMITERS, key=evenness)
