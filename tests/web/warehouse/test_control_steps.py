"""Steps of the control: with who and outcome, corrected by a further note; an administrator may pass them by."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from database import db
from registry.control_steps import steps_for
from returns import EventKind, Line
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import finish_control, take
from warehouse import Control, StockItem


@pytest.fixture
def line_id(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> int:
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    return stored(number).lines[0].id


def mark(client: FlaskClient, line_id: int, code: str, outcome: str, reason: str = "") -> int:
    data = {"outcome": outcome, "reason": reason}
    return client.post(f"/lager/kontroll/{line_id}/steg/{code}", data=data).status_code


def correct(client: FlaskClient, line_id: int, code: str, outcome: str, reason: str) -> int:
    data = {"outcome": outcome, "reason": reason}
    return client.post(f"/lager/kontroll/{line_id}/steg/{code}/ratta", data=data).status_code


def available(line_id: int) -> bool:
    db.session.rollback()
    return db.session.query(StockItem).filter_by(line_id=line_id).count() == 1


def outcomes(line_id: int, code: str) -> list[tuple[str, str | None]]:
    db.session.rollback()
    control = db.session.get(Control, line_id)
    return [(row.outcome, row.reason) for row in control.done if row.code == code] if control else []


def kinds(line_id: int) -> list[EventKind]:
    db.session.rollback()
    return [event.what for event in db.session.get_one(Line, line_id).return_.events]


def test_the_article_prescribes_them_with_completeness_and_function_for_all(line_id: int) -> None:
    article = db.session.get_one(Line, line_id).article
    assert article is not None
    codes = [step.code for step in steps_for(article)]
    assert codes[:3] == ["visual", "complete", "wipe"]
    assert codes[-1] == "function"
    assert ("uvc" in codes) == article.uvc_suitable
    article.uvc_minutes = 25
    helps = {step.code: step.help for step in steps_for(article)}
    assert helps["uvc"].params == {"minutes": 25}


def test_a_wrong_note_is_corrected_by_a_further_one_and_both_stay(
    line_id: int, receiver: FlaskClient
) -> None:
    mark(receiver, line_id, "wipe", "done")
    mark(receiver, line_id, "wipe", "not_applicable", "Ny i plast")
    assert outcomes(line_id, "wipe") == [("done", None)]
    for _time in range(2):
        correct(receiver, line_id, "wipe", "not_done", "Fel produkt i handen")
    assert outcomes(line_id, "wipe") == [("done", None), ("not_done", "Fel produkt i handen")]
    assert kinds(line_id).count(EventKind.CONTROL_STEP_CORRECTED) == 1
    page = receiver.get(f"/lager/kontroll/{line_id}").text
    assert "Fel produkt i handen" in page


def test_a_step_that_was_not_passed_or_taken_back_keeps_it_from_the_shelf(
    line_id: int, receiver: FlaskClient
) -> None:
    mark(receiver, line_id, "function", "not_passed", "Inget ljud")
    for code in ("visual", "complete", "wipe", "uvc", "charge"):
        mark(receiver, line_id, code, "done")
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert not available(line_id)
    mark(receiver, line_id, "function", "done")
    correct(receiver, line_id, "wipe", "not_done", "Glömdes")
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert not available(line_id)
    finish_control(receiver, line_id)
    assert available(line_id)


@pytest.mark.parametrize("reason", ["", " ", "för 19880320-0016", "x" * 501])
@pytest.mark.parametrize("outcome", ["not_applicable", "not_passed"])
def test_what_is_not_simply_done_needs_a_fit_reason(
    line_id: int, receiver: FlaskClient, outcome: str, reason: str
) -> None:
    mark(receiver, line_id, "wipe", outcome, reason)
    assert outcomes(line_id, "wipe") == []


def test_an_unknown_outcome_or_step_is_refused(line_id: int, receiver: FlaskClient) -> None:
    assert mark(receiver, line_id, "wipe", "perhaps") == 400
    mark(receiver, line_id, "polish", "done")
    assert outcomes(line_id, "polish") == []


def test_only_an_administrator_lets_it_pass_without_its_steps_and_says_why(
    line_id: int, receiver: FlaskClient, clinic: Clinic, signed_in: Callable[[str], FlaskClient]
) -> None:
    admin, address = signed_in("admin"), f"/lager/kontroll/{line_id}/hoppa-over"
    reason = {"reason": "Behövs i dag"}
    assert receiver.post(address, data=reason).status_code == 403
    assert clinic.client.post(address, data=reason).status_code == 403
    assert "Hoppa över stegen" not in receiver.get(f"/lager/kontroll/{line_id}").text
    admin.post(address, data={"reason": " "})
    assert not kinds(line_id).count(EventKind.STEPS_BYPASSED)
    mark(receiver, line_id, "wipe", "done")
    for _time in range(2):
        assert admin.post(address, data=reason).status_code == 302
    assert kinds(line_id).count(EventKind.STEPS_BYPASSED) == 1
    correct(receiver, line_id, "wipe", "not_done", "Glömdes")
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert not available(line_id), "a step taken back after the bypass is not bypassed"
    mark(receiver, line_id, "wipe", "done")
    receiver.post(f"/lager/kontroll/{line_id}/tillganglig")
    assert available(line_id)
