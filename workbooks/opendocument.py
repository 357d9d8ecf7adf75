"""The parts of an .ods that say how its cells are shown: the text that is written beside a number, and merged cells
(OpenDocument 1.3, part 3, 9.1 table, 19.643 office:value).

Most sheets have neither. So the document is searched for them first, which takes a tenth of the time of reading it.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from workbooks.looks import Looks
from workbooks.number_format import is_more_than

CONTENT = "content.xml"
OFFICE, TABLE, TEXT = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("office", "table", "text")
)
NAME = f"{TABLE}name"
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
WITH_ANOTHER_TEXT = re.compile(rb"""\bvalue=["']([0-9]+)["'][^<>]*>\s*<(?:\w+:)?p(?:\s[^<>]*)?>(?!\1<)""")
MERGED_OR_NOTED = re.compile(rb"""\bnumber-rows-spanned=["'](?!1["'])|<(?:\w+:)?annotation\b""")
"""A note stands between a cell's value and its text."""
CHUNK = 1 << 20
OVERLAP = 2000
MOST_REPEATED = 10_000
"""Equal rows or cells that are written once and counted: no export shows one serial number oftener."""
MOST_CELLS = 1_000_000
EXACT = 1e15


def looks_of(archive: zipfile.ZipFile, sheet_name: str) -> Looks:
    """Raises ValueError for XML that is none."""
    with archive.open(CONTENT) as content:
        if not any(map(_has_looks, _pieces(content))):
            return Looks()
    sheet = _Sheet(sheet_name)
    with archive.open(CONTENT) as content:
        try:
            sheet.read(content)
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error
    return sheet.looks


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    before = b""
    for chunk in iter(lambda: content.read(CHUNK), b""):
        yield before + chunk
        before = chunk[-OVERLAP:]


def _has_looks(piece: bytes) -> bool:
    return bool(MERGED_OR_NOTED.search(piece) or WITH_ANOTHER_TEXT.search(piece))


class _Sheet:
    """Reads the one table that has the name, cell by cell."""

    def __init__(self, name: str) -> None:
        self.looks = Looks()
        self._name = name
        self._depth = self._table_at = self._cell_at = 0
        """How deep the element is that is read, and how deep the table and the cell began; 0 outside of them."""
        self._row = self._column = 0
        self._row_times = self._cell_times = 1
        self._value = ""
        self._text: list[str] = []
        self._in_text = False
        self._is_done = False

    def read(self, content: IO[bytes]) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        for chunk in iter(lambda: content.read(CHUNK), b""):
            parser.Parse(chunk, False)
            if self._is_done:
                return
        parser.Parse(b"", True)

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if name == f"{TABLE}table" and not self._table_at:
            if attributes.get(NAME) == self._name and not self._is_done:
                self._table_at = self._depth
        elif not self._table_at:
            return
        elif name == f"{TABLE}table-row":
            self._column = 0
            self._row_times = _times(attributes, "rows-repeated")
        elif name in CELLS and not self._cell_at:
            self._cell_begins(name, attributes)
        elif name == f"{TEXT}p":
            # Text deeper down is a note's.
            self._in_text = self._depth == self._cell_at + 1

    def _cell_begins(self, name: str, attributes: dict[str, Any]) -> None:
        self._cell_at = self._depth
        self._cell_times = _times(attributes, "columns-repeated")
        self._text = []
        is_number = name == f"{TABLE}table-cell" and attributes.get(f"{OFFICE}value-type") == "float"
        self._value = attributes.get(f"{OFFICE}value", "") if is_number else ""
        rows, columns = (_times(attributes, f"{what}-spanned") for what in ("rows", "columns"))
        if rows > 1:
            place = (self._row, self._column)
            self.looks.merged.append((place, (self._row + rows - 1, self._column + columns - 1)))

    def _says(self, text: str) -> None:
        if self._in_text and self._value:
            self._text.append(text)

    def _ends(self, name: str) -> None:
        if self._depth == self._cell_at:
            self._cell_ends()
        elif name == f"{TEXT}p":
            self._in_text = False
        elif self._table_at and name == f"{TABLE}table-row":
            self._row += self._row_times
        elif self._depth == self._table_at:
            self._table_at, self._is_done = 0, True
        self._depth -= 1

    def _cell_ends(self) -> None:
        self._cell_at = 0
        if (digits := _whole(self._value)) and is_more_than(shown := "".join(self._text).strip(), digits):
            numbers = self.looks.numbers
            for row in range(min(self._row_times, MOST_REPEATED)):
                for column in range(min(self._cell_times, MOST_REPEATED)):
                    if len(numbers) >= MOST_CELLS:
                        return
                    numbers[self._row + row, self._column + column] = shown
        self._column += self._cell_times


def _times(attributes: dict[str, Any], what: str) -> int:
    """The count that the attribute `number-…` says, 1 where there is none."""
    said = str(attributes.get(f"{TABLE}number-{what}", "1"))
    return max(1, int(said)) if said.isascii() and said.isdecimal() and len(said) < 10 else 1


def _whole(value: str) -> str:
    """The digits of a whole number, or nothing."""
    try:
        number = float(value)
    except ValueError:
        return ""
    return str(int(number)) if 0 <= number < EXACT and number.is_integer() else ""
