"""The event log as EPCIS: valid, whole, in the order of time, with corrections, by page, command and API."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db
from registry.models import Device, Gtin
from returns import Event, EventKind
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import StockItem
from warehouse.epcis.vocabulary import NOT_EXPORTED, STEPS

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "warehouse/epcis/epcis_document.schema.json").read_text(encoding="utf-8")
)


def test_every_kind_of_event_is_told_or_left_out_for_a_reason() -> None:
    assert set(EventKind) == set(STEPS) | set(NOT_EXPORTED)
    assert not set(STEPS) & set(NOT_EXPORTED)


@pytest.fixture
def travelled(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> str:
    """The serial of a product that went through two returns: sent back from the first, stocked and picked in the
    second, with mistakes on the way that were taken back."""
    serial = examples["to_warehouse"]
    first = clinic.sealed_return(serial, examples["to_warehouse_2"])
    clinic.client.post(f"/returer/{first}/overlamnad")
    clinic.client.post(f"/returer/{first}/overlamnad/angra", data={"reason": "Fel knapp"})
    clinic.client.post(
        f"/returer/{first}/hamtorder", data={"order_number": "7654321", "reason": "Felskrivet"}
    )
    clinic.client.post(f"/returer/{first}/overlamnad")
    take(receiver, first, serial)
    line = next(line for line in stored(first).lines if line.serial_number == serial)
    receiver.post(f"/lager/mottag/{first}/produkter/{line.id}/angra")
    take(receiver, first, serial)
    receiver.post(f"/lager/mottag/{first}/inlagd")
    receiver.post(f"/lager/kontroll/{line.id}/tillbaka", data={"reasons": ["damaged"]})
    second = clinic.sealed_return(serial)
    take(receiver, second, serial)
    receiver.post(f"/lager/mottag/{second}/inlagd")
    (line,) = stored(second).lines
    finish_control(receiver, line.id)
    db.session.rollback()
    item = StockItem.of(line)
    assert item is not None
    receiver.post(f"/lager/hyllor/{item.id}/plocka", data={"order_number": "4711"})
    receiver.post(f"/lager/hyllor/{item.id}/angra")
    db.session.rollback()
    return serial


def document(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200
    assert answer.mimetype == "application/ld+json"
    return checked(answer.text)


def checked(text: str) -> list[dict[str, Any]]:
    whole = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(whole)
    events: list[dict[str, Any]] = whole["epcisBody"]["eventList"]
    return events


def of_product(client: FlaskClient, serial: str) -> list[dict[str, Any]]:
    return document(client.post("/lager/handelser", data={"serial": serial}))


def test_two_returns_read_as_one_history_in_time_order(travelled: str, receiver: FlaskClient) -> None:
    events = of_product(receiver, travelled)
    happened = [one for one in events if "errorDeclaration" not in one]
    times = [one["eventTime"] for one in happened]
    # A corrected sealing stands where the correction was made, and happened when it was sealed.
    in_order = [at for at, one in zip(times, happened, strict=True) if one["returkoll:kind"] != "sealed"]
    assert in_order == sorted(in_order)
    steps = [one["bizStep"] for one in happened]
    assert steps.count("receiving") == 3  # one of them was taken back
    assert steps[-1] == "picking"
    assert "returkoll:wiping" in steps
    names = {epc for one in happened for epc in one.get("epcList", []) if travelled in epc}
    assert len(names) == 1
    device = db.session.scalars(sa.select(Device).where(Device.serial_number == travelled)).one()
    gtins = [gtin.gtin for gtin in device.article.gtins]
    own = f"https://returkoll.test/id/article/{device.article.number}/serial/{travelled}"
    assert names == {f"https://id.gs1.org/01/{gtins[0]}/21/{travelled}" if len(gtins) == 1 else own}


def test_a_gtin_makes_a_digital_link(travelled: str, receiver: FlaskClient) -> None:
    device = db.session.scalars(sa.select(Device).where(Device.serial_number == travelled)).one()
    device.article.gtins = [Gtin(gtin="09521234543213")]
    db.session.commit()
    named = "https://id.gs1.org/01/09521234543213/21/" + travelled
    assert all(
        one["epcList"] == [named] for one in of_product(receiver, travelled) if one["bizStep"] == "receiving"
    )


def test_what_was_taken_back_is_declared_wrong(travelled: str, receiver: FlaskClient) -> None:
    events = of_product(receiver, travelled)
    wrong = {one["returkoll:kind"]: one for one in events if "errorDeclaration" in one}
    assert wrong.keys() == {"sent", "sealed", "product received", "picked"}
    for kind, one in wrong.items():
        again = [other for other in events if other["eventID"] == one["eventID"] and other is not one]
        assert len(again) == 1
        assert {**again[0], "errorDeclaration": one["errorDeclaration"]} == one
        corrected = one["errorDeclaration"].get("correctiveEventIDs")
        assert bool(corrected) == (kind == "sealed")
    (new_id,) = wrong["sealed"]["errorDeclaration"]["correctiveEventIDs"]
    (corrected,) = [one for one in events if one["eventID"] == new_id]
    assert corrected["bizTransactionList"][0]["bizTransaction"].endswith("/websesam/7654321")
    assert wrong["sealed"]["bizTransactionList"][0]["bizTransaction"].endswith("/websesam/1234567")


@pytest.mark.slow
def test_a_product_s_document_names_no_other_product(
    travelled: str, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    assert examples["to_warehouse_2"] not in json.dumps(of_product(receiver, travelled))


def test_no_person_is_named(travelled: str, receiver: FlaskClient) -> None:
    told = json.dumps(of_product(receiver, travelled))
    assert "@returkoll.demo" not in told


@pytest.mark.slow
def test_page_command_and_api_say_the_same(
    travelled: str, receiver: FlaskClient, demo_app: APIFlask, tmp_path: Path
) -> None:
    by_page = of_product(receiver, travelled)
    file = tmp_path / "events.jsonld"
    ran = demo_app.test_cli_runner().invoke(args=["events", "export", str(file), "--product", travelled])
    assert ran.exit_code == 0, ran.output
    assert checked(file.read_text(encoding="utf-8")) == by_page
    by_api: list[dict[str, Any]] = []
    path, pages = f"/api/v1/events?product={travelled}&limit=5", 0
    while path:
        answer = receiver.get(path)
        by_api += document(answer)
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        pages += 1
    assert by_api == by_page
    assert pages > 3


def test_a_period_holds_every_event_that_is_told(travelled: str, receiver: FlaskClient) -> None:
    days = {"first": "2020-01-01", "last": "2099-12-31"}
    events = document(receiver.post("/lager/handelser", data=days))
    written = db.session.scalars(sa.select(Event.what)).all()
    told = [one["returkoll:kind"] for one in events if "errorDeclaration" not in one]
    corrected = written.count(EventKind.ORDER_NUMBER_CORRECTED)
    assert len(told) == sum(what in STEPS for what in written) + corrected
    assert len({one["eventID"] for one in events}) == len(told)


def test_an_empty_period_is_a_document_too(receiver: FlaskClient) -> None:
    days = {"first": "2001-01-01", "last": "2001-01-02"}
    assert document(receiver.post("/lager/handelser", data=days)) == []


@pytest.mark.parametrize(
    "form",
    [
        {"first": "2026-13-01", "last": "2026-01-01"},
        {"first": "2026-02-01", "last": "2026-01-01"},
        {"first": "", "last": ""},
        {"number": "RKXX"},
        {"serial": "finns-inte"},
    ],
)
def test_what_cannot_be_exported_is_told_beside_its_field(
    receiver: FlaskClient, form: dict[str, str]
) -> None:
    answer = receiver.post("/lager/handelser", data=form)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text


def test_a_clinic_may_not(clinic: Clinic) -> None:
    assert clinic.client.get("/lager/handelser").status_code == 403
    assert clinic.client.post("/lager/handelser").status_code == 403
    assert clinic.client.get("/api/v1/events").status_code == 403


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "after=-1", "from=igår", "after=99999999999"])
def test_a_wrong_question_to_the_api_is_told(receiver: FlaskClient, query: str) -> None:
    assert receiver.get(f"/api/v1/events?{query}").status_code == 422
