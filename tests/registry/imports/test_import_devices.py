"""Devices from WebSesam's exports, as offices save them."""

import csv
import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import FIELDS, FileProblem, Report, preview
from registry.imports.fields import NAMES, normalised
from registry.models import Device, DeviceState, ImportRun

BringIn = Callable[..., Report]
Write = Callable[..., Path]


def devices() -> dict[str, Device]:
    return {device.serial_number: device for device in db.session.scalars(sa.select(Device))}


def test_a_swedish_csv_comes_in(bring_in: BringIn, file: Write) -> None:
    report = bring_in(
        file(
            "Serienummer;Artikelnr;Enhet;Individnr;Leveransdatum;Pris\nNV-001;A1;1010;I1;2026-11-01;1 234,50 kr\n",
            "cp1252",
        )
    )
    assert report.applied
    device = devices()["NV-001"]
    assert (device.serial_key, device.individ_number, device.price) == ("NV001", "I1", 1234)
    assert device.delivery_date == datetime.date(2026, 11, 1)
    assert device.unit.code == "1010"
    assert report.counts.added == 1


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_every_name_that_a_file_may_use_for_a_column_means_one_field(kind: str) -> None:
    names = [normalised(name) for field in FIELDS[kind] for name in {*map(normalised, field.names)}]
    assert len(names) == len(set(names))
    for field in FIELDS[kind]:
        for name in field.names:
            assert NAMES[kind][normalised(name)] == field.code


def test_english_headings_and_ones_that_are_nearly_right_are_known(file: Write) -> None:
    seen = preview(file("Serial no;Item number;Department;Asset no;Deliverd\nX1;A1;1010;I1;2026-11-01\n"))
    assert list(seen.mapping.columns.values()) == [
        "serial_number",
        "article_number",
        "unit_code",
        "individ_number",
        "delivery_date",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str, file: Write) -> None:
    text = "Serienummer;Artikel;Enhet;Ort i Åmål\n" + "0012;A1;1010;Växjö\n" * 3
    seen = preview(file(text.replace(";", delimiter), encoding))
    assert seen.mapping.columns == {
        "Serienummer": "serial_number",
        "Artikel": "article_number",
        "Enhet": "unit_code",
    }
    assert seen.headings[-1] == "Ort i Åmål"


def test_trade_marks_and_quotation_marks_of_windows_are_no_destroyed_letters(file: Write) -> None:
    for name in ("Roger™ On", "Fjord ”Mini”", "Skärm 5”", "Žilina"):
        seen = preview(file(f"Serienummer;Artikel;Product\nX1;A1;{name}\n", "cp1252"))
        assert seen.rows[0][1][-1] == name


def test_dates_are_read_in_the_ways_they_are_written(bring_in: BringIn, file: Write) -> None:
    ways = ["2026-11-01", "20261101", "01/11/2026", "1.11.2026", "2026-11-01 00:00:00", "46327"]
    rows = "".join(f"X{at};A1;{way}\n" for at, way in enumerate(ways))
    bring_in(file("Serienr;Art.nr;Lev.datum\n" + rows))
    assert {device.delivery_date for device in devices().values()} == {datetime.date(2026, 11, 1)}


def test_title_rows_and_merged_headings_are_seen_through(
    bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    report = bring_in(
        workbook(
            [
                ["Uttag WebSesam"],
                ["Produkt", "", "Leverans", ""],
                ["Serienummer", "Artikelnummer", "datum", "Enhet"],
                ["007", "A1", "2026-11-01", "1010"],
            ]
        )
    )
    assert report.counts.added == 1, report.problems
    assert devices()["007"].delivery_date == datetime.date(2026, 11, 1)


def test_rows_of_a_workbook_are_told_by_the_numbers_that_excel_shows(
    bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    rows = [["Uttag"], [], [], ["Serienummer", "Artikelnummer"], [], ["NX1", "A9"]]
    report = bring_in(workbook(rows))
    assert [problem.line for problem in report.problems] == [6]


def test_numbers_in_a_workbook_keep_their_digits(bring_in: BringIn, workbook: Callable[..., Path]) -> None:
    bring_in(workbook([["Serienummer", "Artikelnummer"], [123456789012345, "A1"], ["0012", "A1"]]))
    assert set(devices()) == {"123456789012345", "0012"}


def test_the_same_file_twice_changes_nothing(bring_in: BringIn, file: Write) -> None:
    path = file("Serienummer;Artikel;Pris\nX1;A1;100\nX2;A1;\n")
    bring_in(path)
    again = bring_in(path)
    assert (again.counts.added, again.counts.changed, again.counts.left) == (0, 0, 2)


def test_a_changed_value_is_changed_and_told(bring_in: BringIn, file: Write, tmp_path: Path) -> None:
    bring_in(file("Serienummer;Artikel;Enhet;Pris\nX1;A1;1010;100\nX2;A1;1010;100\n"))
    rows_to = tmp_path / "rows.csv"
    report = bring_in(
        file("Serienummer;Artikel;Enhet;Pris\nX1;A1;1020;100\nX2;A1;1010;100\n"), rows_to=rows_to
    )
    assert (report.counts.changed, report.counts.left) == (1, 1)
    assert devices()["X1"].unit.code == "1020"
    rows = list(csv.reader(rows_to.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[1][:4] == ["2", "ändrad", "X1", "Enhet"]


def test_columns_that_the_file_lacks_are_left_alone(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikel;Pris\nX1;A1;100\n"))
    bring_in(file("Serienummer;Artikel;Enhet\nX1;A1;1020\n"))
    assert devices()["X1"].price == 100


def test_a_dry_run_says_and_does_nothing(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikel\nX1;A1\n"), dry_run=True)
    assert (report.counts.added, report.applied) == (1, False)
    assert not devices()
    assert str(report.summary).startswith("Provkörning")


def test_one_wrong_row_keeps_all_out(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikel\nX1;A1\nX2;A9\nX3;A1\n"))
    assert not devices()
    (problem,) = report.problems
    assert (problem.line, problem.column) == (3, "Artikel")
    assert "A9 finns inte" in str(problem.sentence)


def test_a_repeated_row_counts_once(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikel;Pris\nX1;A1;5\nX1;A1;5\n"))
    assert (report.counts.added, report.counts.repeated) == (1, 1)


def test_the_same_serial_with_other_facts_is_a_question(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikel;Pris\nX1;A1;5\nx-1;A1;6\n"))
    assert not report.ok
    assert "rad 2" in str(report.problems[0].sentence)


def test_a_full_export_marks_what_is_missing_as_gone_and_a_partial_one_does_not(
    bring_in: BringIn, file: Write
) -> None:
    bring_in(file("Serienummer;Artikel\nX1;A1\nX2;A1\n"))
    only_one = file("Serienummer;Artikel\nX1;A1\n")
    bring_in(only_one)
    assert devices()["X2"].state is DeviceState.REGISTERED
    assert bring_in(only_one, full=True).counts.gone == 1
    assert devices()["X2"].state is DeviceState.GONE
    bring_in(file("Serienummer;Artikel\nX2;A1\n"))
    assert devices()["X2"].state is DeviceState.REGISTERED


def test_a_full_export_that_lacks_most_of_the_register_is_refused(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikel\n" + "".join(f"X{n:03};A1\n" for n in range(30))))
    with pytest.raises(FileProblem, match="delexport"):
        bring_in(file("Serienummer;Artikel\nX001;A1\n"), full=True)
    assert all(device.state is DeviceState.REGISTERED for device in devices().values())


def test_a_new_serial_for_the_same_individ_is_a_repair_and_the_old_one_stays_as_an_alias(
    bring_in: BringIn, file: Write
) -> None:
    bring_in(file("Serienummer;Artikel;Individnr\nOLD1;A1;I7\n"))
    report = bring_in(file("Serienummer;Artikel;Individnr\nNEW1;A1;I7\n"))
    assert (report.counts.added, report.counts.changed) == (0, 1)
    (alias,) = devices()["NEW1"].aliases
    assert (alias.serial_number, alias.kind, alias.valid_to) == (
        "OLD1",
        "former",
        datetime.date(2026, 11, 23),
    )


DESTROYED = [
    ("1,23457E+11", "avrundat"),
    ("1.23457E+18", "avrundat"),
    ("12-jan", "datum"),
    ("2026-01-12", "datum"),
    ("#####", "fel i cellen"),
    ("#REF!", "fel i cellen"),
    ("123456.0", "decimaltal"),
    ("=A1+1", "formel"),
    ("", "saknas"),
]


def test_serials_that_excel_has_destroyed_are_refused_with_the_reason(bring_in: BringIn, file: Write) -> None:
    rows = "".join(f"{serial};A1\n" for serial, _ in DESTROYED)
    report = bring_in(file("Serienummer;Artikel\nX1;A1\n" + rows))
    assert not devices()
    assert [problem.line for problem in report.problems] == list(range(3, 3 + len(DESTROYED)))
    for problem, (_, reason) in zip(report.problems, DESTROYED, strict=True):
        assert reason in str(problem.sentence)


def test_serials_that_all_end_with_zeros_were_rounded(bring_in: BringIn, file: Write) -> None:
    rounded = "".join(f"{number}000000;A1\n" for number in range(123457, 123467))
    report = bring_in(file("Serienummer;Artikel\n" + rounded))
    assert report.counts.problems == 10
    assert "avrundat" in str(report.problems[0].sentence)


def test_a_number_of_more_digits_than_excel_keeps_is_refused(
    bring_in: BringIn, workbook: Callable[..., Path]
) -> None:
    report = bring_in(workbook([["Serienummer", "Artikelnummer"], [1.2345678901234568e18, "A1"]]))
    assert "avrundat" in str(report.problems[0].sentence)


def test_excels_own_way_of_keeping_zeros_is_understood(bring_in: BringIn, file: Write) -> None:
    bring_in(file('Serienummer;Artikel\n"=""00123""";A1\n'))
    assert set(devices()) == {"00123"}


@pytest.mark.slow
def test_each_import_is_remembered(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikel\nX1;A1\n"))
    run = db.session.scalars(sa.select(ImportRun)).one()
    assert (run.actor, run.kind, run.counts["added"]) == ("test", "devices", 1)


def test_what_is_reported_is_harmless_in_excel(bring_in: BringIn, file: Write, tmp_path: Path) -> None:
    rows_to = tmp_path / "rows.csv"
    bring_in(file("Serienummer;Artikel\n@SUM(A1);A1\n"), rows_to=rows_to)
    assert ";'@SUM(A1);" in rows_to.read_text("utf-8-sig")


def test_serials_that_have_lost_their_leading_zeros_are_refused_where_the_register_knows_them(
    bring_in: BringIn, file: Write
) -> None:
    bring_in(file("Serienummer;Artikel\n001234;A1\n000777;A1\nAB12;A1\n"))
    report = bring_in(file("Serienummer;Artikel\n1234;A1\n777;A1\nAB12;A1\n99;A1\n"))
    assert [problem.line for problem in report.problems] == [2, 3]
    assert "men 001234: Excel har tagit bort nollorna" in str(report.problems[0].sentence)
    assert set(devices()) == {"001234", "000777", "AB12"}
    assert bring_in(file("Serienummer;Artikel\n1234;A1\n")).ok, "a single one may be right"


def test_articles_and_units_without_their_leading_zeros_are_told_as_what_they_are(
    bring_in: BringIn, file: Write
) -> None:
    bring_in(file("Enhet;Namn\n0110;Väst\n"))
    report = bring_in(file("Serienummer;Artikel;Enhet\nX1;A1;110\nX2;A1;111\n"))
    assert "men 0110" in str(report.problems[0].sentence)
    assert "111 finns inte i registret. Importera enheterna" in str(report.problems[1].sentence)
    report = bring_in(file("Enhet;Namn\n110;Väst\n"))
    assert "Excel har tagit bort nollorna" in str(report.problems[0].sentence)


def test_no_number_that_excel_has_rounded_names_anything(bring_in: BringIn, file: Write) -> None:
    rounded = "1,23457E+11"
    rows = [f"X1;{rounded};;;\n", f"X2;A1;{rounded};;\n", f"X3;A1;;{rounded};\n", f"X4;A1;;;{rounded}\n"]
    report = bring_in(file("Serienummer;Artikel;Enhet;Individnr;Ordernr\n" + "".join(rows)))
    assert [problem.line for problem in report.problems] == [2, 3, 4, 5]
    assert all("avrundat tal" in str(problem.sentence) for problem in report.problems)


def test_one_individ_on_two_serials_is_told_as_that(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikel;Individnr\nX1;A1;I7\n"))
    report = bring_in(file("Serienummer;Artikel;Individnr\nX1;A1;I7\nX2;A1;I7\n"))
    (problem,) = report.problems
    assert (problem.line, problem.column) == (3, "Individnr")
    assert "I7 står också på rad 2, med ett annat serienummer" in str(problem.sentence)


PRICES = {
    "1 234,50 kr": 1234, "1\u00a0234:-": 1234, "1\u202f234": 1234, "1234,-": 1234, "1.234,50": 1234,
    "1,234.50": 1234, "1.234.567": 1234567, "99,9": 99, "1234,000": 1234, "0,5": 0,
}  # fmt: skip


def test_prices_are_read_in_the_ways_they_are_written(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikel;Pris\n" + "".join(f"X{at};A1;{p}\n" for at, p in enumerate(PRICES))))
    assert [devices()[f"X{at}"].price for at in range(len(PRICES))] == list(PRICES.values())


def test_a_price_that_may_be_thousands_or_decimals_is_a_question(
    bring_in: BringIn, file: Write, workbook: Callable[..., Path]
) -> None:
    report = bring_in(file("Serienummer;Artikel;Pris\nX1;A1;1,234\nX2;A1;1.234\n"))
    assert ["tusental" in str(problem.sentence) for problem in report.problems] == [True, True]
    assert bring_in(workbook([["Serienummer", "Artikelnummer", "Pris"], ["X1", "A1", 995.125]])).ok
    assert devices()["X1"].price == 995


def test_what_systems_write_for_no_date_is_none(bring_in: BringIn, file: Write) -> None:
    ways = ["", "-", "0000-00-00", "0001-01-01", "1753-01-01 00:00:00", "1900-01-01"]
    rows = "".join(f"X{at};A1;{way}\n" for at, way in enumerate(ways))
    assert bring_in(file("Serienr;Art.nr;Lev.datum\n" + rows)).ok
    assert {device.delivery_date for device in devices().values()} == {None}


def test_a_scrapped_device_is_known_by_the_beginning_of_its_state(bring_in: BringIn, file: Write) -> None:
    states = {
        "Kasserad 2025": "scrapped",
        "Utskrotad": "scrapped",
        "Aktiv": "registered",
        "Ej kasserad": "registered",
    }
    rows = "".join(f"X{at};A1;{state}\n" for at, state in enumerate(states))
    bring_in(file("Serienr;Art.nr;Status\n" + rows))
    assert [devices()[f"X{at}"].state for at in range(len(states))] == list(states.values())
