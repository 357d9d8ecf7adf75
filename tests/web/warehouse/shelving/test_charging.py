"""Charging by scanning: a scan is a charge, a repeat is the same one, and a mistake is undone."""

import datetime

import pytest
from flask.testing import FlaskClient

from database import db, utcnow
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from tests.web.conftest import Clinic
from tests.web.warehouse.steps import scan
from warehouse import StockItem


@pytest.fixture
def late(receiver: FlaskClient) -> int:
    """A rechargeable product on shelf A3 whose charge is three days late."""
    article = new_article("Laddbar", rechargeable=True, charge_interval_days=30)
    stocked = utcnow() - datetime.timedelta(days=33)
    item = put_on_shelf(article, "A3", stocked, new_device(article, "LADDA0001"))
    db.session.commit()
    return item.id


def current(item_id: int) -> StockItem:
    db.session.rollback()
    return db.session.get_one(StockItem, item_id)


def test_what_is_late_is_shown_and_charged_by_its_scan(receiver: FlaskClient, late: int) -> None:
    page = receiver.get("/lager/laddning").text
    assert "LADDA0001" in page
    assert "3 dagar för sent" in page
    answer = scan(receiver, "laddning/skanna", "LADDA0001")
    assert (answer["tone"], answer["message"]) == ("good", "Laddbar LADDA0001 är laddad.")
    assert f'action="/lager/laddning/{late}/laddad"' in answer["html"]
    assert "press_at_once" in answer["html"]
    assert current(late).charged_by is None, "a look changes nothing"
    for _again in range(2):
        receiver.post(f"/lager/laddning/{late}/laddad")
    assert current(late).charged_by
    assert "Inget behöver laddas" in receiver.get("/lager/laddning").text
    again = scan(receiver, "laddning/skanna", "LADDA0001")
    assert again["message"] == "Laddbar LADDA0001 är redan laddad."
    assert "press_at_once" not in again["html"]


def test_a_charge_by_mistake_is_undone(receiver: FlaskClient, late: int) -> None:
    receiver.post(f"/lager/laddning/{late}/laddad")
    assert f'action="/lager/laddning/{late}/angra"' in receiver.get("/lager/laddning").text
    receiver.post(f"/lager/laddning/{late}/angra")
    assert "3 dagar för sent" in receiver.get("/lager/laddning").text


def test_what_is_never_charged_is_told(receiver: FlaskClient, late: int) -> None:
    article = new_article("Med batteri")
    put_on_shelf(article, "A3", utcnow(), new_device(article, "BATTERI01"))
    db.session.commit()
    answer = scan(receiver, "laddning/skanna", "BATTERI01")
    assert (answer["tone"], answer["message"]) == ("attention", "Med batteri BATTERI01 ska inte laddas.")
    assert "<form" not in answer["html"]


def test_what_stands_on_no_shelf_is_not_charged(receiver: FlaskClient, late: int) -> None:
    current(late).pick("4711", actor="Bo", now=utcnow())
    db.session.commit()
    assert scan(receiver, "laddning/skanna", "LADDA0001")["message"] == "Det här står inte på någon hylla."
    answer = receiver.post(f"/lager/laddning/{late}/laddad", follow_redirects=True)
    assert "står inte på någon hylla längre" in answer.text
    assert current(late).charged_by is None


def test_a_clinic_does_not_charge(clinic: Clinic, late: int) -> None:
    assert clinic.client.get("/lager/laddning").status_code == 403
    assert clinic.client.post(f"/lager/laddning/{late}/laddad").status_code == 403
