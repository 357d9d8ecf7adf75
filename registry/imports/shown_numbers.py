"""Numbers that a sheet shows otherwise than it keeps them: 123456 in the format 00000000 is 00123456 for everybody.

The reader gives values without their formats, so the formats are read here from the workbook's own XML, and only where
a sheet has any that make another number of one (ECMA-376, 18.8.30 numFmt).
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

SheetCell = tuple[int, int]
"""Row and column, counted from 0."""

STYLES = "xl/styles.xml"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PLACES = re.compile(r"[0#?]")
LITERAL = re.compile(r'"([^"]*)"|\\(.)|([ ()/:+-])')
NOT_A_NUMBER = re.compile(r"[ymdhsgeEaAbB%.,@*_]", re.ASCII)
"""Signs of dates, parts of a whole, thousands and text: those formats change how a value looks, not what it is."""
CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)" s="([0-9]+)"(?: t="n")?\s*><v>([0-9]{1,15})(?:\.0+)?</v>')


def shown_numbers(path: Path, sheet_number: int) -> Mapping[SheetCell, str]:
    """What is shown in the cells whose format adds zeros or letters. `sheet_number` counts from 1."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        name = f"xl/worksheets/sheet{sheet_number}.xml"
        if STYLES not in archive.namelist() or name not in archive.namelist():
            return {}
        formats = _changing(archive.read(STYLES))
        return _shown(archive.read(name), formats) if formats else {}


def _changing(styles: bytes) -> dict[int, str]:
    """Style number → format, of those that make another number of one."""
    root = ElementTree.fromstring(styles)  # noqa: S314 - its size is judged before, and expat refuses entity bombs
    codes = {
        int(form.get("numFmtId", "0")): form.get("formatCode", "") for form in root.iter(f"{MAIN}numFmt")
    }
    cells = root.find(f"{MAIN}cellXfs")
    used = [int(style.get("numFmtId", "0")) for style in cells] if cells is not None else []
    return {at: codes[number] for at, number in enumerate(used) if changes(codes.get(number, ""))}


def changes(code: str) -> bool:
    """Whether the format shows more digits than the number has, or letters before it."""
    first = code.split(";")[0]
    bare = LITERAL.sub("", re.sub(r"\[[^\]]*\]", "", first))
    if NOT_A_NUMBER.search(bare) or not bare or PLACES.sub("", bare):
        return False
    zeros = bare.count("0")
    begins = re.match(r'\s*(?:"([^"]*)"|\\(.))', first)
    return zeros >= 2 or bool(begins and (begins[1] or begins[2] or "").strip())


def as_shown(code: str, digits: str) -> str:
    """'123456' in the format 00000000 → '00123456'; '17' in "SN"0000 → 'SN0017'."""
    first = re.sub(r"\[[^\]]*\]", "", code.split(";")[0])
    parts = re.findall(r'"[^"]*"|\\.|.', first)
    places = [part for part in parts if PLACES.fullmatch(part)]
    least = places.count("0")
    digits = digits.zfill(least)
    out: list[str] = []
    # From the right: each place takes one digit, the leftmost takes what is left.
    left = len(places)
    for text in reversed(parts):
        if PLACES.fullmatch(text):
            left -= 1
            taken = digits if left == 0 else digits[-1:]
            out.append(taken)
            digits = "" if left == 0 else digits[:-1]
        else:
            out.append(text[1:-1] if text.startswith('"') else text[1:] if text.startswith("\\") else text)
    return "".join(reversed(out)).strip()


def _shown(sheet: bytes, formats: Mapping[int, str]) -> dict[SheetCell, str]:
    found = {}
    for column, row, style, value in CELL.findall(sheet):
        if (code := formats.get(int(style))) is not None:
            found[int(row) - 1, _index(column)] = as_shown(code, value.decode().lstrip("0") or "0")
    return found


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
