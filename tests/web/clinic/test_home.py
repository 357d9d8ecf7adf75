"""The clinic's home: what waits for the unit, lane by lane, as a query over the events counts it."""

import datetime
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from operations.demo import first_unit
from registry.models import Device
from returns import Event, EventKind
from returns.unit_returns import ReturnGroup, in_group, number_in_group
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import take
from web.http.local_time import today


@pytest.fixture
def receiver(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("warehouse")


LAST_STATE = (EventKind.OPENED, EventKind.SEALED, EventKind.SENT, EventKind.RECEIVED, EventKind.CANCELLED)


def tiles(page: str) -> dict[str, tuple[int, str]]:
    """Each lane's name → how many wait there, and what is told of the oldest."""
    found = re.findall(
        r'big-number">(\d+)</span>\s*<strong>([^<]+)</strong>\s*<small>([^<]+)</small>', page, re.DOTALL
    )
    return {name: (int(count), told.strip()) for count, name, told in found}


def returns_by_last_event() -> dict[EventKind, int]:
    """The unit's returns by the last thing that happened to each as a whole, from the events alone."""
    last: dict[int, EventKind] = {}
    for event in db.session.scalars(sa.select(Event).where(Event.what.in_(LAST_STATE)).order_by(Event.id)):
        last[event.return_id] = event.what
    return {what: list(last.values()).count(what) for what in LAST_STATE}


def age(number: str, days: int) -> None:
    """So many days have passed since each thing that happened to the return."""
    shown, span = stored(number), datetime.timedelta(days=days)
    shown.opened_at -= span
    if shown.handover:
        shown.handover.at -= span
    db.session.commit()


def test_each_lane_counts_what_the_events_say_and_names_its_oldest(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    old, _new = clinic.new_return(), clinic.new_return()
    sent = clinic.sealed_return(examples["to_warehouse"])
    clinic.client.post(f"/returer/{sent}/overlamnad")
    age(old, 5)
    age(sent, 9)
    page = clinic.client.get("/returer/").text
    counted, last = tiles(page), returns_by_last_event()
    assert counted["Pågår"] == (last[EventKind.OPENED] + last[EventKind.SEALED], "äldst: 5 dagar")
    assert counted["På väg"] == (last[EventKind.SENT], "äldst: 9 dagar")
    assert counted["Kom tillbaka"] == (0, "inget väntar")
    assert page.count('class="card lane old"') >= 2, "a draft of 5 days, and an envelope that may be lost"
    take(receiver, sent, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{sent}/inlagd")
    assert tiles(clinic.client.get("/returer/").text)["På väg"] == (0, "inget väntar")
    arrived = clinic.client.get("/returer/?visa=skickade").text
    assert "Framme på huvudlagret" in arrived
    assert f"/returer/{sent}/" in arrived


def test_what_came_back_waits_until_the_unit_has_answered(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0].id
    receiver.post(f"/lager/kontroll/{line}/tillbaka", data={"reasons": ["dirty"]})
    assert tiles(clinic.client.get("/returer/").text)["Kom tillbaka"] == (1, "äldst: i dag")
    clinic.client.post(f"/returer/kom-tillbaka/{line}", data={"kind": "mended"})
    assert tiles(clinic.client.get("/returer/").text)["Kom tillbaka"] == (0, "inget väntar")


def test_the_lane_of_return_rights_counts_the_rows_of_its_page(clinic: Clinic) -> None:
    counted, told = tiles(clinic.client.get("/returer/").text)["Returrätt tar slut"]
    rows = clinic.client.get("/returer/returratt-snart-slut").text.count('<th scope="row">')
    assert counted == rows
    assert counted
    assert told.startswith("nästa:")
    young = today() - datetime.timedelta(days=400)
    db.session.execute(sa.update(Device).values(order_date=young, delivery_date=young))
    db.session.commit()
    assert tiles(clinic.client.get("/returer/").text)["Returrätt tar slut"] == (0, "inget inom 14 dagar")


def test_a_new_return_comes_before_everything_that_waits(clinic: Clinic) -> None:
    page = clinic.client.get("/returer/").text
    assert page.index("Ny retur") < page.index("Det som väntar") < page.index("Sök bland enhetens returer")
    assert "Det som väntar" not in clinic.client.get("/returer/?visa=avslutade").text


def test_every_return_of_the_unit_is_in_one_group(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    clinic.new_return()
    clinic.sealed_return(examples["to_supplier"])
    arrived, cancelled = clinic.sealed_return(examples["to_warehouse"]), clinic.new_return()
    take(receiver, arrived, examples["to_warehouse"])
    clinic.client.post(f"/returer/{cancelled}/avbryt", data={"reason": "Fel knapp."})
    supplier = clinic.sealed_return(examples["to_warehouse_2"])
    clinic.client.post(f"/returer/{supplier}/overlamnad")
    db.session.rollback()
    unit = first_unit()
    groups = {group: {item.number for item in in_group(unit, group)} for group in ReturnGroup}
    everything = [number for numbers in groups.values() for number in numbers]
    assert len(everything) == len(set(everything)) == 5
    assert groups[ReturnGroup.DONE] == {cancelled}
    assert supplier in groups[ReturnGroup.ON_THE_WAY]
    assert {group: number_in_group(unit, group) for group in ReturnGroup} == {
        group: len(numbers) for group, numbers in groups.items()
    }


def test_what_is_done_comes_page_by_page(clinic: Clinic, signed_in: Callable[[str], FlaskClient]) -> None:
    numbers = [clinic.new_return() for _each in range(3)]
    for number in numbers:
        clinic.client.post(f"/returer/{number}/avbryt", data={"reason": "Fel knapp."})
    db.session.rollback()
    first = in_group(first_unit(), ReturnGroup.DONE, limit=2)
    rest = in_group(first_unit(), ReturnGroup.DONE, limit=2, offset=2)
    assert [item.number for item in (*first, *rest)] == numbers[::-1]
    assert clinic.client.get("/returer/?visa=avslutade&sida=9").status_code == 200
    assert signed_in("warehouse").get("/returer/").status_code == 403
