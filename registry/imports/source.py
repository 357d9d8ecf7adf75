"""A file as rows of text, whatever program made it. Raises FileProblem for what is no table."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from registry.imports.problem import FileProblem
from registry.imports.workbook import OLD_EXCEL, ZIPPED, Workbook, open_workbook

Row = tuple[int, list[str]]

SAMPLE = 64 * 1024
CHUNK = 1 << 20
TAIL = 1 << 20
"""Bytes at a file's end in which its last row is looked for."""
DELIMITERS = ";\t,|"
MAX_COLUMNS = 150
MOJIBAKE = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "�")
DOS_LETTERS = re.compile("[A-Za-z][†„”][a-z]|[A-Za-z]™[A-Z]|Ž[A-Z]")
"""å ä ö of DOS (cp850, cp437) inside words, as Windows letters show them. At a word's end they may be meant: Roger™."""
TRUE_LETTERS = re.compile("[åäöÅÄÖ]")
MAC_LETTERS = re.compile("[a-zšŒ][ŠŒ][a-z]|[A-Za-z]Œ|Œ[a-z]")
"""å (Œ) and ä (Š) of Mac Roman inside words, as Windows letters show them: a capital in the middle of a word."""
MAC_CAPITAL_A = b"\x81"
"""Å of Mac Roman, which is no Windows letter at all."""
DOS_SMALL_LETTERS = (b"\x86", b"\x84", b"\x94")
"""å, ä, ö of DOS."""
MAC_O = re.compile("[A-Za-z]š[a-z]")
"""ö of Mac Roman; š in a Czech name, too, so that it needs the Mac's line ends beside it."""

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
            file.seek(max(0, self.size - TAIL))
            tail = file.read().decode(self.encoding.replace("utf-8-sig", "utf-8"), "replace")
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
    if name == "cp1252" and _is_mac(head, text):
        return "mac_roman"
    if any(broken in text for broken in MOJIBAKE) or (name == "cp1252" and _is_dos(text)):
        raise FileProblem("Å, ä och ö är förstörda i filen. Exportera igen och spara som CSV UTF-8.")
    return name


def _has_nul(path: Path) -> bool:
    """Anywhere: no office program writes it into a text, and PostgreSQL keeps none."""
    with path.open("rb") as file:
        return any(b"\0" in chunk for chunk in iter(lambda: file.read(CHUNK), b""))


def _is_dos(text: str) -> bool:
    return bool(DOS_LETTERS.search(text)) and not TRUE_LETTERS.search(text)


def _is_mac(head: bytes, text: str) -> bool:
    """Whether Windows letters make nonsense that Mac Roman explains: 'HšrselvŒrden' is Hörselvården."""
    if TRUE_LETTERS.search(text) or any(letter in head for letter in DOS_SMALL_LETTERS):
        return False
    if MAC_CAPITAL_A in head:
        return True
    lines_end_as_on_a_mac = "\r" in text and "\n" not in text
    return bool(MAC_LETTERS.search(text) or (lines_end_as_on_a_mac and MAC_O.search(text)))


def _control_characters(head: bytes) -> int:
    return sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13))


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return _refuse_half_a_letter(path, error)
    return True


def _refuse_half_a_letter(path: Path, cause: UnicodeDecodeError) -> bool:
    """All of it is UTF-8 but for its end. False where that is one Windows letter in a file that is plain ASCII."""
    with path.open("rb") as file:
        has_other_letters = any(not chunk[:-3].isascii() for chunk in iter(lambda: file.read(CHUNK), b""))
    if has_other_letters:
        raise FileProblem(
            "Filen slutar mitt i ett tecken: den är avklippt. Gör om exporten och försök igen."
        ) from cause
    return False


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
