"""Guarantee terms are seen, added and changed, each change with who and when; what expires soon is a list."""

import csv
import html
import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from registry.models import Article, Device, GuaranteeTerm, Supplier, TermChange
from tests.web.admin.import_steps import chosen, finished, uploaded
from tests.web.conftest import Clinic
from web.site.ending_rights import SHOWN

FORM = {"days": "45", "counts_from": "delivery", "valid_from": "2026-01-01"}


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


def terms() -> list[GuaranteeTerm]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(GuaranteeTerm).order_by(GuaranteeTerm.id)))


def test_a_term_is_added_with_who_added_it(admin: FlaskClient) -> None:
    supplier = db.session.scalars(sa.select(Supplier).limit(1)).one()
    answer = admin.post("/admin/returratt/ny", data={**FORM, "supplier_id": supplier.id, "category": "tv"})
    assert answer.status_code == 302
    new = terms()[-1]
    assert (new.days, new.category.value, new.supplier_id) == (45, "tv", supplier.id)
    assert new.history[0].actor == "admin@returkoll.demo"


def test_a_change_keeps_what_was_before(admin: FlaskClient) -> None:
    first = terms()[0]
    form = {**FORM, "days": str(first.days + 7), "category": first.category.value if first.category else ""}
    answer = admin.post(f"/admin/returratt/{first.id}", data=form)
    assert answer.status_code == 302, answer.text
    db.session.rollback()
    changes = db.session.scalars(
        sa.select(TermChange).where(TermChange.term_id == first.id).order_by(TermChange.id)
    ).all()
    assert changes[-1].after["days"] == changes[-1].before["days"] + 7
    page = admin.get(f"/admin/returratt/{first.id}").text
    assert f"{changes[-1].before['days']} → {changes[-1].after['days']}" in page


def test_the_history_says_what_was_changed_in_words(admin: FlaskClient) -> None:
    first = terms()[0]
    article = db.session.scalars(
        sa.select(Article).where(Article.supplier_id == first.supplier_id).limit(1)
    ).one()
    address = {"return_lines": "Box 1\nPort 2", "return_postcode": "123 45", "return_town": "Ort"}
    for form in (
        {**FORM, "category": "tv", "counts_from": "order"},
        {**FORM, "article_id": str(article.id), "valid_to": "2027-12-31", **address},
    ):
        assert admin.post(f"/admin/returratt/{first.id}", data=form).status_code == 302
    page = html.unescape(admin.get(f"/admin/returratt/{first.id}").text)
    for words in (
        "Kategori: Tv-hjälpmedel → –",
        f"Artikel: – → {article.name}",
        "Räknas från: beställning → leverans",
        "Gäller till: – → 31 december 2027",
        "Adress: – → Box 1, Port 2",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"days": ""}, "måste fyllas i"),
        ({"days": "många"}, "Skriv ett tal"),
        ({"days": "99999"}, "Skriv ett tal"),
        ({"valid_from": "igår"}, "Skriv datumet som"),
        ({"valid_to": "2025-01-01"}, "slutar innan det börjar"),
        ({"minimum_value": "-5"}, "Skriv ett tal"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept(
    admin: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    first = terms()[0]
    before = first.days
    answer = admin.post(f"/admin/returratt/{first.id}", data={**FORM, "agreement": "Skrivet", **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Skrivet" in answer.text
    assert terms()[0].days == before


def test_a_supplier_must_be_chosen(admin: FlaskClient) -> None:
    answer = admin.post("/admin/returratt/ny", data=FORM)
    assert answer.status_code == 422
    assert "Välj en leverantör" in answer.text


def test_what_expires_soon_is_a_list_and_a_file(clinic: Clinic, admin: FlaskClient) -> None:
    page = clinic.client.get("/returer/returratt-snart-slut?dagar=365").text
    file = clinic.client.get("/returer/returratt-snart-slut.csv?dagar=365")
    rows = list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))
    assert rows
    assert {row["Enhet"] for row in rows} == {"Hörselkliniken Nord"}
    assert page.count('scope="row"') == len(rows)
    everywhere = admin.get("/admin/returratt/snart.csv?dagar=365").data.decode("utf-8-sig")
    assert len(everywhere.splitlines()) > len(rows) + 1


def test_what_is_on_its_way_to_the_supplier_expires_no_more(clinic: Clinic, examples: dict[str, str]) -> None:
    serial = examples["to_supplier"]
    path = "/returer/returratt-snart-slut?dagar=365"
    number = clinic.new_return()
    clinic.pack(number, serial)
    assert serial in clinic.client.get(path).text
    clinic.answer_all(number)
    assert clinic.seal(number).status_code == 302
    assert serial not in clinic.client.get(path).text
    assert serial not in clinic.client.get(path.replace("slut?", "slut.csv?")).text


def test_a_long_list_shows_the_most_urgent_and_the_file_has_all(admin: FlaskClient) -> None:
    like = db.session.scalars(sa.select(Device).where(Device.serial_number == "NV2600125")).one()
    db.session.add_all(
        Device(
            serial_number=f"LONG{number:04}",
            article=like.article,
            unit=like.unit,
            delivery_date=like.delivery_date,
        )
        for number in range(SHOWN)
    )
    db.session.commit()
    page = admin.get("/admin/returratt/snart?dagar=365").text
    file = admin.get("/admin/returratt/snart.csv?dagar=365").data.decode("utf-8-sig")
    assert page.count('scope="row"') == SHOWN
    assert f"Här är de {SHOWN} som brådskar mest, av {len(file.splitlines()) - 1}." in page


def test_an_impossible_number_of_days_is_bounded(clinic: Clinic) -> None:
    for asked in ("-3", "1e9", "99999999999", "abc"):
        assert clinic.client.get(f"/returer/returratt-snart-slut?dagar={asked}").status_code == 200


def test_terms_are_a_file_that_comes_back_unchanged(admin: FlaskClient) -> None:
    file = admin.get("/admin/returratt.csv")
    assert len(list(csv.DictReader(io.StringIO(file.data.decode("utf-8-sig")), delimiter=";"))) == len(
        terms()
    )
    before = [change.id for term in terms() for change in term.history]
    path = uploaded(admin, file.data, "returratt.csv")
    form = chosen(admin, path, do="import")
    assert form["kind"] == "terms"
    admin.post(path, data=form)
    assert f"0 nya, 0 ändrade, {len(terms())} oförändrade" in finished(admin, path)
    assert [change.id for term in terms() for change in term.history] == before


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"packaging": "Ring 811228-9874"}, "personnummer"), ({"agreement": "x" * 81}, "längre än 80")],
)
def test_texts_that_cannot_be_kept_are_refused(
    admin: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    supplier = db.session.scalars(sa.select(Supplier).limit(1)).one()
    before = len(terms())
    answer = admin.post(
        "/admin/returratt/ny", data={**FORM, "supplier_id": supplier.id, **wrong}, follow_redirects=True
    )
    assert sentence in answer.text
    assert len(terms()) == before
