"""Sides and parts from files; files without them go on as before."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.models import Article, Device, Side

BringIn = Callable[..., Report]
Write = Callable[..., Path]


def sides() -> dict[str, Side | None]:
    return {device.serial_number: device.side for device in db.session.scalars(sa.select(Device))}


@pytest.mark.parametrize("heading", ["Sida", "Hö/Vä", "Höger/vänster", "Side"])
def test_a_column_of_sides_is_known_by_its_names(bring_in: BringIn, file: Write, heading: str) -> None:
    rows = "R1;A1;H\nL1;A1;vänster\nR2;A1;Right\nL2;A1;V.\n"
    assert bring_in(file(f"Serienummer;Artikelnr;{heading}\n{rows}")).applied
    assert sides() == {"R1": Side.RIGHT, "L1": Side.LEFT, "R2": Side.RIGHT, "L2": Side.LEFT}


def test_what_is_no_side_says_nothing_and_keeps_no_row_out(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Serienummer;Artikelnr;Sida\nX1;A1;1 av 3\nX2;A1;Båda\nX3;A1;\n"))
    assert report.applied
    assert sides() == {"X1": None, "X2": None, "X3": None}


def test_a_file_without_sides_leaves_those_that_are_known(bring_in: BringIn, file: Write) -> None:
    bring_in(file("Serienummer;Artikelnr;Sida\nX1;A1;H\n"))
    bring_in(file("Serienummer;Artikelnr;Enhet\nX1;A1;1020\n"))
    assert sides() == {"X1": Side.RIGHT}


def test_a_side_that_is_another_one_now_is_a_change(bring_in: BringIn, file: Write) -> None:
    text = "Serienummer;Artikelnr;Sida\nX1;A1;H\n"
    bring_in(file(text))
    assert bring_in(file(text)).counts.left == 1
    assert bring_in(file(text.replace(";H", ";V"))).counts.changed == 1
    assert sides() == {"X1": Side.LEFT}


def test_an_article_names_its_parts_also_those_that_come_later(bring_in: BringIn, file: Write) -> None:
    text = (
        "Artikelnr;Benämning;Leverantör;Kategori;Tillhörande artiklar\n"
        'B1;Fjord 9;NV;BÖ-apparater;"B2, B7"\nB2;Laddare;NV;Övrigt;\n'
    )
    assert bring_in(file(text)).applied
    article = db.session.scalars(sa.select(Article).filter_by(number="B1")).one()
    assert article.part_numbers == ["B2", "B7"]
    assert bring_in(file(text)).counts.left == 2


def test_a_file_of_articles_without_parts_leaves_those_that_are_known(bring_in: BringIn, file: Write) -> None:
    heading = "Artikelnr;Benämning;Leverantör;Kategori"
    bring_in(file(f"{heading};Delar\nB1;Fjord 9;NV;BÖ-apparater;B2\n"))
    assert bring_in(file(f"{heading}\nB1;Fjord 9;NV;BÖ-apparater\n")).counts.left == 1
