"""The shelves: how much stands on each, a search by age, page by page, and labels that a scan understands."""

import datetime

import pytest
from flask.testing import FlaskClient

from database import db, utcnow
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from tests.web.conftest import Clinic
from tests.web.label_codes import codes_on
from tests.web.warehouse.steps import scan
from warehouse.shelves.stock import shelves_in_use

DAY = datetime.timedelta(days=1)


@pytest.fixture
def shelved(receiver: FlaskClient) -> None:
    article = new_article("Lagrad")
    for serial, shelf, age in (("GAMMAL001", "A1", 400), ("MELLAN001", "A1", 100), ("NYTT00001", "B1", 1)):
        put_on_shelf(article, shelf, utcnow() - age * DAY, new_device(article, serial))
    db.session.commit()


@pytest.mark.usefixtures("shelved")
def test_each_shelf_says_how_much_stands_on_it(receiver: FlaskClient) -> None:
    assert [(one.shelf, one.products) for one in shelves_in_use()] == [("A1", 2), ("B1", 1)]
    assert [one.shelf for one in shelves_in_use("b")] == ["B1"]
    page = receiver.get("/lager/hyllor/lista").text
    assert "2 produkter" in page
    assert "äldst 400 dagar" in page
    assert ("?q=A1" in page, "?q=A1" in receiver.get("/lager/hyllor/lista?q=b").text) == (True, False)


@pytest.mark.usefixtures("shelved")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"GAMMAL001", "MELLAN001", "NYTT00001"}),
        ("?dagar=90", {"GAMMAL001", "MELLAN001"}),
        ("?dagar=365", {"GAMMAL001"}),
        ("?q=b1&dagar=30", set()),
        ("?q=a1", {"GAMMAL001", "MELLAN001"}),
        ("?dagar=7&sida=-3", {"GAMMAL001", "MELLAN001", "NYTT00001"}),
        ("?sida=2", set()),
    ],
)
def test_the_search_goes_by_age_and_words(receiver: FlaskClient, asked: str, found: set[str]) -> None:
    page = receiver.get(f"/lager/hyllor{asked}").text
    assert {serial for serial in ("GAMMAL001", "MELLAN001", "NYTT00001") if serial in page} == found


def test_many_products_come_page_by_page(receiver: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.warehouse.shelving.shelves.ROWS_A_PAGE", 2)
    monkeypatch.setattr("web.warehouse.shelving.shelves.MOST_PAGES", 2)
    article = new_article("Lagrad")
    for number in range(5):
        put_on_shelf(article, "A1", utcnow() - (9 - number) * DAY, new_device(article, f"SIDA0000{number}"))
    db.session.commit()
    first = receiver.get("/lager/hyllor").text
    assert ("SIDA00001" in first, "SIDA00002" in first, "sida=2" in first) == (True, False, True)
    second = receiver.get("/lager/hyllor?sida=2").text
    assert ("SIDA00001" in second, "SIDA00003" in second, "sida=1" in second) == (False, True, True)
    assert "Sök smalare" in second


@pytest.mark.usefixtures("shelved")
def test_the_labels_are_understood_by_a_scan(receiver: FlaskClient) -> None:
    answer = receiver.get("/lager/hyllor/etiketter.pdf?hyllor=a1,+Z-09+a1&format=a4x8")
    assert answer.mimetype == "application/pdf"
    codes = codes_on(answer.data)
    assert sorted(codes) == ["A1", "Z-09"]
    assert "GAMMAL001" in scan(receiver, "hyllor/skanna", "A1")["html"]
    assert scan(receiver, "inventering/skanna", "Z-09")["message"] == "Hylla Z-09."


@pytest.mark.parametrize(
    "names", ["", "+", "x" * 17, "Å1", "811228-9874", "+".join(f"A{n}" for n in range(81))]
)
def test_what_cannot_be_a_label_is_refused(receiver: FlaskClient, names: str) -> None:
    answer = receiver.get(f"/lager/hyllor/etiketter.pdf?hyllor={names}")
    assert answer.mimetype != "application/pdf"


def test_a_clinic_sees_no_shelves(clinic: Clinic) -> None:
    assert clinic.client.get("/lager/hyllor/lista").status_code == 403
    assert clinic.client.get("/lager/hyllor/etiketter.pdf?hyllor=A1").status_code == 403
