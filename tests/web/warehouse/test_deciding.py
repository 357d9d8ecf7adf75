"""A product that may not be shelved as it is becomes available only after a decision that says why."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from database import db
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import Decision, StockItem

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


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_decision_with_a_reason_lets_it_through_after_its_steps(
    arrived: Callable[[str], int], receiver: FlaskClient, kind: str
) -> None:
    line_id = arrived(kind)
    for _time in range(2):
        receiver.post(f"/lager/kontroll/{line_id}/beslut", data={"reason": "Avtalat med enheten"})
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert not on_the_shelf(line_id)
    finish_control(receiver, line_id)
    assert on_the_shelf(line_id)
    decision = db.session.get_one(Decision, line_id)
    assert (decision.verdict, decision.reason) == (kind, "Avtalat med enheten")
    events = [event.what for event in decision.line.return_.events]
    assert events.count("kept by decision") == 1


@pytest.mark.parametrize("reason", ["", "  ", "för 19880320-0016", "x" * 501])
def test_a_decision_without_a_fit_reason_is_refused(
    arrived: Callable[[str], int], receiver: FlaskClient, reason: str
) -> None:
    line_id = arrived("another_unit")
    receiver.post(f"/lager/kontroll/{line_id}/beslut", data={"reason": reason})
    db.session.rollback()
    assert db.session.get(Decision, line_id) is None
