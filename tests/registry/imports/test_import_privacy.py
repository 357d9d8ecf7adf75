"""No patient gets in with a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from stdnum import ean

from common.privacy import find_in_free_text
from registry.imports import FileProblem, Report, preview

BringIn = Callable[..., Report]
Write = Callable[..., Path]

NUMBER = "880320-0016"


PATIENT_COLUMNS = [
    ("Patient", "x"),
    ("Personnummer", ""),
    ("Brukarens namn", "x"),
    ("Efternamn", "x"),
    ("Pat.nr", "x"),
    ("Kundens namn", "x"),
    ("Vårdnadshavare", "x"),
    ("Journalnr", "x"),
    ("Ägare", "x"),
    ("Telefonnummer", "x"),
    ("Namn", "x"),
    ("Anmärkning", NUMBER),
    ("Ref", "Anna Andersson"),
    ("Ref", "Andersson, Anna"),
]


def test_a_column_that_looks_like_patients_is_refused_until_it_is_left_out(
    bring_in: BringIn, file: Write
) -> None:
    for heading, value in PATIENT_COLUMNS:
        path = file(f"Serienummer;Artikel;{heading}\nX1;A1;{value}\n")
        with pytest.raises(FileProblem, match="patienter") as refusal:
            bring_in(path)
        assert NUMBER not in str(refusal.value)
    assert bring_in(path, left_out=[heading]).applied


def test_a_column_without_a_heading_is_looked_at_too_and_can_be_left_out(
    bring_in: BringIn, file: Write
) -> None:
    path = file(f"Serienummer;Artikel;\nX1;A1;{NUMBER}\n")
    with pytest.raises(FileProblem, match="kolumn 3"):
        bring_in(path)
    assert bring_in(path, left_out=["kolumn 3"]).mapping.patient_columns == ()


def test_personnummer_in_a_serial_column_are_refused_as_a_column(bring_in: BringIn, file: Write) -> None:
    with pytest.raises(FileProblem, match="patienter"):
        bring_in(file(f"Serienummer;Artikel\n{NUMBER};A1\n"))


def test_one_serial_that_passes_the_check_by_chance_is_a_serial(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikel\nX1;A1\nX2;A1\n8803200016;A1\n"))
    assert report.counts.added == 3


def test_a_value_that_is_a_personnummer_is_refused_and_not_repeated(
    bring_in: BringIn, file: Write, tmp_path: Path
) -> None:
    rows = "".join(f"X{n};A1;{4000000 + n}\n" for n in range(10))
    rows_to = tmp_path / "rows.csv"
    report = bring_in(file(f"Serienummer;Artikel;Ordernr\n{rows}X99;A1;{NUMBER}\n"), rows_to=rows_to)
    assert "personnummer" in str(report.problems[0].sentence)
    assert NUMBER not in str(report.problems) + rows_to.read_text("utf-8-sig")


def told(report: Report, rows_to: Path) -> str:
    return " ".join(str(problem.sentence) for problem in report.problems) + rows_to.read_text("utf-8-sig")


def test_in_whatever_column_a_personnummer_stands_it_is_not_repeated(
    bring_in: BringIn, file: Write, tmp_path: Path
) -> None:
    rows_to = tmp_path / "rows.csv"
    right = ["X{n}", "A1", "1010", "2026-11-01", "5", "registrerad"]
    rows = [[cell.format(n=n) for cell in right] for n in range(30)]
    for at in (1, 2, 3, 4):
        rows[at][at] = NUMBER
    head = "Serienummer;Artikel;Enhet;Leveransdatum;Pris;Status\n"
    report = bring_in(file(head + "\n".join(";".join(row) for row in rows)), rows_to=rows_to)
    assert report.counts.problems == 4
    assert NUMBER not in told(report, rows_to)
    assert "88…" in told(report, rows_to)


def test_nor_is_it_in_a_list_of_articles(bring_in: BringIn, file: Write, tmp_path: Path) -> None:
    rows_to = tmp_path / "rows.csv"
    right = ["N{n}", "Namn", "NV", "TV", "{gtin}", "ja", "30"]
    boxes = [f"952000001{n:03}" for n in range(40)]
    gtins = [box + ean.calc_check_digit(box) for box in boxes]
    rows = [[cell.format(n=n, gtin=gtins[n]) for cell in right] for n in range(40)]
    for at in range(7):
        rows[at][at] = NUMBER.replace("-", "") if at == 4 else NUMBER
    head = "Artikelnummer;Benämning;Leverantör;Kategori;GTIN;Har serienummer;Laddintervall\n"
    report = bring_in(file(head + "\n".join(";".join(row) for row in rows)), rows_to=rows_to)
    assert report.counts.problems == 7
    assert NUMBER not in told(report, rows_to)
    assert NUMBER.replace("-", "") not in told(report, rows_to)


def test_headings_that_only_sound_alike_are_let_in(bring_in: BringIn, file: Write) -> None:
    path = file("Serienummer;Artikel;Produktgrupp nr;Typ nr\nX1;A1;7;8\n")
    assert preview(path).mapping.patient_columns == ()
    assert bring_in(path, left_out=["Produktgrupp nr", "Typ nr"]).applied


def test_a_preview_shows_nothing_of_patients(file: Write) -> None:
    rows = "".join(f"X{n};A1;;4400001\n" for n in range(9))
    seen = preview(file(f"Serienummer;Artikel;Patient;Övrigt\nX9;A1;{NUMBER};{NUMBER}\n{rows}"))
    assert seen.mapping.patient_columns == ("Patient",)
    assert NUMBER not in str(seen.rows)


WRITTEN = (
    "880320-0016", "19880320-0016", "8803200016", "198803200016", "880320+0016", "880320 0016", "19880320 - 0016",
    "880320\u20130016", "880320\u20110016", "880320\u22120016", "1988-03-20-0016", "88-03-20-0016", "880380-0005",
    "19880380-0005", "nr880320-0016.",
)  # fmt: skip
NONE_OF_THEM = ("880320-0017", "2026-11-23 1045", "2026-11-23", "8803200016123", "123456-7890", "88032-00016")


def test_a_personnummer_or_samordningsnummer_is_found_however_it_is_written() -> None:
    for text in WRITTEN:
        assert find_in_free_text(f"se {text} här"), text
    for text in NONE_OF_THEM:
        assert not find_in_free_text(f"se {text} här"), text
