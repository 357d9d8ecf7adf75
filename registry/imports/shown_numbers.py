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
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>\s*<(?:\w+:)?v>([0-9]{1,15})(?:\.0+)?</")
"""The attributes of a cell, which programs write in any order, and its whole number."""
PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]+)["']""")
STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
NO_NUMBER = re.compile(rb"""\bt=["'](?!n["'])""")
"""A text's place in the shared list, a formula's text, a truth value or an error."""


def shown_numbers(path: Path, sheet_name: str) -> Mapping[SheetCell, str]:
    """What is shown in the cells whose format adds zeros or letters."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if not {STYLES, WORKBOOK, RELATIONS} <= names:
            return {}
        name = _part_of(archive, sheet_name)
        formats = _changing(archive.read(STYLES))
        return _shown(archive.read(name), formats) if formats and name in names else {}


def _part_of(archive: zipfile.ZipFile, sheet_name: str) -> str:
    """The sheet's file within the workbook, which the workbook's relations tell: sheets are moved and deleted, so that
    the second one need not be sheet2.xml."""
    workbook = ElementTree.fromstring(archive.read(WORKBOOK))  # noqa: S314 - as in _changing
    ids = {sheet.get("name"): sheet.get(RELATION) for sheet in workbook.iter(f"{MAIN}sheet")}
    relations = ElementTree.fromstring(archive.read(RELATIONS))  # noqa: S314 - as in _changing
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    target = targets.get(ids.get(sheet_name), "")
    return target[1:] if target.startswith("/") else f"xl/{target}"


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
    for attributes, value in CELL.findall(sheet):
        style, place = STYLE.search(attributes), PLACE.search(attributes)
        if style is None or place is None or NO_NUMBER.search(attributes):
            continue
        if (code := formats.get(int(style[1]))) is not None:
            at = int(place[2]) - 1, _index(place[1])
            found[at] = as_shown(code, value.decode().lstrip("0") or "0")
    return found


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
