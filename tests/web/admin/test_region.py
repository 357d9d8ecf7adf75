"""The administrator's home: its figures are those that the events and the register give, counted another way."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db, utcnow
from registry.models import Device
from returns import Event, EventKind, Line
from returns.sealing import Handover, Sealing, SupplierHandover
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import RegionAssumption, StockItem
from warehouse.region.assumptions import RentStop
from web.http.local_time import local_date


@pytest.fixture
def receiver(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")


@pytest.fixture
def admin(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


def on_the_shelf(clinic: Clinic, receiver: FlaskClient, *serials: str) -> list[int]:
    """Lines of products that have gone the whole way to the shelf."""
    number = clinic.sealed_return(*serials)
    clinic.client.post(f"/returer/{number}/overlamnad")
    for serial in serials:
        take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    lines = [line.id for line in stored(number).lines]
    for line in lines:
        finish_control(receiver, line)
    return lines


def pick(receiver: FlaskClient, line_id: int) -> None:
    db.session.rollback()
    item = db.session.scalars(sa.select(StockItem).where(StockItem.line_id == line_id)).one()
    receiver.post(f"/lager/hyllor/{item.id}/plocka", data={"order_number": "4711"})
    db.session.rollback()


def set_price(serial: str, kronor: int | None) -> None:
    db.session.rollback()
    db.session.execute(sa.update(Device).where(Device.serial_number == serial).values(price=kronor))
    db.session.commit()


def picked_by_events() -> tuple[int, int]:
    """Products that were picked and not put back, and what the register says that they cost: from the events alone."""
    lines: dict[int, int] = {}
    for event in db.session.scalars(sa.select(Event).order_by(Event.id)):
        if event.line_id and event.what is EventKind.PICKED:
            lines[event.line_id] = 1
        if event.line_id and event.what is EventKind.PICK_UNDONE:
            lines.pop(event.line_id, None)
    prices = [db.session.get_one(Line, line).device for line in lines]
    return len(lines), sum(device.price or 0 for device in prices if device)


def card(page: str, words: str) -> str:
    """The big number above the words."""
    found = re.search(rf'big-number">([^<]*)</p>\s*<p><strong>{words}', page)
    assert found, words
    return re.sub(r"\s+", " ", found[1].replace("\xa0", " ")).strip()


REUSED, IN_TIME, TOO_LATE = (
    "Återanvänt i stället",
    "Lämnat till leverantör inom",
    "Lämnat efter returrättens",
)


def test_reuse_is_told_in_kronor_at_the_registers_prices_and_by_the_assumptions(
    clinic: Clinic, receiver: FlaskClient, admin: FlaskClient, examples: dict[str, str]
) -> None:
    first, second = examples["to_warehouse"], examples["to_warehouse_2"]
    set_price(first, 8000)
    set_price(second, None)
    lines = on_the_shelf(clinic, receiver, first, second)
    assert "–" not in card(admin.get("/admin/").text, REUSED)
    for line in lines:
        pick(receiver, line)
    products, kronor = picked_by_events()
    assert (products, kronor) == (2, 8000)
    page = admin.get("/admin/").text
    assert card(page, REUSED) == "8 000 kr"
    assert "varav 1 utan känt pris" in page
    said = {"reuse_percent": "50", "handling_kronor": "300", "price_bte_aid": "6000", "rent_stops": "unknown"}
    assert admin.post("/admin/antaganden", data=said).status_code == 302
    page = admin.get("/admin/").text
    assert card(page, REUSED) == f"{(8000 + 6000) // 2 - 2 * 300:,} kr".replace(",", " ")
    assert "BÖ-apparater 6" in page.replace("\xa0", " ")
    db.session.rollback()
    item = db.session.scalars(sa.select(StockItem).where(StockItem.line_id == lines[0])).one()
    receiver.post(f"/lager/hyllor/{item.id}/angra")
    db.session.rollback()
    assert picked_by_events() == (1, 0)
    assert card(admin.get("/admin/").text, REUSED) == "2 700 kr"


def test_without_any_price_products_are_counted_and_no_kronor(
    clinic: Clinic, receiver: FlaskClient, admin: FlaskClient, examples: dict[str, str]
) -> None:
    set_price(examples["to_warehouse"], None)
    (line,) = on_the_shelf(clinic, receiver, examples["to_warehouse"])
    pick(receiver, line)
    page = admin.get("/admin/").text
    assert card(page, REUSED) == "1 produkt"
    assert "Inget pris är känt" in page
    assert " kr<" not in page


def test_what_goes_to_its_supplier_is_in_time_until_the_last_day_is_over(
    clinic: Clinic, admin: FlaskClient, examples: dict[str, str]
) -> None:
    serial = examples["to_supplier"]
    set_price(serial, 12500)
    number = clinic.sealed_return(serial)
    assert card(admin.get("/admin/").text, IN_TIME) == "0 produkter"
    clinic.client.post(f"/returer/{number}/overlamnad")
    page = admin.get("/admin/").text
    assert (card(page, IN_TIME), card(page, TOO_LATE)) == ("12 500 kr", "0 produkter")
    verdict = stored(number).lines[0].verdict
    assert verdict is not None
    left = db.session.scalars(sa.select(SupplierHandover)).one()
    assert left.last_day == verdict.last_day
    for days, shown in ((0, ("12 500 kr", "0 produkter")), (1, ("0 produkter", "12 500 kr"))):
        db.session.rollback()
        left.last_day = local_date(utcnow()) - datetime.timedelta(days=days)
        db.session.commit()
        page = admin.get("/admin/").text
        assert (card(page, IN_TIME), card(page, TOO_LATE)) == shown
    clinic.client.post(f"/returer/{number}/overlamnad/angra", data={"reason": "Den ligger kvar."})
    page = admin.get("/admin/").text
    assert (card(page, IN_TIME), card(page, TOO_LATE)) == ("0 produkter", "0 produkter")


def test_the_clocks_run_between_the_steps_that_were_noted(
    clinic: Clinic, receiver: FlaskClient, admin: FlaskClient, examples: dict[str, str]
) -> None:
    """Computed again from the events."""
    on_the_shelf(clinic, receiver, examples["to_warehouse"])
    number = db.session.scalars(sa.select(Sealing)).one().return_id
    move_back(number, {"opened": 6, "sealed": 4, "sent": 3})
    at = {
        event.what: event.at
        for event in db.session.scalars(sa.select(Event).where(Event.return_id == number).order_by(Event.id))
    }
    page = admin.get("/admin/").text
    for words, begun, ended in (
        ("Från påbörjad retur till registrerad", EventKind.OPENED, EventKind.SEALED),
        ("Från hämtorder till att kuvertet", EventKind.SEALED, EventKind.SENT),
        ("Från hämtorder till att första kuvertet", EventKind.SEALED, EventKind.ENVELOPE_ARRIVED),
    ):
        days = round((at[ended] - at[begun]).total_seconds() / 86400, 1)
        shown = re.search(rf"{words}.*?<td[^>]*>\s*([^<]*?)\s*</td>", page, re.DOTALL)
        assert shown, words
        assert float(shown[1].split()[0].replace(",", ".")) == days
    assert "Från påbörjad retur till att hyran slutar" not in page
    assert "När hyran slutar bestäms i WebSesam" in page
    admin.post(
        "/admin/antaganden", data={"reuse_percent": "100", "rent_stops": "arrived", "collect_days": "5"}
    )
    page = admin.get("/admin/").text
    assert "Från påbörjad retur till att hyran slutar" in page
    assert "När hyran slutar bestäms i WebSesam" not in page
    waiting = clinic.sealed_return(examples["to_warehouse_2"])
    move_back(stored(waiting).id, {"opened": 9, "sealed": 8})
    page = admin.get("/admin/").text
    assert re.search(r"1 hämtorder är inte framme än\.\s*1 är äldre än 5 dagar\.", page)


def move_back(return_id: int, days: dict[str, int]) -> None:
    """So many days ago it was opened, sealed and handed over: the rows and their events alike."""
    db.session.rollback()
    span = {name: datetime.timedelta(days=count) for name, count in days.items()}
    sealing, handover = db.session.get_one(Sealing, return_id), db.session.get(Handover, return_id)
    rows: list[tuple[Any, str, str]] = [(sealing, "at", "sealed")]
    if handover and "sent" in span:
        rows.append((handover, "at", "sent"))
    for row, column, name in rows:
        setattr(row, column, getattr(row, column) - span[name])
    db.session.execute(
        sa.text('UPDATE "return" SET opened_at = :at WHERE id = :id').bindparams(
            sa.bindparam("at", utcnow() - span["opened"], sa.DateTime(timezone=True)), id=return_id
        )
    )
    for name, count in span.items():
        found = sa.select(Event.id, Event.at).where(
            Event.return_id == return_id, Event.what == EventKind(name)
        )
        for event_id, at in db.session.execute(found).all():
            moment = utcnow() - count if name == "opened" else at - count
            db.session.execute(sa.update(Event).where(Event.id == event_id).values(at=moment))
    db.session.commit()


def test_the_flow_names_every_stop(
    clinic: Clinic, receiver: FlaskClient, admin: FlaskClient, examples: dict[str, str]
) -> None:
    clinic.new_return()
    clinic.sealed_return(examples["to_warehouse_2"])
    on_the_shelf(clinic, receiver, examples["to_warehouse"])
    page = admin.get("/admin/").text
    tiles = re.findall(r'big-number">(\d+)</span>\s*<strong>([^<]+)</strong>', page)
    assert {name: count for count, name in tiles} == {
        "Utkast på enheterna": "1",
        "Returer på väg": "1",
        "Produkter på huvudlagret": "0",
        "Tillgängliga produkter": "1",
        "Skickat tillbaka, obesvarat": "0",
    }


def test_everything_wrong_with_the_assumptions_is_told_at_once_and_nothing_is_kept(
    admin: FlaskClient, demo_app: APIFlask
) -> None:
    data = {
        "reuse_percent": "101",
        "handling_kronor": "-1",
        "collect_days": "0",
        "price_tv": "gratis",
        "rent_stops": "x",
    }
    answer = admin.post("/admin/antaganden", data=data)
    assert answer.status_code == 422
    assert len(re.findall(r'href="#field-', answer.text)) == 5
    assert RegionAssumption.history() == []


def test_the_same_assumptions_again_are_no_change_and_each_change_keeps_who_and_when(
    admin: FlaskClient,
) -> None:
    for percent in ("80", "80", "90"):
        admin.post("/admin/antaganden", data={"reuse_percent": percent, "rent_stops": "ordered"})
    db.session.rollback()
    said = RegionAssumption.history()
    assert [row.reuse_percent for row in said] == [90, 80]
    assert {row.rent_stops for row in said} == {RentStop.ORDERED}
    assert "90 procent av priset" in admin.get("/admin/antaganden").text


@pytest.mark.parametrize("role", ["clinic", "warehouse"])
def test_only_administrators_see_and_change_the_assumptions(
    signed_in: Callable[[str], FlaskClient], role: str
) -> None:
    client = signed_in(role)
    assert client.get("/admin/antaganden").status_code == 403
    assert client.post("/admin/antaganden", data={"reuse_percent": "1"}).status_code == 403
    assert client.get("/admin/").status_code == 403
