"""Guarantee terms from a file of their own, and back into one."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from database import db
from registry.imports import Report
from registry.models import Article, Category, CountsFrom, GuaranteeTerm, Supplier
from registry.term_file import as_csv
from registry.terms import add_term, all_terms
from tests.registry.conftest import NOW

BringIn = Callable[..., Report]
Write = Callable[..., Path]

HEADINGS = (
    "Leverantör;Returrätt dagar;Räknas från;Kategori;Artikelnr;Avtal;Förpackningskrav;Lägsta värde;Gäller från;"
    "Gäller till;Retur till;Returadress;Returpostnr;Returort\n"
)
FULL = (
    "NV;45;order;Slingor;;Avtal 7;Obruten plombering;500;2026-01-01;2027-12-31;Nordvik retur;"
    "Box 12 | Port 3;170 02;Solby\n"
)


def terms() -> list[GuaranteeTerm]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(GuaranteeTerm).order_by(GuaranteeTerm.id)))


def test_a_term_comes_in_with_all_that_it_says(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file(HEADINGS + FULL, "cp1252"))
    assert (report.mapping.kind, report.counts.added) == ("terms", 1), report.problems
    term = terms()[-1]
    assert (term.days, term.counts_from, term.category) == (45, CountsFrom.ORDER, Category.LOOP)
    assert (term.agreement, term.packaging, term.minimum_value) == ("Avtal 7", "Obruten plombering", 500)
    assert (term.valid_from, term.valid_to) == (datetime.date(2026, 1, 1), datetime.date(2027, 12, 31))
    assert (term.return_name, term.return_lines) == ("Nordvik retur", ["Box 12", "Port 3"])
    assert (term.return_postcode, term.return_town) == ("170 02", "Solby")
    assert [change.actor for change in term.history] == ["test"]


def test_terms_come_in_from_a_workbook(bring_in: BringIn, workbook: Callable[..., Path]) -> None:
    report = bring_in(workbook([["Leverantör", "Dagar", "Gäller från"], ["NV", 14, "2026-06-01"]]))
    assert report.counts.added == 1, report.problems
    assert terms()[-1].days == 14


def test_the_same_file_twice_changes_nothing(bring_in: BringIn, file: Write) -> None:
    path = file(HEADINGS + FULL + FULL)
    first = bring_in(path)
    assert (first.counts.added, first.counts.repeated) == (1, 1)
    again = bring_in(path)
    assert (again.counts.added, again.counts.changed, again.counts.left) == (0, 0, 1)
    assert len(terms()[-1].history) == 1


def test_a_change_keeps_what_was_before_and_tells_the_columns(
    bring_in: BringIn, file: Write, tmp_path: Path
) -> None:
    bring_in(file(HEADINGS + FULL))
    rows_to = tmp_path / "rows.csv"
    changed = FULL.replace(";45;", ";60;").replace("Box 12", "Box 13")
    report = bring_in(file(HEADINGS + changed), rows_to=rows_to)
    assert (report.counts.added, report.counts.changed) == (0, 1)
    assert terms()[-1].history[-1].before == {"days": 45, "return_lines": ["Box 12", "Port 3"]}
    assert "2;ändrad;NV;Returrätt dagar, Returadress" in rows_to.read_text("utf-8-sig")


def test_columns_that_the_file_lacks_are_left_alone(bring_in: BringIn, file: Write) -> None:
    bring_in(file(HEADINGS + FULL))
    bring_in(file("Leverantör;Dagar;Kategori\nNV;50;Slingor\n"))
    term = terms()[-1]
    assert (term.days, term.agreement, term.packaging) == (50, "Avtal 7", "Obruten plombering")
    assert term.counts_from is CountsFrom.ORDER


def test_until_further_notice_is_a_term_without_an_end(bring_in: BringIn, file: Write) -> None:
    for at, said in enumerate(("tills vidare", "9999-12-31", "2999-12-31", "")):
        assert bring_in(file(f"Leverantör;Dagar;Gäller från;Gäller till\nNV;30;202{at}-02-01;{said}\n")).ok
    assert [term.valid_to for term in terms()][-4:] == [None] * 4
    assert bring_in(file("Leverantör;Dagar;Gäller från;Gäller till\nNV;30;2020-02-01;2026-12-31\n")).ok
    assert datetime.date(2026, 12, 31) in [term.valid_to for term in terms()]


def test_what_is_written_to_a_file_is_read_back_as_it_was(bring_in: BringIn, file: Write) -> None:
    supplier = db.session.query(Supplier).one()
    article = db.session.query(Article).filter_by(number="A1").one()
    add_term(
        db.session,
        supplier,
        actor="Ada",
        now=NOW,
        days=10,
        article_id=article.id,
        valid_from=datetime.date(2026, 3, 1),
        return_name="Retur",
        return_lines=["Gata 1", "Port 2"],
        return_postcode="123 45",
        return_town="Ort",
    )
    db.session.commit()
    text = as_csv(all_terms(db.session))
    again = bring_in(file(text))
    assert (again.counts.added, again.counts.changed, again.counts.left) == (0, 0, 2), again.problems
    bring_in(file(text.replace("NV;10;", "NV;12;")))
    assert [term.days for term in terms()] == [30, 12]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("XX;30;;;;;;;2026-01-01;;;;;\n", "finns inte"),
        ("NV;;;;;;;;2026-01-01;;;;;\n", "saknas"),
        ("NV;många;;;;;;;2026-01-01;;;;;\n", "inget tal"),
        ("NV;0;;;;;;;2026-01-01;;;;;\n", "1 till 3650 dagar, inte 0"),
        ("NV;30;;BTE;;;;;2026-01-01;;;;;\n", "BÖ-apparater, Trådlösa tillbehör"),
        ("NV;30;;;A9;;;;2026-01-01;;;;;\n", "finns inte"),
        ("NV;30;;;;;;;2026-01-01;2025-01-01;;;;\n", "slutar 2025-01-01, innan"),
        ("NV;30;sedan;;;;;;2026-01-01;;;;;\n", "leverans eller order"),
        (f"NV;30;;;;{'x' * 81};;;2026-01-01;;;;;\n", "längre än 80"),
        ("NV;30;;;;;;;2026-01-01;;;;;\nNV;31;;;;;;;2026-01-01;;;;;\n", "också på rad 2"),
    ],
)
def test_a_term_that_cannot_be_is_told_and_keeps_all_out(
    bring_in: BringIn, file: Write, row: str, reason: str
) -> None:
    report = bring_in(
        file(HEADINGS + FULL.replace("2026-01-01", "2025-05-05") + row.replace("rad 2", "rad 3"))
    )
    assert reason.replace("rad 2", "rad 3") in str(report.problems[0].sentence)
    assert [term.days for term in terms()] == [30]


def test_an_article_of_another_supplier_is_told(bring_in: BringIn, file: Write) -> None:
    db.session.add(Supplier(code="LJ", name="Ljuda"))
    db.session.commit()
    report = bring_in(file("Leverantör;Dagar;Artikelnr\nLjuda;30;A1\n"))
    assert "säljs av Nordvik" in str(report.problems[0].sentence)


def test_a_name_longer_than_the_register_keeps_is_told_by_row(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file(f"Enhetskod;Enhetsnamn\n1040;{'Väst' * 40}\n"))
    assert "längre än 120" in str(report.problems[0].sentence)


def test_a_supplier_may_say_where_its_terms_returns_go(bring_in: BringIn, file: Write) -> None:
    headings = "Leverantörskod;Leverantörsnamn;Dagar;Returadress;Returpostnr;Returort\n"
    bring_in(file(f"{headings}LJ;Ljuda;30;Box 1;111 11;Ort\n"))
    term = db.session.query(Supplier).filter_by(code="LJ").one().terms[0]
    assert (term.return_lines, term.return_town) == (["Box 1"], "Ort")
