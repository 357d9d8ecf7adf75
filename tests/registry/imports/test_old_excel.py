"""What an .xls shows is what comes in: zeros and letters of a number's format, and merged cells."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.models import Device
from tests.registry.old_excel_parts import (
    MULRK,
    compound,
    compressed,
    record,
    sheet_records,
    stream_of,
    write_old_excel,
)
from workbooks import Fault, WorkbookProblem, open_table, xls

BringIn = Callable[..., Report]
HEAD = ["Serienummer", "Artikel", "Enhet"]


def first_cells(path: Path, tmp_path: Path) -> list[str]:
    return [cells[0] for _, cells in open_table(path, tmp_path / "table", {"serienummer"}).rows()][1:]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000000", 123456, "00123456"),
        ("0000", 17.0, "0017"),
        ('"SN"0000', 17, "SN0017"),
        ('"A-"0', 5, "A-5"),
        ("000-000", 12345.0, "012-345"),
        ("00000000", 12345678901.0, "12345678901"),
        ("0", 17, "17"),
        ('0" kr"', 100, "100"),
        ("#,##0", 1000, "1000"),
    ],
)
def test_a_number_is_read_as_the_sheet_shows_it(tmp_path: Path, code: str, number: float, shown: str) -> None:
    path = write_old_excel(tmp_path / "a.xls", [HEAD, [(number, 1), "A1", "1010"]], [code])
    assert first_cells(path, tmp_path) == [shown]


def test_it_comes_into_the_register_with_what_is_merged(bring_in: BringIn, tmp_path: Path) -> None:
    rows = [HEAD, [(123456, 1), "A1", "1010"], [(17, 2), "A1"], ["M3", "A1"], ["M4", "A1"]]
    path = write_old_excel(tmp_path / "a.xls", rows, ["00000000", '"SN"0000'], [(1, 3, 2, 2)])
    assert bring_in(path).applied
    devices = db.session.scalars(sa.select(Device).order_by(Device.serial_number))
    found = {device.serial_number: device.unit and device.unit.code for device in devices}
    assert found == {"00123456": "1010", "SN0017": "1010", "M3": "1010", "M4": None}


def test_several_numbers_in_one_record_each_have_their_style() -> None:
    numbers = b"\1\0\0\0" + b"".join(
        style.to_bytes(2, "little") + compressed(number).to_bytes(4, "little")
        for style, number in ((1, 7), (0, 8), (1, 9))
    )
    sheet = sheet_records([HEAD])
    sheet = sheet[:-4] + record(MULRK, numbers + b"\2\0") + sheet[-4:]
    looks = xls.looks_of(compound({"Workbook": stream_of(sheet, ["0000"])}), "Blad1")
    assert looks.numbers == {(1, 0): "0007", (1, 2): "0009"}


def test_a_damaged_file_is_read_or_told_and_ends(tmp_path: Path) -> None:
    whole = write_old_excel(tmp_path / "a.xls", [HEAD, [(17, 1), "A1", "1010"]], ["0000"]).read_bytes()
    rng = random.Random(1)
    for _ in range(300):
        data = bytearray(whole[: rng.choice([len(whole), rng.randrange(8, len(whole))])])
        for _ in range(rng.choice([1, 5, 40])):
            data[rng.randrange(8, len(data))] = rng.choice([0, 1, 2, 0xFE, 0xFF, rng.randrange(256)])
        try:
            xls.looks_of(bytes(data), "Blad1")
        except ValueError:
            continue


def test_a_chain_of_sectors_without_an_end_is_told(tmp_path: Path) -> None:
    data = bytearray(compound({"Workbook": stream_of(sheet_records([HEAD]))}))
    data[512 + 4 * 4 : 512 + 4 * 5] = (3).to_bytes(4, "little")
    path = tmp_path / "a.xls"
    path.write_bytes(data)
    with pytest.raises(WorkbookProblem) as told:
        open_table(path, tmp_path / "table", (), seconds=10)
    assert told.value.fault in (Fault.BROKEN, Fault.TOO_LARGE, Fault.TOO_SLOW)
