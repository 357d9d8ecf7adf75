"""The warehouse's home counts the work in lanes, and the list behind each lane has as many rows."""

import datetime
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db, utcnow
from returns.sealing import Sealing
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import SesamWait, StockItem
from warehouse.lanes import LaneKind, flow_between, lane, median_to_shelf, waiting_in


def counted() -> dict[str, int]:
    db.session.rollback()
    found = {kind.value: lane(kind).count for kind in LaneKind}
    assert found == {kind.value: len(waiting_in(kind)) for kind in LaneKind}
    return found


def test_a_product_goes_from_lane_to_lane(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    lanes = dict.fromkeys((kind.value for kind in LaneKind), 0)
    assert counted() == lanes
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    assert counted() == lanes | {"pa-vag": 1}
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    assert counted() == lanes | {"i-kontroll": 1, "saknas": 1}
    page = receiver.get("/lager/").text
    assert re.search(r"1</span>\s*<strong>Väntar på kontroll", page)
    assert re.search(r"1</span>\s*<strong>Saknas", page)
    first = stored(number).lines[0].id
    finish_control(receiver, first)
    assert counted() == lanes | {"saknas": 1}


def test_what_needs_a_decision_has_a_lane_of_its_own(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    take(receiver, number, examples["another_unit"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    found = counted()
    assert (found["i-kontroll"], found["att-besluta"]) == (1, 1)


def test_what_waits_for_sesam_is_in_a_lane_of_its_own_with_its_message_and_the_way_on(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    """It is to be decided, then waits, and when somebody has seen Sesam corrected it goes on with its control."""
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    take(receiver, number, examples["correct_sesam"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    assert (counted()["att-besluta"], counted()["vantar-pa-sesam"]) == (1, 0)
    (line_id,) = [line.id for line in stored(number).lines if line.serial_number != examples["to_warehouse"]]
    receiver.post(f"/lager/kontroll/{line_id}/sesam/anmalt")
    assert (counted()["att-besluta"], counted()["vantar-pa-sesam"]) == (0, 1)
    waiting = db.session.get_one(SesamWait, line_id)
    waiting.reported_at -= datetime.timedelta(days=6)
    db.session.commit()
    assert re.search(
        r"1</span>\s*<strong>Väntar på Sesam</strong>\s*<small>\s*äldst: 6", receiver.get("/lager/").text
    )
    page = receiver.get("/lager/lista/vantar-pa-sesam").text
    assert "Har väntat 6 dagar" in page
    assert f"Serienummer på produkten: {waiting.scanned}" in page
    assert f"/lager/kontroll/{line_id}/bedom" in page
    receiver.post(f"/lager/kontroll/{line_id}/sesam/rattat")
    found = counted()
    assert (found["vantar-pa-sesam"], found["att-besluta"], found["i-kontroll"]) == (0, 0, 2)


@pytest.mark.parametrize("kind", LaneKind)
def test_every_lane_has_a_list(receiver: FlaskClient, kind: LaneKind) -> None:
    assert str(kind.words) in receiver.get(f"/lager/lista/{kind}").text
    assert receiver.get(f"/lager/lista/{kind}?sida=7").status_code == 200


def test_a_lane_that_is_none_is_not_found_and_no_clinic_sees_one(
    receiver: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert receiver.get("/lager/lista/finns-inte").status_code == 404
    assert signed_in("clinic").get("/lager/lista/saknas").status_code == 403


def test_the_days_flow_and_the_time_to_the_shelf(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    now, hour = utcnow(), datetime.timedelta(hours=1)
    assert median_to_shelf(now - hour, now + hour) is None
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    for serial in (examples["to_warehouse"], examples["to_warehouse_2"]):
        take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    for line in stored(number).lines:
        finish_control(receiver, line.id)
    db.session.rollback()
    flow = flow_between(now - hour, utcnow() + hour)
    assert (flow.envelopes, flow.received, flow.available, flow.sent_back, flow.picked) == (1, 2, 2, 0, 0)
    sealed = db.session.scalars(sa.select(Sealing)).one()
    for days, item in enumerate(db.session.scalars(sa.select(StockItem))):
        assert item.sealed_at == sealed.at
        item.available_at, item.sealed_at = now - days * 2 * hour, now - 4 * hour
    db.session.flush()
    assert median_to_shelf(now - 3 * hour, now + hour) == datetime.timedelta(hours=3)
    assert "Från förseglad till hylla" in receiver.get("/lager/").text
    db.session.rollback()
