"""Each of the administrator's forms with everything wrong: every fault beside its field, nothing saved, all that was
typed still there. Then the right values are saved."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from database import db, utcnow
from operations.answers import StoredAnswer
from printing import Printer
from registry.models import Article, ArticlePicture, Device, GuaranteeTerm, ImportJob, ImportProfile, Supplier
from tests.web.admin.import_steps import chosen, finished, uploaded
from tests.web.form_page import FormPage

PERSONNUMMER = "811228-9874"


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def only_printer() -> Printer:
    db.session.rollback()
    return db.session.scalars(sa.select(Printer)).one()


# --- guarantee terms

WRONG_TERM = {
    "supplier_id": "999999",
    "category": "finns-inte",
    "article_id": "999999",
    "agreement": "A" * 81,
    "days": "många",
    "counts_from": "igår",
    "valid_from": "i våras",
    "valid_to": "sedan",
    "packaging": f"Obruten, för {PERSONNUMMER}",
    "minimum_value": "-5",
    "return_name": "N" * 121,
    "return_lines": f"Box 1\r\n{PERSONNUMMER}",
    "return_postcode": "1" * 13,
    "return_town": "O" * 81,
}
RIGHT_TERM = {
    "days": "1 000",
    "counts_from": "order",
    "valid_from": "2026-01-01",
    "return_lines": "Box 1\r\n\r\nPort 2",
}
CHOICES = {"supplier_id", "category", "article_id", "counts_from"}


def test_every_fault_of_a_term_is_told_beside_its_field_and_nothing_is_saved(admin: FlaskClient) -> None:
    before = count(GuaranteeTerm)
    answer = admin.post("/admin/returratt/ny", data=WRONG_TERM)
    page = FormPage(answer.text)
    assert answer.status_code == 422
    assert page.faults.keys() == WRONG_TERM.keys()
    assert page.faults["supplier_id"] == "Välj en leverantör."
    assert page.faults["days"] == "Skriv ett tal med siffror, inte många."
    assert page.faults["minimum_value"] == "Skriv ett tal från 0 till 10000000, inte -5."
    assert page.faults["valid_to"] == "Skriv datumet som 2026-11-23, inte sedan."
    assert "personnummer" in page.faults["packaging"]
    typed = {
        name: text for name, text in WRONG_TERM.items() if name not in CHOICES and PERSONNUMMER not in text
    }
    assert typed.items() <= page.shown.items()
    assert "<title>Fel: Nytt villkor" in answer.text
    assert count(GuaranteeTerm) == before


def test_a_personnummer_does_not_come_back_in_a_stored_answer(admin: FlaskClient) -> None:
    typed = {**RIGHT_TERM, "packaging": f"Obruten, för {PERSONNUMMER}", "days": PERSONNUMMER}
    answer = admin.post("/admin/returratt/ny", data={**typed, "idempotency_key": "k" * 20})
    stored = db.session.scalars(sa.select(StoredAnswer.body)).one()
    assert stored == answer.text
    assert PERSONNUMMER not in stored
    assert FormPage(answer.text).shown["packaging"] == "Obruten, för 81…"


def test_what_was_missing_is_told_and_then_a_right_term_is_saved(admin: FlaskClient) -> None:
    assert FormPage(admin.post("/admin/returratt/ny").text).faults.keys() == {
        "supplier_id",
        "days",
        "counts_from",
        "valid_from",
    }
    supplier = db.session.scalars(sa.select(Supplier).limit(1)).one()
    answer = admin.post("/admin/returratt/ny", data={**RIGHT_TERM, "supplier_id": str(supplier.id)})
    assert answer.status_code == 302
    db.session.rollback()
    new = db.session.scalars(sa.select(GuaranteeTerm).order_by(GuaranteeTerm.id.desc()).limit(1)).one()
    assert (new.days, new.counts_from, new.return_lines) == (1000, "order", ["Box 1", "Port 2"])
    page = FormPage(admin.get(f"/admin/returratt/{new.id}").text)
    assert page.faults == {}
    assert (page.shown["days"], page.shown["counts_from"], page.shown["valid_from"]) == (
        "1000",
        "order",
        "2026-01-01",
    )


def test_two_fields_that_do_not_fit_each_other_are_told_with_the_others(admin: FlaskClient) -> None:
    term = db.session.scalars(sa.select(GuaranteeTerm).limit(1)).one()
    article = db.session.scalars(
        sa.select(Article).where(Article.supplier_id == term.supplier_id).limit(1)
    ).one()
    both = {"category": "tv", "article_id": str(article.id), "valid_to": "2025-12-31", "days": "0"}
    page = FormPage(admin.post(f"/admin/returratt/{term.id}", data={**RIGHT_TERM, **both}).text)
    assert page.faults == {
        "category": "Välj antingen en artikel eller en kategori, inte båda.",
        "days": "Skriv ett tal från 1 till 3650, inte 0.",
        "valid_to": "Villkoret slutar innan det börjar. Välj ett senare datum.",
    }
    assert (page.shown["category"], page.shown["article_id"]) == ("tv", str(article.id))


# --- printers

WRONG_PRINTER = {
    "name": "Z" * 61,
    "unit_id": "999999",
    "paper": "a0",
    "dpi": "72",
    "rotation": "45",
    "address": "http://kontor/",
}
RIGHT_PRINTER = {
    "name": " Zebran  vid bordet ",
    "unit_id": "",
    "paper": "102x152",
    "dpi": "300",
    "rotation": "90",
    "address": "zpl://zebran:9100",
}


def test_every_fault_of_a_printer_is_told_beside_its_field_and_then_it_is_saved(admin: FlaskClient) -> None:
    answer = admin.post("/admin/skrivare/ny", data=WRONG_PRINTER)
    page = FormPage(answer.text)
    assert answer.status_code == 422
    assert page.faults.keys() == WRONG_PRINTER.keys()
    assert page.faults["name"] == "Skriv ett namn på högst 60 tecken."
    assert (page.shown["name"], page.shown["address"]) == (WRONG_PRINTER["name"], WRONG_PRINTER["address"])
    assert count(Printer) == 0
    assert admin.post("/admin/skrivare/ny", data=RIGHT_PRINTER).status_code == 302
    added = only_printer()
    assert (added.name, added.unit_id, added.dpi, added.rotation) == ("Zebran vid bordet", None, 300, 90)


def test_a_wrong_change_of_a_printer_changes_nothing(admin: FlaskClient) -> None:
    admin.post("/admin/skrivare/ny", data=RIGHT_PRINTER)
    printer = only_printer()
    wrong = {**RIGHT_PRINTER, "name": f"Zebran {PERSONNUMMER}", "paper": "a4x8", "rotation": "0"}
    page = FormPage(admin.post(f"/admin/skrivare/{printer.id}", data=wrong).text)
    assert page.faults.keys() == {"name", "address"}
    assert page.shown["rotation"] == "0"
    db.session.rollback()
    assert (printer.name, printer.rotation) == ("Zebran vid bordet", 90)
    assert (
        admin.post(f"/admin/skrivare/{printer.id}", data={**RIGHT_PRINTER, "rotation": "0"}).status_code
        == 302
    )
    db.session.rollback()
    assert printer.rotation == 0


# --- the ruler


def test_every_wrong_measure_is_told_beside_its_field_and_then_the_right_ones_are_saved(
    admin: FlaskClient,
) -> None:
    printer = Printer.add(actor="Ada", now=utcnow(), name="Zebran", paper="102x152")
    db.session.commit()
    path = f"/admin/skrivare/{printer.id}/matt"
    wrong = {"left": "tio", "top": "", "across": "8,5", "down": "999 mm"}
    for answer in (admin.get(path, query_string=wrong), admin.post(path, data=wrong)):
        page = FormPage(answer.text)
        assert answer.status_code == 422
        assert page.faults == {
            "left": "Skriv ett mått i mm, ungefär 10.",
            "top": "Skriv ett mått i mm, ungefär 10.",
            "across": "Skriv ett mått i mm, ungefär 80.",
            "down": "Skriv ett mått i mm, ungefär 130.",
        }
        assert {name: page.shown[name] for name in wrong} == wrong
    db.session.rollback()
    assert printer.measured_at is None
    assert (
        admin.post(path, data={"left": "10,5", "top": "10.5", "across": "80 mm", "down": "130"}).status_code
        == 302
    )
    db.session.rollback()
    assert (printer.offset_x, printer.offset_y) == (-0.5, -0.5)


def test_what_no_printer_does_is_told_beside_the_measure_that_says_it(admin: FlaskClient) -> None:
    printer = Printer.add(actor="Ada", now=utcnow(), name="Zebran", paper="102x152")
    db.session.commit()
    measured = {"left": "45", "top": "10", "across": "80", "down": "90"}
    page = FormPage(admin.get(f"/admin/skrivare/{printer.id}/matt", query_string=measured).text)
    assert page.faults.keys() == {"left", "down"}
    assert "Förskjutningen" in page.faults["left"]
    assert "Skalan" in page.faults["down"]


# --- imports

FILE = """Serienummer;Artikelnummer;Enhet;Personnummer;Färg
NY1;{article};{unit};811228-9874;blå
NY2;{article};{unit};640823-3234;röd
"""


def test_every_fault_of_a_files_columns_is_told_beside_its_column_and_then_it_is_imported(
    admin: FlaskClient,
) -> None:
    device = db.session.scalars(sa.select(Device).where(Device.unit_id.is_not(None)).limit(1)).one()
    before = count(Device)
    path = uploaded(admin, FILE.format(article=device.article.number, unit=device.unit.code).encode())
    form = chosen(admin, path)
    wrong = {
        "column-0": "",
        "column-1": "finns-inte",
        "column-2": "article_number",
        "column-3": "article_number",
        "column-4": "",
        "without_bad_rows": "1",
        "profile_name": f"Anna {PERSONNUMMER}",
        "do": "import",
    }
    answer = admin.post(path, data={**form, **wrong})
    page = FormPage(answer.text)
    assert answer.status_code == 422
    assert page.faults.keys() == {"column-1", "column-3", "column-4", "profile_name"}
    assert page.faults["column-1"] == "Välj en av dem som finns."
    assert "patienter" in page.faults["column-3"]
    assert "Välj vilken kolumn som är: Serienummer." in answer.text
    assert PERSONNUMMER not in answer.text
    assert page.shown["column-2"] == "article_number"
    assert page.controls["without_bad_rows"].attributes.keys() >= {"checked"}
    assert count(ImportProfile) == 0
    right = {**form, "column-3": "skip", "column-4": "skip", "profile_name": "Månadsfilen", "do": "import"}
    assert admin.post(path, data=right).status_code == 302
    assert "2 nya" in finished(admin, path)
    assert count(Device) == before + 2
    assert count(ImportProfile) == 1


def test_one_field_is_not_two_columns(admin: FlaskClient) -> None:
    path = uploaded(admin, b"Serienummer;Artikelnummer;Anteckning\nNY1;A1;B1\n")
    page = FormPage(admin.post(path, data={**chosen(admin, path), "column-2": "article_number"}).text)
    assert page.faults == {"column-2": "Artikelnummer är redan kolumnen Artikelnummer. Utelämna en av dem."}


def as_files(data: dict[str, tuple[bytes, str]]) -> dict[str, tuple[io.BytesIO, str]]:
    """The files of a form, made for one request: a client closes what it has sent."""
    return {field: (io.BytesIO(contents), name) for field, (contents, name) in data.items()}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Välj en fil först: CSV eller Excel."),
        (
            {"file": (b"x", f"{PERSONNUMMER}.csv")},
            "Filens namn verkar innehålla ett personnummer",
        ),
        ({"file": (b"", "tom.csv")}, "tom"),
    ],
    ids=["none", "named after a patient", "empty"],
)
def test_a_file_that_cannot_be_imported_is_told_beside_its_field(
    admin: FlaskClient, data: dict, said: str
) -> None:
    answer = admin.post("/admin/import", data=as_files(data))
    assert answer.status_code == 422
    assert said in FormPage(answer.text).faults["file"]
    assert count(ImportJob) == 0


# --- an article's picture


def jpeg() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(written, "JPEG")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Ingen bild kom fram"),
        ({"picture": (b"no picture", "bild.jpg")}, "ingen bild"),
    ],
    ids=["none", "no picture"],
)
def test_what_is_no_picture_is_told_beside_its_field(admin: FlaskClient, data: dict, said: str) -> None:
    answer = admin.post("/admin/artiklar/1/bild", data=as_files(data))
    assert answer.status_code == 422
    assert said in FormPage(answer.text).faults["picture"]
    assert count(ArticlePicture) == 0
    picture = (io.BytesIO(jpeg()), "bild.jpg")
    assert admin.post("/admin/artiklar/1/bild", data={"picture": picture}).status_code == 302
    assert count(ArticlePicture) == 1
