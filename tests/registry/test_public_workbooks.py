"""Cells of workbooks and rows of files as public reports show them: what is shown comes in, or it is told. Where a
report is named, it tells of that kind; the inputs are made up."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.models import Device
from tests.registry.binary_excel_parts import Error, write_binary_excel
from tests.registry.old_excel_parts import compound, record, sheet_records, stream_of
from tests.registry.workbook_parts import parts_of_workbook
from workbooks import read_table
from workbooks.workbook_sheets import write_table

BringIn = Callable[..., Report]
Write = Callable[..., Path]
HEAD = ["Serienummer", "Artikel", "Enhet"]
ERROR_CELL = '<c r="{}" t="e"><f>VLOOKUP(A2,X,2,FALSE)</f><v>#N/A</v></c>'


def first_row(path: Path, tmp_path: Path) -> list[str]:
    write_table(path, tmp_path / "table", {"serienummer"})
    return [cells for _, cells in read_table(tmp_path / "table").rows()][1]


def write_excel(path: Path, cell: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts_of_workbook({"Blad1": [HEAD, [cell, "A1", "1010"]]}).items():
            archive.writestr(name, text)
    return path


def inline(xml: str) -> str:
    return f'<c t="inlineStr"><is>{xml}</is></c>'


SHOWN = {
    "a line end as Excel escapes it": (inline("<t>A1_x000D_</t>"), "A1"),
    "letters as Excel escapes them": (inline("<t>_x0041_1_x005F_x0042_</t>"), "A1_x0042_"),
    "a text in two colours": (inline("<r><t>AB</t></r><r><rPr><b/></rPr><t>12</t></r>"), "AB12"),
    "a text with its pronunciation": (inline('<t>AB12</t><rPh sb="0" eb="2"><t>XX</t></rPh>'), "AB12"),
    "a formula's text with zeros (teableio/teable#1828)": ('<c t="str"><f>"0"</f><v>0012</v></c>', "0012"),
    "a number in scientific notation": ("<c><v>1.2345678E7</v></c>", "12345678"),
    "what a formula leaves behind a whole number": ("<c><v>123456789.00000001</v></c>", "123456789"),
    "a whole number with decimals": ("<c><v>123.0</v></c>", "123"),
}


@pytest.mark.parametrize(("cell", "shown"), SHOWN.values(), ids=SHOWN.keys())
def test_a_cell_says_what_the_sheet_shows(tmp_path: Path, cell: str, shown: str) -> None:
    assert first_row(write_excel(tmp_path / "a.xlsx", cell), tmp_path)[0] == shown


def workbooks_with_an_error(folder: Path) -> dict[str, Path]:
    """A unit that its formula did not find, in three kinds of workbook."""
    rows = [HEAD, ["S1", "A1", ERROR_CELL.format("C2")]]
    modern = folder / "a.xlsx"
    with zipfile.ZipFile(modern, "w") as archive:
        for name, text in parts_of_workbook({"Blad1": rows}).items():
            archive.writestr(name, text)
    sheet = sheet_records([HEAD, ["S1", "A1", ""]])
    sheet = sheet[:-4] + record(0x0205, struct.pack("<HHHBB", 1, 2, 0, 42, 1)) + sheet[-4:]
    old = folder / "a.xls"
    old.write_bytes(compound({"Workbook": stream_of(sheet)}))
    return {
        "xlsx": modern,
        "xls": old,
        "xlsb": write_binary_excel(folder / "a.xlsb", [HEAD, ["S1", "A1", Error(42)]]),
        "xlsb, a formula": write_binary_excel(folder / "b.xlsb", [HEAD, ["S1", "A1", Error(-42)]]),
    }


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "xlsb, a formula"])
def test_a_unit_that_a_formula_did_not_find_is_told_and_is_no_empty_cell(
    bring_in: BringIn, tmp_path: Path, kind: str
) -> None:
    """A device without a unit was registered, and nothing said."""
    path = workbooks_with_an_error(tmp_path)[kind]
    assert first_row(path, tmp_path) == ["S1", "A1", "#N/A"]
    report = bring_in(path)
    assert not report.applied
    assert "#N/A" in str(report.problems[0].sentence)
    assert db.session.scalars(sa.select(Device)).all() == []


REGISTERED = {
    "a delimiter too much behind each row (pandas-dev/pandas#14124)": "X1;A1;1010;\nX2;A1;1020;\n",
    "one behind some rows (pandas-dev/pandas#38830)": "X1;A1;1010;\nX2;A1;1020\n",
    "one behind the first row (natcap/invest#146)": "X1;A1;1010;\nX2;A1;1020\n",
    "a line end too much": "X1;A1;1010\r\r\nX2;A1;1020\r\r\n",
    "line ends of every kind": "X1;A1;1010\r\nX2;A1;1020\r",
    "rows of delimiters": ";;\nX1;A1;1010\n;;\nX2;A1;1020\n;;\n",
}


@pytest.mark.parametrize("rows", REGISTERED.values(), ids=REGISTERED.keys())
def test_rows_come_in_under_their_headings(bring_in: BringIn, file: Write, rows: str) -> None:
    assert bring_in(file(";".join(HEAD) + "\n" + rows)).applied
    devices = db.session.scalars(sa.select(Device).order_by(Device.serial_number))
    assert [(d.serial_number, d.unit and d.unit.code) for d in devices] == [("X1", "1010"), ("X2", "1020")]


NUMBERS = {
    "zeros in quotation marks (proompteng/bilig#28)": ('"0010"', "0010"),
    "zeros without (cgwire/kitsu#863)": ("007", "007"),
    "zeros and letters in quotation marks (hizzle-co/noptin#602)": ('"00A7"', "00A7"),
    "twelve digits after a zero (jakob/TableTool#41)": ("012345678901", "012345678901"),
    "digits with an E within (sqlitebrowser/sqlitebrowser#160)": ("314E59", "314E59"),
    "hexadecimal digits (sqlitebrowser/sqlitebrowser#160)": ("FF01273C", "FF01273C"),
}


@pytest.mark.parametrize(("written", "serial"), NUMBERS.values(), ids=NUMBERS.keys())
def test_a_serial_stays_as_it_is_written(bring_in: BringIn, file: Write, written: str, serial: str) -> None:
    assert bring_in(file(f"{';'.join(HEAD)}\n{written};A1;1010\n")).applied
    assert [device.serial_number for device in db.session.scalars(sa.select(Device))] == [serial]


REFUSED = {
    "more cells than headings in each row (pandas-dev/pandas#27515)": "1;X1;A1;1010\n2;X2;A1;1010\n",
    "a row of sums": "X1;A1;1010\nSumma: 1;;\n",
    "the headings once more": "X1;A1;1010\nSerienummer;Artikel;Enhet\nX2;A1;1010\n",
    "a number in scientific notation (sqlitebrowser/sqlitebrowser#160)": "5.57e+92;A1;1010\n",
    "a serial twice in other letters": "abc1;A1;1010\nABC1;A1;1020\n",
    "a unit that is nothing": "X1;A1;nan\n",
}


@pytest.mark.parametrize("rows", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_right_is_told_and_nothing_comes_in(bring_in: BringIn, file: Write, rows: str) -> None:
    report = bring_in(file(";".join(HEAD) + "\n" + rows))
    assert not report.applied
    assert report.problems
    assert db.session.scalars(sa.select(Device)).all() == []
