"""One scan box: whatever is scanned leads to what is to be done with it now."""

import datetime

import pytest
from flask.testing import FlaskClient

from database import db
from returns import Line
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, scan, take
from warehouse import StockItem

STOPS = ("packed", "sealed", "taken", "in", "control", "shelf", "charge", "picked", "sent back")


def bring_to(stop: str, clinic: Clinic, receiver: FlaskClient, serial: str) -> Line:
    """The product, brought so far on its way."""
    number = clinic.new_return()
    clinic.pack(number, serial)
    at = STOPS.index(stop)
    if at >= STOPS.index("sealed"):
        clinic.answer_all(number)
        clinic.seal(number)
    if at >= STOPS.index("taken"):
        take(receiver, number, serial)
    if at >= STOPS.index("in"):
        receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0]
    if stop in ("control", "sent back"):
        receiver.post(f"/lager/kontroll/{line.id}/steg/visual", data={"outcome": "done"})
    if stop == "sent back":
        data = {"reasons": "incomplete", "note": "Laddaren saknas"}
        receiver.post(f"/lager/kontroll/{line.id}/tillbaka", data=data)
    if stop in ("shelf", "charge", "picked"):
        finish_control(receiver, line.id)
        db.session.rollback()
        item = StockItem.of(stored(number).lines[0])
        assert item is not None
        if stop == "charge":
            item.article.rechargeable, item.article.charge_interval_days = True, 30
            item.article.skipped_steps = []
            item.charged_at -= datetime.timedelta(days=29)
            db.session.commit()
        elif stop == "shelf":
            item.article.charge_interval_days = None
            db.session.commit()
        else:
            receiver.post(f"/lager/hyllor/{item.id}/plocka", data={"order_number": "778899"})
    return stored(number).lines[0]


@pytest.mark.parametrize(
    ("stop", "leads_to", "told"),
    [
        ("packed", "/produkter/{device}", "hos enheten"),
        ("sealed", "/lager/mottag/{number}", "hos enheten"),
        ("taken", "/lager/mottag/{number}", "Mottagen"),
        ("in", "/lager/kontroll/{line}", "Mottagen"),
        ("control", "/lager/kontroll/{line}", "Under kontroll"),
        ("shelf", "/lager/hyllor?q={serial}", "Står på hylla A3"),
        ("charge", "/lager/laddning", "Står på hylla A3"),
        ("picked", "/produkter/{device}", "Har lämnat"),
        ("sent back", "/lager/kontroll/{line}", "Skickad tillbaka"),
    ],
)
def test_a_product_leads_to_what_is_to_be_done_with_it(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], stop: str, leads_to: str, told: str
) -> None:
    serial = examples["to_warehouse"]
    line = bring_to(stop, clinic, receiver, serial)
    number = line.return_.number
    expected = leads_to.format(device=line.device_id, number=number, line=line.id, serial=serial)
    answer = scan(receiver, "skanna", serial)
    assert answer["location"] == expected
    assert told in answer["message"]
    assert ("Ladda" in answer["html"]) is (stop == "charge")
    assert receiver.get(expected).status_code == 200
    assert receiver.post("/lager/skanna", data={"text": serial}).location == expected


def test_a_product_that_was_never_returned_leads_to_its_history(
    receiver: FlaskClient, examples: dict[str, str]
) -> None:
    answer = scan(receiver, "skanna", examples["to_warehouse"])
    assert answer["location"].startswith("/produkter/")
    assert "enligt registret" in answer["message"]


def test_a_hamtorder_leads_to_its_return(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    clinic.seal(number, "5550001")
    assert scan(receiver, "skanna", " 555 0001 ")["location"] == f"/lager/mottag/{number}"


@pytest.mark.parametrize("written", ["A3", "a 3"])
def test_a_shelf_leads_to_what_stands_there(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str], written: str
) -> None:
    bring_to("shelf", clinic, receiver, examples["to_warehouse"])
    answer = scan(receiver, "skanna", written)
    assert answer["location"] == "/lager/hyllor?q=A3"
    assert examples["to_warehouse"] in receiver.get(answer["location"]).text


def test_what_can_be_several_things_is_asked(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    """A product's label back to its unit carries the return's number, as the envelope's label does."""
    line = bring_to("sent back", clinic, receiver, examples["to_warehouse"])
    number = line.return_.number
    answer = scan(receiver, "skanna", number)
    assert answer["location"] == ""
    assert "Välj" in answer["message"]
    assert f'href="/lager/mottag/{number}"' in answer["html"]
    assert f'href="/lager/kontroll/{line.id}"' in answer["html"]
    without_script = receiver.post("/lager/skanna", data={"text": number}).text
    assert f'href="/lager/kontroll/{line.id}"' in without_script


@pytest.mark.parametrize("text", ["ZZZ-FINNS-INTE-1", "B99", "https://example.org/x"])
def test_what_nobody_knows_is_told(receiver: FlaskClient, text: str) -> None:
    answer = scan(receiver, "skanna", text)
    assert answer["location"] == ""
    assert "Inget här har den koden" in answer["message"]


def test_opening_changes_nothing(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> None:
    line = bring_to("in", clinic, receiver, examples["to_warehouse"])
    events = len(line.return_.events)
    scan(receiver, "skanna", examples["to_warehouse"])
    assert len(stored(line.return_.number).events) == events


@pytest.mark.parametrize("path", ["/lager/hyllor", "/lager/hog", "/lager/skickat-tillbaka", "/produkter/"])
def test_the_box_stands_on_the_warehouses_pages(receiver: FlaskClient, path: str) -> None:
    assert 'action="/lager/skanna"' in receiver.get(path).text


def test_a_clinic_has_no_such_box_and_no_such_door(clinic: Clinic) -> None:
    assert 'action="/lager/skanna"' not in clinic.client.get("/produkter/").text
    assert clinic.client.post("/lager/skanna", data={"text": "A3"}).status_code == 403
