"""CSV files that Excel opens as they are meant."""

import csv
import io
from pathlib import Path

import pytest

from common.csv_form import BYTE_ORDER_MARK, Number, RowWriter, csv_text, open_csv


def read_back(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline=""), delimiter=";"))


def test_every_kind_of_cell() -> None:
    rows = read_back(
        csv_text(["Namn", "Antal", "Serienummer", "Övrigt"], [("a;b\nc", 3, Number("00123"), None)])
    )
    assert rows == [["Namn", "Antal", "Serienummer", "Övrigt"], ["a;b\nc", "3", '="00123"', ""]]


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff20SUM(A1)"]
)
def test_no_cell_is_a_formula(formula: str) -> None:
    for cell in (formula, Number(formula), Number(formula, is_text=False)):
        ((shown,),) = read_back(csv_text([], [(cell,)]))[1:]
        assert shown == f"'{formula}"


def test_no_cell_holds_a_personnummer() -> None:
    cells = ("Anna 880320-0016", Number("19880320-0016"), Number("8803200016", is_text=False))
    assert read_back(csv_text(["a", "b", "c"], [cells]))[1] == ["Anna 88…", "19…", "8803200016"]


def test_rows_written_one_by_one_are_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    with open_csv(path) as file:
        writer = RowWriter(file)
        writer.write(("a", "b"))
        writer.write((1, "å"))
    assert path.read_bytes().decode() == csv_text(("a", "b"), [(1, "å")])
