"""No patient gets in with a file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from registry.imports import FileProblem, Report, preview

BringIn = Callable[..., Report]
Write = Callable[..., Path]

NUMBER = "880320-0016"


PATIENT_COLUMNS = [
    ("Patient", "x"),
    ("Personnummer", ""),
    ("Brukarens namn", "x"),
    ("Efternamn", "x"),
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


def test_headings_that_only_sound_alike_are_let_in(bring_in: BringIn, file: Write) -> None:
    assert bring_in(file("Serienummer;Artikel;Produktgrupp nr;Typ nr\nX1;A1;7;8\n")).applied


def test_a_preview_shows_nothing_of_patients(file: Write) -> None:
    rows = "".join(f"X{n};A1;;4400001\n" for n in range(9))
    seen = preview(file(f"Serienummer;Artikel;Patient;Övrigt\nX9;A1;{NUMBER};{NUMBER}\n{rows}"))
    assert seen.mapping.patient_columns == ("Patient",)
    assert NUMBER not in str(seen.rows)
