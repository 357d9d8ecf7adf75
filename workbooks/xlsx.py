"""The parts of an .xlsx that say how its numbers are shown (ECMA-376, 18.8 styles)."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from workbooks.number_format import SheetCell, as_shown, changes

STYLES = "xl/styles.xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
PARTS = {WORKBOOK, RELATIONS}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*[^<>/])>\s*(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*"
    rb"<(?:\w+:)?v>([0-9]{1,15}(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?)</"
)
"""The attributes of a cell, which programs write in any order, perhaps its formula, and its number."""
IS_ERROR = re.compile(rb"""\bt=["']e["']""")
ERROR = re.compile(
    rb"<(?:\w+:)?c\s([^<>]*[^<>/])>\s*(?:<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*"
    rb"<(?:\w+:)?v>(#[A-Z0-9/!?]{2,12})</"
)
"""The same for an error."""
PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]+)["']""")
STYLE = re.compile(rb"""\bs=["']([0-9]+)["']""")
NO_NUMBER = re.compile(rb"""\bt=["'](?!n["'])""")
"""A text's place in the shared list, a formula's text, a truth value or an error."""
CHUNK = 1 << 20
OVERLAP = 2000
"""Bytes that two chunks have in common, as a cell may begin in one and end in the next."""
EXACT = 1e15


def shown_numbers(archive: zipfile.ZipFile, sheet_name: str) -> dict[SheetCell, str]:
    """Cell → the text that it shows, for the cells whose format adds zeros or letters, and for errors."""
    names = archive.namelist()
    formats = _changing(archive.read(STYLES)) if STYLES in names else {}
    name = _part_of(archive, sheet_name)
    if name not in names:
        return {}
    with archive.open(name) as sheet:
        return _shown(iter(lambda: sheet.read(CHUNK), b""), formats)


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
    """Style number → format, for the formats that show another number than the value."""
    root = ElementTree.fromstring(styles)  # noqa: S314 - its size is judged before, and expat refuses entity bombs
    codes = {
        int(form.get("numFmtId", "0")): form.get("formatCode", "") for form in root.iter(f"{MAIN}numFmt")
    }
    cells = root.find(f"{MAIN}cellXfs")
    used = [int(style.get("numFmtId", "0")) for style in cells] if cells is not None else []
    return {at: codes[number] for at, number in enumerate(used) if changes(codes.get(number, ""))}


def _shown(chunks: Iterator[bytes], formats: Mapping[int, str]) -> dict[SheetCell, str]:
    found: dict[SheetCell, str] = {}
    before = b""
    for chunk in chunks:
        part = before + chunk
        if IS_ERROR.search(part):
            found.update(_errors(part))
        for attributes, value in CELL.findall(part) if formats else ():
            style, place = STYLE.search(attributes), PLACE.search(attributes)
            if style is None or place is None or NO_NUMBER.search(attributes):
                continue
            number = float(value)
            if (code := formats.get(int(style[1]))) is not None and number < EXACT and number.is_integer():
                found[int(place[2]) - 1, _index(place[1])] = as_shown(code, str(int(number)))
        before = part[-OVERLAP:]
    return found


def _errors(part: bytes) -> Iterator[tuple[SheetCell, str]]:
    for attributes, error in ERROR.findall(part):
        if IS_ERROR.search(attributes) and (place := PLACE.search(attributes)):
            yield (int(place[2]) - 1, _index(place[1])), error.decode()


def _index(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
