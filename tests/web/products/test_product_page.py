"""A product's page: its whole history in the order of time, where it is now, and nothing of other units' work."""

import datetime
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from accounts import RoleName
from accounts.people import add_user
from database import db, utcnow
from registry.models import Alias, Device, Unit
from returns import Line
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import StockItem
from warehouse.shelves.delivered import let_delivered_leave

JSON = {"Accept": "application/json"}


@pytest.fixture
def receiver(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")


@pytest.fixture
def other_clinic(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """Somebody at a unit that has nothing to do with the product."""
    unit = db.session.query(Unit).order_by(Unit.id.desc()).filter_by(is_warehouse=False).first()
    add_user("annan@returkoll.demo", "Annan", RoleName.CLINIC, "returkoll-demo", unit)
    db.session.commit()
    return signed_in("annan@returkoll.demo")


def device_of(serial: str) -> Device:
    db.session.rollback()
    return db.session.query(Device).filter_by(serial_number=serial).one()


def page_of(client: FlaskClient, serial: str) -> str:
    return client.get(f"/produkter/{device_of(serial).id}").text


def told(page: str) -> list[str]:
    """What the page says has happened, newest first."""
    shown = page.split('<ol class="timeline">')[1]
    return [" ".join(text.split()) for text in re.findall(r"<strong>(.*?)</strong>", shown, re.S)]


def stock(clinic: Clinic, receiver: FlaskClient, serial: str) -> int:
    """The product on a shelf; the id of its line."""
    number = clinic.sealed_return(serial)
    clinic.client.post(f"/returer/{number}/overlamnad")
    take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    (line,) = stored(number).lines
    finish_control(receiver, line.id)
    db.session.rollback()
    return line.id


def test_the_history_is_told_newest_first(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    serial = examples["to_warehouse"]
    stock(clinic, receiver, serial)
    page = page_of(receiver, serial)
    happened = told(page)
    assert happened[0] == "Tillgänglig"
    assert happened[-1] in ("Beställd", "Levererad")
    in_order = [
        "Tillgänglig",
        "Kontroll påbörjad",
        "Produkt mottagen",
        "Förseglad",
        "Produkt packad",
        "Levererad",
    ]
    assert [one for one in happened if one in in_order] == in_order
    assert "Hylla A3" in page
    assert "Står på hylla A3" in page


def test_two_returns_are_one_history(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> None:
    serial = examples["to_warehouse"]
    number = clinic.sealed_return(serial)
    take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    (line,) = stored(number).lines
    answer = receiver.post(
        f"/lager/kontroll/{line.id}/tillbaka", data={"reasons": ["damaged"], "note": "Spricka i höljet"}
    )
    assert answer.status_code == 302
    page = page_of(receiver, serial)
    assert "Skickad tillbaka till enheten" in page
    assert "Spricka i höljet" in page
    again = clinic.sealed_return(serial)
    page = page_of(receiver, serial)
    happened = told(page)
    assert happened.count("Produkt packad") == 2
    sent_back = happened.index("Skickas tillbaka till enheten")
    first, last = [at for at, one in enumerate(happened) if one == "Produkt packad"]
    assert first < sent_back < last
    assert stored(number).shown_number in page
    assert stored(again).shown_number in page


def test_a_product_that_was_delivered_again_is_at_its_unit(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    serial = examples["to_warehouse"]
    stock(clinic, receiver, serial)
    register_delivery(serial, days=3)
    assert f"Hos {device_of(serial).unit.name} enligt registret" in page_of(receiver, serial)


def register_delivery(serial: str, days: int) -> None:
    """As an import does: the register's day is so many days from today, and the warehouse is told."""
    device_of(serial).delivery_date = utcnow().date() + datetime.timedelta(days=days)
    let_delivered_leave(db.session, "Ada", utcnow())
    db.session.commit()


def test_a_repair_and_a_report_stand_in_it(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    device = device_of(examples["to_warehouse"])
    device.aliases.append(Alias(serial_number="GAMMAL1", valid_from=None, valid_to=datetime.date(2025, 5, 6)))
    db.session.commit()
    page = page_of(receiver, device.serial_number)
    assert f"Nytt serienummer: GAMMAL1 blev {device.serial_number}" in page
    assert "6 maj 2025" in page


@pytest.mark.parametrize("by", ["own", "former"])
def test_a_scan_leads_to_the_page(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], by: str
) -> None:
    device = device_of(examples["to_warehouse"])
    device.aliases.append(Alias(serial_number="GAMMAL1", valid_from=None, valid_to=datetime.date(2025, 5, 6)))
    db.session.commit()
    text = "GAMMAL1" if by == "former" else device.serial_number
    for client in (clinic.client, receiver):
        answer = client.post("/produkter/skanna", data={"text": text}, headers=JSON).json
        assert answer["location"] == f"/produkter/{device.id}"
        assert client.post("/produkter/skanna", data={"text": text}).location == answer["location"]


@pytest.mark.parametrize("text", ["finns-inte-alls", "7312345678901"])
def test_what_is_no_registered_product_is_told(receiver: FlaskClient, text: str) -> None:
    answer = receiver.post("/produkter/skanna", data={"text": text}, headers=JSON).json
    assert answer["tone"] == "attention"
    assert answer["location"] == ""


def test_a_unit_sees_its_own_products_and_its_own_returns_only(
    clinic: Clinic, receiver: FlaskClient, other_clinic: FlaskClient, examples: dict[str, str]
) -> None:
    serial = examples["to_warehouse"]
    line_id = stock(clinic, receiver, serial)
    device = device_of(serial)
    assert clinic.client.get(f"/produkter/{device.id}").status_code == 200
    assert other_clinic.get(f"/produkter/{device.id}").status_code == 403
    assert other_clinic.get(f"/produkter/rad/{line_id}").status_code == 403
    answer = other_clinic.post("/produkter/skanna", data={"text": serial}, headers=JSON).json
    assert answer["location"] == ""
    assert serial not in answer["html"]
    # It is delivered to the other unit: that one sees the product from now on, but not what the first one packed.
    device = device_of(serial)
    device.unit_id = db.session.query(Unit).order_by(Unit.id.desc()).filter_by(is_warehouse=False).first().id
    db.session.commit()
    page = other_clinic.get(f"/produkter/{device.id}").text
    assert "Produkt packad" not in page
    assert "klinik@returkoll.demo" not in page
    assert "Produkt packad" in clinic.client.get(f"/produkter/{device.id}").text


def test_a_page_for_what_the_register_does_not_know(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    take(receiver, number, "OKAND-1")
    line = next(line for line in stored(number).lines if line.device_id is None)
    page = receiver.get(f"/produkter/rad/{line.id}").text
    assert told(page)[0] == "Oanmäld produkt mottagen"
    known = next(line for line in stored(number).lines if line.device_id is not None)
    assert receiver.get(f"/produkter/rad/{known.id}").location == f"/produkter/{known.device_id}"


def test_picking_is_the_last_thing(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> None:
    serial = examples["to_warehouse"]
    item = StockItem.of(db.session.get_one(Line, stock(clinic, receiver, serial)))
    receiver.post(f"/lager/hyllor/{item.id}/plocka", data={"order_number": "4711"})
    page = page_of(receiver, serial)
    assert told(page)[0] == "Plockad till en beställning"
    assert "Beställning 4711" in page
