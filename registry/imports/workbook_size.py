"""How large a workbook claims to be, judged before a reader makes room for it.

A sheet whose one cell says XFD1048576 is four kilobytes, and room for all that it spans would be half a terabyte: the
reader would end the worker. An .xlsx says what its cells are called, which is looked through here. The other formats
are opened once in a process of its own, which may take so much memory and no more.
"""

import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

MOST_ROWS = 1_048_576
"""Of a sheet (ECMA-376, 18.3.1.73)."""
SPARSE = 1000
"""So many times more rows than it has may a sheet claim to reach; nobody's export begins at row 1,000,000."""
FREE_ROWS = 10_000
"""A sheet may reach as far as this with however few rows."""
WIDE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["'](?:[A-Z]{3}|[F-Z][A-Z])[0-9]+["']""")
"""A cell beyond column EZ, the 156th: more columns than any export has (heading.MAX_COLUMNS)."""
ROW = re.compile(
    rb"""<(?:\w+:)?(?:row\s[^>]*?\br\s*=\s*["']|c\s[^>]*?\br\s*=\s*["'][A-Z]{1,2})([0-9]{1,9})["']"""
)
"""A row's number, or the one in a cell's name: a row may leave its own out."""
EXCEL = "xl/workbook.xml"
CHUNK = 1 << 20
OVERLAP = 200
"""Bytes: a cell's beginning may lie in one chunk and its name in the next."""
PROBE_MEMORY = 1 << 30
"""Bytes of address space for a workbook that is opened to see how large it is."""
PROBE_SECONDS = 60
PROBE = """
import sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).total_height
"""


def is_too_large(path: Path) -> bool:
    """Whether opening it would take more memory than a worker has."""
    sheets = _xlsx_sheets(path)
    if sheets:
        return any(_claims_too_much(path, name) for name in sheets)
    return _probe_fails_for_memory(path)


def _xlsx_sheets(path: Path) -> list[str]:
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    # Any part may be a sheet: the workbook's relations say which, and they can say anything.
    return [name for name in names if name.lower().endswith(".xml")] if EXCEL in names else []


def _claims_too_much(path: Path, name: str) -> bool:
    rows = furthest = 0
    with zipfile.ZipFile(path) as archive, archive.open(name) as sheet:
        before = b""
        while chunk := sheet.read(CHUNK):
            part = before + chunk
            if WIDE.search(part):
                return True
            found = [int(number) for number in ROW.findall(part)]
            rows += len(found)
            furthest = max([furthest, *found])
            before = part[-OVERLAP:]
    return furthest > MOST_ROWS or furthest > FREE_ROWS + SPARSE * rows


def _probe_fails_for_memory(path: Path) -> bool:
    """Whether a process that may take PROBE_MEMORY cannot open it. A broken file opens no better with more."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (PROBE_MEMORY, PROBE_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", PROBE, str(path)],
            capture_output=True,
            timeout=PROBE_SECONDS,
            preexec_fn=limit,
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode < 0 or b"MemoryError" in done.stderr
