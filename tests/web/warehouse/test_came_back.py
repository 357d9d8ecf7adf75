"""What the warehouse sends back: the unit sees why and what to do, answers, and the second try knows of the first."""

import pytest
from flask.testing import FlaskClient

from database import db
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import take
from warehouse import SendBack
from warehouse.send_back import ANSWERS, SendBackAnswerKind

INBOX = "/returer/kom-tillbaka"


@pytest.fixture
def sent_back(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> int:
    """The line of a product that went back because it was dirty and something lacked."""
    number = clinic.sealed_return(examples["to_warehouse"])
    take(receiver, number, examples["to_warehouse"])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    line = stored(number).lines[0].id
    reasons = {"reasons": ["dirty", "incomplete"], "note": "Laddaren saknas"}
    assert receiver.post(f"/lager/kontroll/{line}/tillbaka", data=reasons).status_code == 302
    return line


def kinds(line: int) -> list[str]:
    db.session.rollback()
    return [answer.kind for answer in db.session.get_one(SendBack, line).answers]


def test_every_answer_has_its_words() -> None:
    assert set(ANSWERS) == set(SendBackAnswerKind)


def test_the_unit_sees_why_and_what_to_do(clinic: Clinic, sent_back: int, examples: dict[str, str]) -> None:
    assert "1 produkt har kommit tillbaka" in clinic.client.get("/returer/").text
    page = clinic.client.get(INBOX).text
    for words in (
        examples["to_warehouse"],
        "Laddaren saknas",
        "inte rengjord",
        "Rengör produkten",
        "Leta fram",
    ):
        assert words in page


@pytest.mark.parametrize("kind", SendBackAnswerKind)
def test_each_answer_reaches_the_warehouse_once(
    clinic: Clinic, receiver: FlaskClient, sent_back: int, kind: SendBackAnswerKind
) -> None:
    for _again in range(2):
        data = {"kind": kind, "note": "Laddaren låg kvar i lådan"}
        assert clinic.client.post(f"{INBOX}/{sent_back}", data=data).status_code == 302
    assert kinds(sent_back) == [kind]
    assert "har kommit tillbaka" not in clinic.client.get("/returer/").text
    page = receiver.get(f"/lager/kontroll/{sent_back}").text
    assert str(ANSWERS[kind]) in page
    assert "Laddaren låg kvar i lådan" in page


def test_an_answer_can_be_changed_and_the_thread_stays(clinic: Clinic, sent_back: int) -> None:
    for kind in ("stays_at_unit", "scrapped"):
        clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": kind, "note": ""})
    assert kinds(sent_back) == ["stays_at_unit", "scrapped"]
    events = [event.what for event in db.session.get_one(SendBack, sent_back).line.return_.events]
    assert events.count("send-back answered") == 2


@pytest.mark.parametrize(
    ("kind", "note", "status"),
    [
        ("disputed", "", 303),
        ("disputed", "   ", 303),
        ("mended", "x" * 501, 303),
        ("mended", "Till 19811228-9874", 303),
        ("lost", "", 400),
        ("", "", 400),
    ],
)
def test_what_is_no_answer_changes_nothing(
    clinic: Clinic, sent_back: int, kind: str, note: str, status: int
) -> None:
    answer = clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": kind, "note": note})
    assert answer.status_code in {status, 409, 422}
    assert kinds(sent_back) == []


def test_another_units_product_is_nobody_elses_to_answer(
    other_units_return: str, clinic: Clinic, receiver: FlaskClient, sent_back: int
) -> None:
    db.session.rollback()
    line = db.session.get_one(SendBack, sent_back).line
    line.return_.unit_id = stored(other_units_return).unit_id
    db.session.commit()
    assert clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": "mended"}).status_code == 404
    assert line.serial_number not in clinic.client.get(INBOX).text
    assert receiver.get(INBOX).status_code == 403
    assert kinds(sent_back) == []


def test_the_second_try_is_checked_for_what_failed_the_first(
    clinic: Clinic, receiver: FlaskClient, sent_back: int, examples: dict[str, str]
) -> None:
    again = clinic.new_return()
    clinic.pack(again, examples["to_warehouse"])
    line = stored(again).lines[0].id
    words = ("Skickades tillbaka", "inte rengjord", "Titta på det först")
    page = clinic.client.get(f"/returer/{again}/rader/{line}/kontroll").text
    assert all(word in page for word in words)
    clinic.answer_all(again)
    clinic.seal(again)
    take(receiver, again, examples["to_warehouse"])
    page = receiver.get(f"/lager/kontroll/{line}").text
    assert all(word in page for word in words)
    assert "Skickades tillbaka" not in receiver.get(f"/lager/kontroll/{sent_back}").text
