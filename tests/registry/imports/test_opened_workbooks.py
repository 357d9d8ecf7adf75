"""A workbook is opened by a process of its own: what it does to that one it does not do to the server."""

import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.imports import FileProblem, preview
from registry.imports.table.source import Source
from workbooks import Fault, Table, WorkbookProblem, open_table, read_table
from workbooks.opening import ROOT

MakeWorkbook = Callable[..., Path]
Write = Callable[..., Path]
TABLE = [["Serienummer", "Artikel"], ["S1", "A1"]]


def test_the_table_comes_back_as_a_file_that_is_read_again_and_again(
    workbook: MakeWorkbook, tmp_path: Path
) -> None:
    rows = [["Serienummer", "Anm"], ["S1", 'två\nrader; "citat", å'], [], ["S2", ""]]
    table = open_table(workbook(rows), tmp_path / "table", {"serienummer"})
    expected = [(1, rows[0]), (2, rows[1]), (4, ["S2", ""])]
    assert list(table.rows()) == expected
    assert list(table.rows()) == expected
    assert list(read_table(table.path).rows()) == expected
    assert (table.sheet, table.not_read) == ("Blad1", ())


@pytest.mark.parametrize(
    "damage", [b"", b'{"returkoll-table": 1}\n', b"[]\n", b'{"sheet": "x", "not_read": 3}\n', b"\xff\xfe"]
)
def test_what_is_no_such_file_is_told(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "table"
    path.write_bytes(damage)
    with pytest.raises(WorkbookProblem):
        list(read_table(path).rows())


def test_a_row_without_its_number_is_told(file: Write) -> None:
    with pytest.raises(FileProblem, match="trasig"):
        preview(file('{"returkoll-table": 1, "sheet": "x", "not_read": []}\nSerienummer;Artikel\nS1;A1\n'))


def test_the_file_goes_with_the_source_that_reads_it(workbook: MakeWorkbook) -> None:
    source = Source(workbook(TABLE))
    assert isinstance(source.table, Table)
    kept = source.table.path
    assert kept.exists()
    del source
    assert not kept.exists()


def test_one_that_takes_longer_than_it_may_is_told(workbook: MakeWorkbook, tmp_path: Path) -> None:
    with pytest.raises(WorkbookProblem) as told:
        open_table(workbook(TABLE), tmp_path / "table", (), seconds=0.001)
    assert told.value.fault is Fault.TOO_SLOW


def test_the_process_has_limits_before_it_reads_anything() -> None:
    """Its limits are set by itself: nothing is run between fork and exec in a server of many threads."""
    code = (
        "from workbooks.__main__ import limit_process; limit_process(7); import resource as r; "
        "print(*[r.getrlimit(x)[1] for x in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == [str(600 << 20), "7", "0"]


def test_the_process_needs_neither_the_database_nor_flask() -> None:
    modules = "workbooks.__main__, workbooks.workbook_sheets, sys"
    code = f"import {modules}; print({{'flask', 'sqlalchemy'}} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "set()"


def with_shared_text(path: Path, text: str, cells: int) -> Path:
    """A workbook of many cells that all say the same long text, which stands in it once."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    rows = "".join('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' for _ in range(cells // 2))
    sheet, types = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    parts[sheet] = parts[sheet].replace("</sheetData>", f"{rows}</sheetData>")
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = f"<sst {main}><si><t>{text}</t></si></sst>"
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts[types] = parts[types].replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{office}"/></Types>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_one_long_text_in_many_cells_takes_no_memory_of_ours(workbook: MakeWorkbook) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = with_shared_text(workbook(TABLE), "x" * 32_000, 60_000)
    assert os.path.getsize(path) < 100_000
    with pytest.raises(FileProblem, match="orimligt stor"):
        preview(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000, "kilobytes"


LONG_ROWS = {
    "a million columns": "Serienummer;Artikel\n" + ";" * 1_000_001 + "\n",
    "one line": "x" * 2_000_000,
    "many lines in one row": "Serienummer;Artikel\n" + '"\n";' * 300_000,
    "a long cell": "Serienummer;Artikel\nS1;" + "x" * 40_000 + "\n",
}


@pytest.mark.parametrize("which", LONG_ROWS)
def test_a_row_that_is_too_long_is_told_before_it_is_whole(file: Write, which: str) -> None:
    with pytest.raises(FileProblem, match=r"tabell|Inga rubriker|kolumner"):
        preview(file(LONG_ROWS[which]))
