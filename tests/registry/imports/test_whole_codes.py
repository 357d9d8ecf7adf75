"""A cell of serial numbers that holds more than one serial, or something that no scan ever gives, is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.imports.cells.values import number, serial
from registry.imports.problem import ValueProblem
from registry.models import Device

BringIn = Callable[..., Report]
Write = Callable[..., Path]

HEAD = "Serienummer;Artikel;Enhet;Ordernummer\n"
GTIN = "05707131123459"


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{GTIN}21ABC123",
        f"01{GTIN}21ABC123",
        f"(01){GTIN}(21)ABC123",
        f"(01) {GTIN} (21) ABC123",
        f"https://example.com/01/{GTIN}/21/ABC123",
        f"01{GTIN}21ABC123|10LOT1",
    ],
)
def test_the_whole_text_of_a_code_is_told_with_its_serial(text: str) -> None:
    with pytest.raises(ValueProblem, match=r"hela koden .* Skriv ABC123"):
        serial(text)


@pytest.mark.parametrize("text", [f"(01){GTIN}", f"01{GTIN}10LOT1", "+A123BJC5D6E71G"])
def test_a_code_without_a_serial_is_told(text: str) -> None:
    with pytest.raises(ValueProblem, match="utan serienummer"):
        serial(text)


@pytest.mark.parametrize(
    "text",
    [
        "AB1234, AB1235", "AB1234;AB1235", "AB1234\nAB1235", "AB1234\r\nAB1235", "AB1234 / AB1235", "AB1234 & AB1235",
        "H: AB1234 V: AB1235", "Höger: AB1234, vänster: AB1235", "R=AB1234 L=AB1235", "AB1234 och AB1235",
        "AB1234 + AB1235", "AB1234 resp. AB1235",
    ],
)  # fmt: skip
def test_two_serials_in_one_cell_are_told(text: str) -> None:
    with pytest.raises(ValueProblem, match="2 serienummer: AB1234, AB1235"):
        serial(text)


@pytest.mark.parametrize(
    "text", ["SN: AB1234", "S/N:AB1234", "Serienr. AB1234", "serial no: AB1234", "SN#AB1234"]
)
def test_a_name_before_the_serial_is_no_part_of_it(text: str) -> None:
    assert serial(text) == "AB1234"


@pytest.mark.parametrize("text", ["\u0410\u04121234", "AB12\u0421", "\u0391B1234", "24K7\u04231784"])
def test_letters_of_another_alphabet_that_look_like_ours_are_told(text: str) -> None:
    with pytest.raises(ValueProblem, match="annat alfabet"):
        serial(text)


@pytest.mark.parametrize(
    "text",
    [
        "AB-99/1", "12/34567", "1 234 567", "1,234,567", "SN12345", "SN-0", "A/B 12", "24K7Y1784", "H12345", "V-1234",
        "0123456789012345678901", "AB 1234", "ÅÄ1234", "A+B1234", "100/2000", "R2D2", "SNAB1234", "AB1234, fel",
        "XL:1234", "01234567890123456789",
    ],
)  # fmt: skip
def test_a_serial_that_only_looks_like_it_comes_in_as_it_stands(text: str) -> None:
    assert serial(text) == text


@pytest.mark.parametrize("text", ['="00123456"', "'00123456"])
def test_what_keeps_a_spreadsheet_from_changing_a_number_is_no_part_of_it(text: str) -> None:
    assert serial(text) == number(text, 40) == "00123456"


def test_such_a_row_keeps_the_file_out_and_is_told_by_its_line(
    sqlite_only: None, bring_in: BringIn, file: Write
) -> None:
    report = bring_in(file(f'{HEAD}S1;A1;1010;1\n"AB1234\nAB1235";A1;1010;2\n(01){GTIN}(21)X1Y2;A1;1010;3\n'))
    assert not report.applied
    assert [problem.line for problem in report.problems] == [4, 5]
    assert db.session.scalars(sa.select(Device)).all() == []
