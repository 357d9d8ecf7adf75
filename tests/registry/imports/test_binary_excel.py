"""What an .xlsb shows is what comes in: zeros and letters of a number's format, days, and merged cells."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.models import Device
from tests.registry.binary_excel_parts import Formula, parts_of_binary_workbook, write_binary_excel
from workbooks import Fault, WorkbookProblem, open_table, read_table
from workbooks.looks import DateCells
from workbooks.number_format import is_date
from workbooks.workbook_sheets import write_table

BringIn = Callable[..., Report]
HEAD = ["Serienummer", "Artikel", "Enhet", "Leveransdatum"]


def rows_of(path: Path, tmp_path: Path) -> list[list[str]]:
    write_table(path, tmp_path / "table", {"serienummer"})
    return [cells for _, cells in read_table(tmp_path / "table").rows()][1:]


@pytest.mark.parametrize("are_shared", [False, True])
@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000000", 123456, "00123456"),
        ("0000", 17.0, "0017"),
        ("0000", Formula(17), "0017"),
        ('"SN"0000', 17, "SN0017"),
        ("000-000", 12345.0, "012-345"),
        ("00000000", 12345678901.0, "12345678901"),
        ("0", 17, "17"),
        ("#,##0", 1000, "1000"),
    ],
)
def test_a_number_is_read_as_the_sheet_shows_it(
    tmp_path: Path, code: str, number: float, shown: str, are_shared: bool
) -> None:
    rows = [HEAD, [(number, 1), "A1", "1010"]]
    path = write_binary_excel(tmp_path / "a.xlsb", rows, [code], are_shared=are_shared)
    assert rows_of(path, tmp_path) == [[shown, "A1", "1010", ""]]


@pytest.mark.parametrize("number", [45000, 45000.0, 45000.75, Formula(45000)])
@pytest.mark.parametrize(
    "code", [14, 22, "yyyy\\-mm\\-dd", "d/m/yy;@", "[$-41D]d mmmm yyyy", '"den "d\\ mmm']
)
def test_a_day_is_read_as_a_day_however_it_is_stored(tmp_path: Path, number: float, code: str | int) -> None:
    path = write_binary_excel(tmp_path / "a.xlsb", [HEAD, ["S1", "A1", "1010", (number, 1)]], [code])
    assert rows_of(path, tmp_path) == [["S1", "A1", "1010", "2023-03-15"]]


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    rows = [HEAD, ["S1", "A1", "1010", (45000 - 1462, 1)], ["S2", "A1", "1010", (45000.0 - 1462, 1)]]
    path = write_binary_excel(tmp_path / "a.xlsb", rows, [14], is_1904=True)
    assert [cells[3] for cells in rows_of(path, tmp_path)] == ["2023-03-15", "2023-03-15"]


@pytest.mark.parametrize(
    "code", ["General", "0", "h:mm", "mm:ss", "[h]:mm", '0" dagar"', "0.00E+00", "[Red]0"]
)
def test_a_format_without_a_day_shows_none(code: str) -> None:
    assert not is_date(164, code)


def test_the_days_that_there_are_have_numbers_and_no_others() -> None:
    days = DateCells()
    assert [days.day(number) for number in (0, -3, 60, 3_000_000)] == [""] * 4
    assert [days.day(number) for number in (1, 59, 61)] == ["1900-01-01", "1900-02-28", "1900-03-01"]


def test_it_comes_into_the_register_with_what_is_merged(bring_in: BringIn, tmp_path: Path) -> None:
    rows = [HEAD, [(123456, 1), "A1", "1010", (46000, 3)], [(17, 2), "A1"], ["M3", "A1"], ["M4", "A1"]]
    merged = [(1, 3, 2, 2), (1, 2, 3, 3)]
    path = write_binary_excel(tmp_path / "a.xlsb", rows, ["00000000", '"SN"0000', 14], merged)
    assert bring_in(path).applied
    devices = db.session.scalars(sa.select(Device).order_by(Device.serial_number))
    found = {d.serial_number: (d.unit and d.unit.code, str(d.delivery_date or "")) for d in devices}
    assert found == {
        "00123456": ("1010", "2025-12-09"), "SN0017": ("1010", "2025-12-09"), "M3": ("1010", ""), "M4": (None, ""),
    }  # fmt: skip


def test_a_sheet_that_does_not_begin_in_the_first_column_is_read_so(tmp_path: Path) -> None:
    rows = [["", *HEAD], ["", (17, 1), "A1", "1010", (45000, 2)], ["", "S2", "A1"]]
    path = write_binary_excel(tmp_path / "a.xlsb", rows, ["0000", 14], [(1, 2, 4, 4)])
    assert [[cell for cell in cells if cell] for cells in rows_of(path, tmp_path)] == [
        ["0017", "A1", "1010", "2023-03-15"],
        ["S2", "A1", "2023-03-15"],
    ]


def test_a_damaged_file_is_read_or_told_and_ends(tmp_path: Path) -> None:
    parts = parts_of_binary_workbook(
        [HEAD, [(17, 1), "A1", "1010", (45000, 2)]], ["0000", 14], [(1, 3, 0, 0)]
    )
    rng = random.Random(1)
    names = sorted(name for name in parts if name.endswith(".bin"))
    for number in range(8):
        name = names[number % len(names)]
        data = bytearray(parts[name])
        for _ in range(rng.choice([1, 5, 40])):
            data[rng.randrange(len(data))] = rng.choice([0, 1, 2, 0xFE, 0xFF, rng.randrange(256)])
        broken = {**parts, name: bytes(data[: rng.choice([len(data), rng.randrange(1, len(data))])])}
        path = tmp_path / "a.xlsb"
        with zipfile.ZipFile(path, "w") as archive:
            for member, content in broken.items():
                archive.writestr(member, content)
        assert fault_of(path, tmp_path) in (None, Fault.BROKEN, Fault.TOO_LARGE, Fault.EMPTY)


def fault_of(path: Path, tmp_path: Path) -> Fault | None:
    try:
        list(open_table(path, tmp_path / "table", ()).rows())
    except WorkbookProblem as problem:
        return problem.fault
    return None
