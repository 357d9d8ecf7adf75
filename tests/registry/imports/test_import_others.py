"""Units, suppliers with terms and articles; profiles; the command line."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.imports import Choices, FileProblem, Report, get_profile, save_profile
from registry.imports.document import document
from registry.models import Article, Category, CountsFrom, Device, Supplier, Unit

NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
BringIn = Callable[..., Report]
Write = Callable[..., Path]


def one(model: type, **fields: object):
    return db.session.scalars(sa.select(model).filter_by(**fields)).one()


def test_units_come_in_and_change(bring_in: BringIn, file: Write) -> None:
    report = bring_in(
        file(
            "Enhetskod;Enhetsnamn;Adress;Postnr;Ort\n1010;Nord;Ny gata 1;900 01;Norrby\n1030;Öst;;;\n",
            "cp1252",
        )
    )
    assert (report.mapping.kind, report.counts.added, report.counts.changed) == ("units", 1, 1)
    assert one(Unit, code="1010").address_lines == ["Ny gata 1"]


def test_articles_come_in_with_their_boxes(bring_in: BringIn, file: Write) -> None:
    text = (
        "Artikelnr;Benämning;Leverantör;Kategori;EAN;Uppladdningsbar;Innehåll\n"
        'B1;Fjord 7;NV;BÖ-apparater;9520000001018;ja;"Laddare, Bruksanvisning"\n'
    )
    assert bring_in(file(text)).counts.added == 1
    article = one(Article, number="B1")
    assert (article.category, article.rechargeable) == (Category.BTE_AID, True)
    assert [box.gtin for box in article.gtins] == ["09520000001018"]
    assert article.package_contents == ["Laddare", "Bruksanvisning"]
    assert bring_in(file(text)).counts.left == 1


def test_a_box_with_a_wrong_check_digit_is_refused(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Artikelnr;Benämning;Leverantör;Kategori;EAN\nB1;F;NV;Övrigt;9520000001011\n"))
    assert "kontrollsiffran" in str(report.problems[0].sentence)
    assert db.session.scalar(sa.select(Article).filter_by(number="B1")) is None


def test_a_supplier_comes_in_with_its_terms_and_their_history(bring_in: BringIn, file: Write) -> None:
    text = (
        "Leverantörskod;Leverantörsnamn;Returrätt dagar;Räknas från;Kategori;Gäller från\n"
        "LJ;Ljuda;30;leverans;;2026-01-01\nLJ;Ljuda;90;order;Slingor;2026-01-01\n"
    )
    report = bring_in(file(text))
    assert report.applied, report.problems
    loops = next(term for term in one(Supplier, code="LJ").terms if term.category is Category.LOOP)
    assert (loops.days, loops.counts_from) == (90, CountsFrom.ORDER)
    bring_in(file(text.replace("90", "60")))
    db.session.refresh(loops)
    assert [change.after["days"] for change in loops.history] == [90, 60]
    assert loops.history[-1].actor == "test"
    assert loops.history[-1].before == {"days": 90}


def test_one_wrong_unit_keeps_all_units_out(bring_in: BringIn, file: Write) -> None:
    report = bring_in(file("Enhetskod;Enhetsnamn\n1040;Väst\n1050;\n"))
    assert not report.ok
    assert db.session.scalar(sa.select(Unit).filter_by(code="1040")) is None


def test_a_profile_reads_the_next_file_in_the_same_way(bring_in: BringIn, file: Write) -> None:
    path = file("Serienummer;Kolumn B\nX1;A1\n")
    columns = {"Serienummer": "serial_number", "Kolumn B": "article_number"}
    report = bring_in(path, kind="devices", columns=columns)
    save_profile(db.session, "Sesam", report.mapping, full=False, actor="test", now=NOW)
    db.session.commit()
    kept = Choices.of(get_profile(db.session, "Sesam"))
    assert (kept.kind, dict(kept.columns or {})) == ("devices", columns)
    with pytest.raises(FileProblem, match="Sesam"):
        get_profile(db.session, "Annan")


def test_the_command_imports_and_says_what_happened(register: APIFlask, file: Write) -> None:
    path = file("Serienummer;Artikel\nX1;A1\n")
    runner = register.test_cli_runner()
    assert "1 nya" in runner.invoke(args=["registry", "import", "--dry-run", str(path)]).output
    done = runner.invoke(args=["registry", "import", str(path), "--save-profile", "Sesam"])
    assert done.exit_code == 0, done.output
    again = runner.invoke(args=["registry", "import", "--profile", "Sesam", str(path)])
    assert "1 oförändrade" in again.output, again.output


def test_the_command_tells_the_wrong_rows_and_fails(register: APIFlask, file: Write) -> None:
    done = register.test_cli_runner().invoke(
        args=["registry", "import", str(file("Serienummer;Artikel\nX1;A9\n"))]
    )
    assert done.exit_code == 1
    assert "Rad 2, Artikel: Artikel A9 finns inte" in done.output
    assert "Inget är importerat" in done.output


def test_the_command_line_can_say_which_column_is_which(register: APIFlask, file: Write) -> None:
    path = str(file("Löpnr;Artikel;Anm;Lev.datum\nX1;A1;2026-11-01;2025-01-01\n"))
    run = register.test_cli_runner().invoke
    refused = run(args=["registry", "import", path, "--kind", "devices"])
    assert "Serienummer" in refused.output, "it says which column to point out"
    unknown = run(args=["registry", "import", path, "--kind", "devices", "--column", "Löpnr=serie"])
    assert unknown.exit_code == 2
    assert "serial_number" in unknown.output
    columns = ["--column", "Löpnr=Serienummer", "--column", "Anm=delivery_date"]
    done = run(args=["registry", "import", path, "--kind", "devices", *columns, "--save-profile", "Löp"])
    assert done.exit_code == 0, done.output
    assert one(Device, serial_number="X1").delivery_date == datetime.date(2026, 11, 1)
    assert "1 oförändrade" in run(args=["registry", "import", path, "--profile", "Löp"]).output


def test_a_name_that_no_profile_can_have_is_told_before_anything_is_imported(
    register: APIFlask, file: Write
) -> None:
    path = str(file("Serienummer;Artikel\nX1;A1\n"))
    for name, words in (("x" * 81, "längre än 80"), ("Ring 811228-9874", "personnummer (81…)")):
        refused = register.test_cli_runner().invoke(args=["registry", "import", path, "--save-profile", name])
        assert refused.exit_code == 1
        assert words in refused.output
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Device)) == 0


def test_terms_without_a_first_day_hold_for_what_was_delivered_last_year(
    bring_in: BringIn, file: Write
) -> None:
    bring_in(file("Leverantörskod;Leverantörsnamn;Returrätt dagar\nLJ;Ljuda;30\n"))
    assert one(Supplier, code="LJ").terms[0].valid_from == datetime.date(2025, 1, 1)


def test_the_document_of_files_is_the_fields() -> None:
    path = Path(__file__).parents[3] / "docs" / "imports.md"
    assert path.read_text("utf-8") == document(), "python -m registry.imports.document > docs/imports.md"
