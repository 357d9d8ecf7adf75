"""Any damage of a row in a real .xlsx, .xlsb, .xls or .ods: the register is as the whole table makes it, or as it was.

A sheet has no delimiters. So a cell that is taken out with those behind it moving to the left, and one that is put in,
leave a row as wide as all others; and a row that is cut off is one whose last cells are empty, which in a sheet is no
damage that anybody could see. It must still wipe nothing that was known.
"""

import datetime
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database import db
from registry.imports import Choices, FileProblem, Report, import_file
from registry.models import Device
from tests.registry.binary_excel_parts import write_binary_excel
from tests.registry.conftest import NOW
from tests.registry.device_tables import CELLS, as_table, contents
from tests.registry.old_excel_parts import write_old_excel
from tests.registry.opendocument_parts import row, write_opendocument
from tests.registry.workbook_parts import parts_of_workbook

HEAD = ("Serienummer", "Artikel", "Enhet", "Leveransdatum", "Pris", "Status")
Row = tuple[object, ...]


def write_excel(path: Path, rows: Sequence[Row]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts_of_workbook({"Blad1": rows}).items():
            archive.writestr(name, text)
    return path


def write_sheet(path: Path, rows: Sequence[Row]) -> Path:
    return write_opendocument(path, [row(cells) for cells in rows])


WRITERS: dict[str, Callable[[Path, Sequence[Row]], Path]] = {
    "hurt.xlsx": write_excel,
    "hurt.ods": write_sheet,
    "hurt.xls": write_old_excel,
    "hurt.xlsb": write_binary_excel,
}


def damaged(cells: Row, how: str, at: int, text: str) -> Row:
    found = list(cells)
    match how:
        case "dropped":
            del found[at]
        case "added":
            found.insert(at, text)
        case "moved":
            found.insert((at + 1) % len(found), found.pop(at))
        case _:
            found = found[: at or 1]
    return tuple(found)


def with_numbers(cells: Row) -> Row:
    """Prices and units as the numbers that a spreadsheet makes of them."""
    return tuple(int(str(cell)) if str(cell).isdecimal() else cell for cell in cells)


def as_it_says(cells: tuple[str, ...], how: str, at: int, text: str) -> tuple[str, ...]:
    """What the row says when the damage has only emptied its last cells (the row was cut off, or a cell was taken out
    with nothing behind it), or has filled one of them (a cell was put in with nothing behind it)."""
    whole = len(cells)
    if how == "added" and not any(cells[at:]):
        return (*cells[:at], text, *[""] * (whole - at - 1))
    if how == "cut":
        return (cells[: at or 1] + ("",) * whole)[:whole]
    if how == "dropped" and not any(cells[at + 1 :]):
        return (*cells[:at], *[""] * (whole - at))
    return cells


def imported(path: Path) -> Report | None:
    db.session.rollback()
    try:
        return import_file(db.engine, path, actor="test", now=NOW, choices=Choices("devices"))
    except FileProblem:
        return None


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(WRITERS)),
    rows=CELLS,
    which=st.integers(0, 5),
    how=st.sampled_from(["dropped", "added", "moved", "cut"]),
    at=st.integers(0, 5),
    text=st.sampled_from(["x", "A1", "1010", "2026-11-01"]),
    are_numbers=st.booleans(),
    before=st.integers(0, 1).map(lambda many: many * 210),
)
def test_after_any_damage_the_register_is_as_the_whole_table_makes_it_or_as_it_was(
    register: APIFlask,
    tmp_path: Path,
    name: str,
    rows: list[tuple[str, ...]],
    which: int,
    how: str,
    at: int,
    text: str,
    are_numbers: bool,
    before: int,
) -> None:
    with db.engine.begin() as connection:
        connection.execute(sa.delete(Device))
    was = contents()
    filling = [(f"FILL{number}", "A1", "1010", "2026-11-01", "5", "") for number in range(before)]
    hurt = which % len(rows)
    table: list[Row] = [HEAD, *filling, *rows]
    table[1 + before + hurt] = damaged(rows[hurt], how, at, text)
    if are_numbers:
        table[1:] = [with_numbers(cells) for cells in table[1:]]
    report = imported(WRITERS[name](tmp_path / name, table))
    after = contents()
    if report is None or not report.applied:
        assert after == was
        return
    left = [*rows[:hurt], as_it_says(rows[hurt], how, at, text), *rows[hurt + 1 :]]
    assert after in (as_table([*filling, *rows]), as_table([*filling, *left])), f"{how} at {at}"


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("last", [1, 2, 3, 4, 5])
def test_a_row_of_a_sheet_that_was_cut_off_wipes_nothing(
    register: APIFlask, tmp_path: Path, name: str, last: int
) -> None:
    whole: Row = ("W1", "A1", "1010", "2026-11-01", "100", "Kasserad")
    first = imported(WRITERS[name](tmp_path / name, [HEAD, whole]))
    assert first is not None
    assert first.applied
    known = contents()
    other: Row = ("W2", "A1", "1010", "2026-11-01", "100", "Kasserad")
    second = imported(WRITERS[name](tmp_path / f"more-{name}", [HEAD, whole[:last], other]))
    if second is None or not second.applied:
        assert contents() == known
        return
    day = datetime.date(2026, 11, 1)
    assert [found for found in contents() if found[0] == "W1"] == known
    assert known[0][3] == day
