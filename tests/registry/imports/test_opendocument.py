"""What an OpenDocument sheet shows is what comes in: zeros and letters of a number's format, and merged cells."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import FileProblem, Report
from registry.models import Device
from tests.registry.opendocument_parts import cell, covered, over, repeated, row, write_opendocument
from workbooks import WorkbookProblem, open_table
from workbooks.__main__ import WRITTEN
from workbooks.number_format import is_more_than

BringIn = Callable[..., Report]
HEAD = row(["Serienummer", "Artikel", "Enhet"])
UNITS = sa.select(Device).order_by(Device.serial_number)


def serials() -> list[str]:
    return [device.serial_number for device in db.session.scalars(UNITS)]


@pytest.mark.parametrize(
    ("number", "shown"),
    [(123456, "00123456"), (17, "SN0017"), (5, "A-5"), (12345, "012-345"), (7, "0007B"), (0, "0000")],
)
def test_a_number_is_read_as_the_sheet_shows_it(tmp_path: Path, number: int, shown: str) -> None:
    path = write_opendocument(tmp_path / "a.ods", [HEAD, row([cell(number, shown), "A1", "1010"])])
    rows = dict(open_table(path, tmp_path / "table", {"serienummer"}).rows())
    assert rows[2] == [shown, "A1", "1010"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (1000, "1 000"),
        (100, "100,00"),
        (100, "100 kr"),
        (5, "5 %"),
        (20000, "2E+04"),
        (3, "3 st"),
    ],
)
def test_a_format_that_only_changes_how_it_looks_is_left_alone(
    tmp_path: Path, number: int, shown: str
) -> None:
    assert not is_more_than(shown, str(number))
    path = write_opendocument(tmp_path / "a.ods", [HEAD, row([cell(number, shown), "A1", "1010"])])
    assert dict(open_table(path, tmp_path / "table", ()).rows())[2][0] == str(number)


def test_it_comes_into_the_register_so(bring_in: BringIn, tmp_path: Path) -> None:
    rows = [HEAD, row([cell(123456, "00123456"), "A1", "1010"]), row([cell(17, "SN0017"), "A1", "1010"])]
    assert bring_in(write_opendocument(tmp_path / "a.ods", rows)).applied
    assert serials() == ["00123456", "SN0017"]


def test_cells_merged_downwards_say_the_same_in_all_their_rows(bring_in: BringIn, tmp_path: Path) -> None:
    rows = [
        HEAD,
        row(["M1", "A1", cell("1010", more=over(3))]),
        row(["M2", "A1", covered()]),
        row(["M3", "A1", covered()]),
        row(["M4", "A1", cell()]),
    ]
    assert bring_in(write_opendocument(tmp_path / "a.ods", rows)).applied
    units = [device.unit and device.unit.code for device in db.session.scalars(UNITS)]
    assert units == ["1010", "1010", "1010", None]


def test_it_is_found_behind_repeated_rows_and_cells_and_in_its_own_sheet(tmp_path: Path) -> None:
    other = f'<table:table table:name="Annat">{row([cell(1, "0001")])}</table:table>'
    empty = cell(more=repeated("columns", 2))
    rows = [
        row([cell()], repeated("rows", 3)),
        row([empty, "Serienummer", "Artikel"]),
        row([empty, cell(8, "0008", repeated("columns", 2))], repeated("rows", 2)),
        row([empty, "X1", cell(9, "009")]),
    ]
    path = write_opendocument(tmp_path / "a.ods", rows, other)
    table = open_table(path, tmp_path / "table", {"serienummer", "artikel"})
    found = [(number, [text for text in cells if text]) for number, cells in table.rows()]
    assert found == [
        (4, ["Serienummer", "Artikel"]),
        (5, ["0008", "0008"]),
        (6, ["0008", "0008"]),
        (7, ["X1", "009"]),
    ]


def test_a_note_is_no_part_of_what_a_cell_shows(tmp_path: Path) -> None:
    note = "<office:annotation><text:p>SN</text:p></office:annotation>"
    noted = cell(17, "0017").replace("<text:p>", f"{note}<text:p>")
    path = write_opendocument(tmp_path / "a.ods", [HEAD, row([noted, "A1", "1010"])])
    assert dict(open_table(path, tmp_path / "table", ()).rows())[2][0] == "0017"


@pytest.mark.slow
def test_cells_that_are_said_to_stand_there_without_end_take_no_memory(tmp_path: Path) -> None:
    endless = row([cell(8, "0008"), "A1", cell(1, "01", over(2**40))], repeated("rows", 10**9))
    path = write_opendocument(tmp_path / "a.ods", [HEAD, row(["S1", "A1", "1010"]), endless])
    with suppress(WorkbookProblem):
        table = open_table(path, tmp_path / "table", {"serienummer"}, seconds=4)
        # A fast machine comes to the end of what a sheet can hold.
        first = [cells for (_number, cells), _n in zip(table.rows(), range(2), strict=False)]
        assert first == [["Serienummer", "Artikel", "Enhet"], ["S1", "A1", "1010"]]
        assert (tmp_path / "table").stat().st_size <= WRITTEN


@pytest.mark.parametrize("filled", [250, 3])
@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_a_row_of_a_sheet_that_was_pushed_to_the_right_is_told_wherever_it_stands(
    bring_in: BringIn, workbook: Callable[..., Path], tmp_path: Path, filled: int, kind: str
) -> None:
    rows = [["Serienummer", "Artikel", "Enhet"], *([f"S{at}", "A1", "1010"] for at in range(filled))]
    rows.append(["P1", "A1", "", "1010"])
    path = (
        workbook(rows)
        if kind == "xlsx"
        else write_opendocument(tmp_path / "a.ods", [row(cells) for cells in rows])
    )
    if filled < 200:
        with pytest.raises(FileProblem, match="kolumn 4"):
            bring_in(path)
        return
    report = bring_in(path)
    assert not report.applied
    assert [(one.line, str(one.sentence).split(".")[0]) for one in report.problems] == [
        (filled + 2, "Raden har 4 celler under 3 rubriker")
    ]
    assert serials() == []
