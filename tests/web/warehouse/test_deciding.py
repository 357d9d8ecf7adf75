"""A product that may not be shelved as it is becomes available only after a decision that says why."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from accounts import User
from database import db
from identity import normalise_serial
from registry.models import Category
from returns import Line
from tests.conftest import DEMO_EMAILS
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import Decision, SesamWait, StockItem

FORBIDDEN = ["to_supplier", "another_unit"]


@pytest.fixture
def arrived(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> Callable[[str], int]:
    """Takes in an envelope with an announced product and one more of the kind; gives the latter's line."""

    def take_in(kind: str) -> int:
        number = clinic.sealed_return(examples["to_warehouse"])
        take(receiver, number, examples["to_warehouse"])
        take(receiver, number, examples[kind])
        receiver.post(f"/lager/mottag/{number}/inlagd")
        return next(line.id for line in stored(number).lines if not line.announced)

    return take_in


def on_the_shelf(line_id: int) -> bool:
    db.session.rollback()
    return db.session.query(StockItem).filter_by(line_id=line_id).count() == 1


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_finished_steps_alone_do_not_make_it_available(
    arrived: Callable[[str], int], receiver: FlaskClient, kind: str
) -> None:
    line_id = arrived(kind)
    finish_control(receiver, line_id)
    assert not on_the_shelf(line_id)
    assert "får inte läggas på hyllan" in receiver.get(f"/lager/kontroll/{line_id}").text


@pytest.fixture
def decider(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("admin")


def decide(client: FlaskClient, line_id: int, reason: str = "Avtalat med enheten") -> int:
    return client.post(f"/lager/kontroll/{line_id}/beslut", data={"reason": reason}).status_code


def decisions(line_id: int) -> list[Decision]:
    db.session.rollback()
    return db.session.query(Decision).filter_by(line_id=line_id).all()


def events_of(line_id: int) -> list[str]:
    db.session.rollback()
    line = db.session.get_one(Line, line_id)
    return [event.what for event in line.return_.events if event.line_id == line_id]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_decision_with_a_reason_lets_it_through_after_its_steps(
    arrived: Callable[[str], int], receiver: FlaskClient, decider: FlaskClient, kind: str
) -> None:
    line_id = arrived(kind)
    for _time in range(2):
        assert decide(decider, line_id) == 302
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert not on_the_shelf(line_id)
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)
    assert [(one.verdict, one.reason) for one in decisions(line_id)] == [(kind, "Avtalat med enheten")]
    assert events_of(line_id).count("kept by decision") == 1


@pytest.mark.parametrize("reason", ["", "  ", "för 19880320-0016", "x" * 501])
def test_a_decision_without_a_fit_reason_is_refused(
    arrived: Callable[[str], int], decider: FlaskClient, reason: str
) -> None:
    line_id = arrived("another_unit")
    decide(decider, line_id, reason)
    assert decisions(line_id) == []


def test_only_who_may_decide_keeps_a_product(
    arrived: Callable[[str], int], receiver: FlaskClient, clinic: Clinic, decider: FlaskClient
) -> None:
    """An administrator gives the right to somebody at the warehouse, and takes it away again."""
    line_id = arrived("another_unit")
    page = f"/lager/kontroll/{line_id}"
    assert "Be en administratör" in receiver.get(page).text
    assert decide(receiver, line_id) == 403
    assert decide(clinic.client, line_id) == 403
    user = db.session.query(User).filter_by(email=DEMO_EMAILS["warehouse"]).one()
    change = f"/admin/konton/{user.id}/far-besluta"
    assert receiver.post(change, data={"may": "yes"}).status_code == 403
    for _time in range(2):
        decider.post(change, data={"may": "yes"})
    db.session.rollback()
    assert len(user.deciding_rights) == 1
    assert "Behåll på huvudlagret" in receiver.get(page).text
    decider.post(change, data={"may": "no"})
    assert decide(receiver, line_id) == 403
    decider.post(change, data={"may": "yes"})
    assert decide(receiver, line_id) == 302
    assert len(decisions(line_id)) == 1


def test_a_product_that_the_register_has_given_to_its_unit_goes_on_when_it_is_judged_again(
    arrived: Callable[[str], int], receiver: FlaskClient
) -> None:
    line_id = arrived("another_unit")
    db.session.rollback()
    line = db.session.get_one(Line, line_id)
    assert line.device is not None
    line.device.unit = line.return_.unit
    db.session.commit()
    assert "Registret säger i dag" in receiver.get(f"/lager/kontroll/{line_id}").text
    for _time in range(2):
        receiver.post(f"/lager/kontroll/{line_id}/bedom")
    assert events_of(line_id).count("judged again") == 1
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)


def test_a_decision_holds_for_the_verdict_that_was_seen(
    arrived: Callable[[str], int], receiver: FlaskClient, decider: FlaskClient
) -> None:
    """Kept although it is another unit's; then the register says that the category is not handled at all."""
    line_id = arrived("another_unit")
    decide(decider, line_id)
    db.session.rollback()
    line = db.session.get_one(Line, line_id)
    assert line.device is not None
    line.device.unit = line.return_.unit
    line.device.article.category = Category.OTHER
    db.session.commit()
    receiver.post(f"/lager/kontroll/{line_id}/bedom")
    finish_control(receiver, line_id)
    assert not on_the_shelf(line_id)
    decide(decider, line_id, "Ska visas för leverantören")
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)
    assert len(decisions(line_id)) == 2


def test_a_product_with_a_wrong_serial_waits_until_sesam_is_corrected(
    arrived: Callable[[str], int], receiver: FlaskClient
) -> None:
    line_id = arrived("correct_sesam")
    page = receiver.get(f"/lager/kontroll/{line_id}").text
    assert "Rätta Sesam först" in page
    assert "Serienummer i Sesam" in page
    assert "sesam/rattat" not in page
    for _time in range(2):
        receiver.post(f"/lager/kontroll/{line_id}/sesam/anmalt")
    assert "Väntar på att Sesam rättas" in receiver.get(f"/lager/kontroll/{line_id}").text
    finish_control(receiver, line_id)
    assert not on_the_shelf(line_id)
    for _time in range(2):
        receiver.post(f"/lager/kontroll/{line_id}/sesam/rattat")
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)
    events = events_of(line_id)
    assert (events.count("sesam reported"), events.count("sesam corrected")) == (1, 1)


def test_it_goes_on_by_itself_when_the_register_has_the_serial_of_the_product(
    arrived: Callable[[str], int], receiver: FlaskClient
) -> None:
    line_id = arrived("correct_sesam")
    receiver.post(f"/lager/kontroll/{line_id}/sesam/anmalt")
    db.session.rollback()
    waiting = db.session.get_one(SesamWait, line_id)
    device = waiting.line.device
    assert device is not None
    device.aliases, device.flagged_at = [], None
    device.serial_number, device.serial_key = waiting.scanned, normalise_serial(waiting.scanned)
    db.session.commit()
    receiver.post(f"/lager/kontroll/{line_id}/bedom")
    db.session.rollback()
    assert waiting.is_over
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)


def test_nobody_says_that_sesam_is_corrected_before_it_was_asked_for(
    arrived: Callable[[str], int], receiver: FlaskClient
) -> None:
    line_id = arrived("another_unit")
    receiver.post(f"/lager/kontroll/{line_id}/sesam/anmalt")
    receiver.post(f"/lager/kontroll/{line_id}/sesam/rattat")
    assert not {"sesam reported", "sesam corrected"} & set(events_of(line_id))
