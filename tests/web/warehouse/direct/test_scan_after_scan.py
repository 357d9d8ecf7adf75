"""Ta emot direkt: what is exactly as announced is taken in by the scan itself, everything else is a loud question."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db
from identity import identify_typed, join
from operations.demo import first_unit
from registry.models import Device, Gtin
from registry.verdict import VerdictKind
from returns import LineState, Return
from returns.judging import judge
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import Receiver
from web.http.local_time import today

AS_JSON = {"Accept": "application/json"}
PRESSED = {"X-Requested-With": "fetch"}


@pytest.fixture
def desk(receiver: FlaskClient) -> Receiver:
    return Receiver(receiver)


@pytest.fixture
def sent(clinic: Clinic, examples: dict[str, str]) -> Return:
    """Two products on their way."""
    return stored(clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"]))


@pytest.fixture
def third(clinic: Clinic, examples: dict[str, str]) -> str:
    """One more product of the clinic's that goes to the warehouse."""
    unit, taken = first_unit(), (examples["to_warehouse"], examples["to_warehouse_2"])
    query = sa.select(Device.serial_number).where(
        Device.unit_id == unit.id, Device.serial_number.not_in(taken)
    )
    for serial in db.session.scalars(query):
        package = join([identify_typed(serial)])[0]
        if judge(package, unit, today()).verdict.kind is VerdictKind.TO_WAREHOUSE:
            return serial
    raise AssertionError("expected a third product for the warehouse in the demo")


def states(sent: Return) -> list[str]:
    return [str(line.state) for line in stored(sent.number).lines]


def what_happened(sent: Return) -> list[str]:
    return [event.what for event in stored(sent.number).events]


def test_an_envelope_and_its_products_need_no_press(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    opened = desk.scan(sent.number)
    assert opened["tone"] == "good"
    assert opened["open"] == f"{sent.number}E1"
    assert "envelope arrived" in what_happened(sent)
    first = desk.scan(examples["to_warehouse"])
    assert (first["tone"], first["results"][0]["state"]) == ("good", "received")
    assert states(sent) == ["received", "packed"]
    second = desk.scan(examples["to_warehouse_2"])
    assert "Allt är här" in second["message"]
    assert states(sent) == ["received", "received"]


def test_the_next_envelope_takes_the_one_before_in(
    desk: Receiver, sent: Return, clinic: Clinic, examples: dict[str, str], third: str
) -> None:
    other = clinic.sealed_return(third)
    for text in (sent.number, examples["to_warehouse"], examples["to_warehouse_2"]):
        desk.scan(text)
    assert stored(sent.number).state == "sealed"
    assert desk.scan(other)["tone"] == "good"
    assert stored(sent.number).state == "received"
    assert desk.open == f"{other}E1"


def test_an_envelope_that_is_left_with_products_missing_is_told_loudly_and_stays(
    desk: Receiver, sent: Return, clinic: Clinic, examples: dict[str, str], third: str
) -> None:
    other = clinic.sealed_return(third)
    desk.scan(sent.number)
    desk.scan(examples["to_warehouse"])
    told = desk.scan(other)
    assert told["tone"] == "stop"
    assert "1 produkt saknas" in told["message"]
    assert desk.open == f"{other}E1", "the scan of another envelope changes envelope"
    assert states(sent) == ["received", "packed"]
    assert "product missing" not in what_happened(sent)
    left = next(result for result in told["results"] if result["state"] == "left")
    shown = desk.client.post("/lager/direkt/skanna", data={"text": left["text"]}, headers=AS_JSON).json or {}
    assert "Ta in kuvertet ändå" in shown["html"]


def test_an_envelope_in_which_nothing_was_scanned_stays_in_the_pile(
    desk: Receiver, sent: Return, clinic: Clinic, examples: dict[str, str], third: str
) -> None:
    other = clinic.sealed_return(third)
    desk.scan(sent.number)
    assert desk.scan(other)["tone"] == "good"
    assert stored(sent.number).envelopes[0].on_desk


def test_a_repeat_is_told_as_one_and_changes_nothing(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    desk.scan(examples["to_warehouse"])
    before = what_happened(sent)
    for text in (examples["to_warehouse"], sent.number):
        again = desk.scan(text)
        assert (again["tone"], again["results"][0]["state"]) == ("again", "there")
    assert what_happened(sent) == before


def test_the_same_deed_sent_twice_is_done_once(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    opened = desk.scan(sent.number, key="one")
    assert desk.scan(sent.number, key="one", oppet="") == opened
    taken = desk.scan(examples["to_warehouse"], key="two")
    assert desk.scan(examples["to_warehouse"], key="two") == taken
    assert what_happened(sent).count("product received") == 1


@pytest.mark.parametrize("kind", ["to_supplier", "another_unit", "unknown", "not_handled"])
def test_what_is_not_announced_is_a_loud_question_and_is_never_taken_by_itself(
    kind: str, desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    before = what_happened(sent)
    told = desk.scan(examples.get(kind, "HELT-OKÄND-1"))
    assert told["tone"] == "stop"
    assert told["results"][0]["state"] == "left"
    assert "Ta emot som extra" in told["html"]
    assert what_happened(sent) == before


def test_the_question_is_answered_by_its_button(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    token = desk.scan(examples["another_unit"])["results"][0]["token"]
    shown = desk.client.post(
        "/lager/direkt/skanna", data={"token": token, "oppet": desk.open}, headers=AS_JSON
    )
    assert "Ta emot som extra" in (shown.json or {})["html"]
    data = {"token": token, "oppet": desk.open, "kuvert": "1"}
    taken = desk.client.post(f"/lager/mottag/{sent.number}/produkter", data=data, headers=PRESSED)
    assert "Mottagen" in taken.text
    assert states(sent) == ["packed", "packed", "received"]


def test_a_product_in_another_articles_box_is_not_as_announced(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    own = stored(sent.number).lines[0].article
    assert own is not None
    other = db.session.scalars(sa.select(Gtin).where(Gtin.article_id != own.id)).first()
    assert other is not None
    told = desk.scan(f"(01){other.gtin}(21){examples['to_warehouse']}")
    assert told["tone"] == "stop"
    assert states(sent) == ["packed", "packed"]


def test_a_product_before_any_envelope_is_told_loudly(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    told = desk.scan(examples["to_warehouse"])
    assert told["tone"] == "stop"
    assert "etikett först" in told["message"]
    assert states(sent) == ["packed", "packed"]


def test_an_envelope_that_may_not_be_opened_leaves_none_open(
    desk: Receiver, sent: Return, clinic: Clinic, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    draft = clinic.new_return()
    told = desk.scan(draft)
    assert told["tone"] == "stop"
    assert told["open"] == ""
    assert desk.scan(examples["to_warehouse"])["tone"] == "stop"
    assert states(sent) == ["packed", "packed"]


def test_a_label_that_says_only_the_return_asks_which_envelope(
    desk: Receiver, clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    clinic.seal(number, envelopes="2")
    told = desk.scan(number)
    assert (told["tone"], told["open"]) == ("stop", "")
    assert f'value="{number}E2"' in told["html"]
    assert desk.scan(f"{number}E2")["open"] == f"{number}E2"
    taken = desk.scan(examples["to_warehouse"])
    assert taken["tone"] == "good"
    desk.scan(f"{number}E1")
    return_ = stored(number)
    assert [bool(envelope.taken_in_at) for envelope in return_.envelopes] == [False, True]


def test_undo_takes_back_the_last_product_and_then_the_one_before(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number)
    for kind in ("to_warehouse", "to_warehouse_2"):
        desk.scan(examples[kind])
    for kind, left in (("to_warehouse_2", "received"), ("to_warehouse", "packed")):
        page = desk.client.get(f"/lager/direkt?oppet={desk.open}").text
        assert f"Ångra {examples[kind]}" in page
        line_id = next(line.id for line in stored(sent.number).lines if line.serial_number == examples[kind])
        data = {"oppet": desk.open, "line_id": line_id}
        for _twice in range(2):
            assert desk.client.post("/lager/direkt/angra", data=data, headers=PRESSED).status_code == 200
        assert states(sent) == [left, "packed"]


def test_undo_of_an_envelope_says_that_it_had_not_come(desk: Receiver, sent: Return) -> None:
    assert "Ångra kuvertet" in desk.scan(sent.number)["html"]
    undone = desk.client.post("/lager/direkt/angra", data={"oppet": desk.open}, headers=AS_JSON).json or {}
    assert undone["open"] == ""
    assert not stored(sent.number).envelopes[0].has_arrived


def test_a_photo_whose_label_the_device_could_not_read_opens_the_envelope_of_what_follows(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    desk.scan(sent.number, key="photo-1")
    desk.open = "foto:photo-1"
    assert desk.scan(examples["to_warehouse"])["tone"] == "good"
    desk.open = "foto:never-sent"
    told = desk.scan(examples["to_warehouse_2"])
    assert told["tone"] == "stop"
    assert "Fotot före är inte läst" in told["message"]
    assert states(sent) == ["received", "packed"]


def test_the_camera_is_told_what_may_go_by_itself(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    def may(text: str) -> str:
        data = {"text": text, "oppet": desk.open}
        shown = desk.client.post("/lager/direkt/skanna", data=data, headers=AS_JSON).json or {}
        answer: str = shown["products"][0]["may"]
        return answer

    before = what_happened(sent)
    assert may(sent.number) == "pack"
    assert what_happened(sent) == before, "a look changes nothing"
    desk.scan(sent.number)
    assert may(sent.number) == "there"
    assert may(examples["to_warehouse"]) == "pack"
    assert may(examples["another_unit"]) == "look"
    desk.scan(examples["to_warehouse"])
    assert may(examples["to_warehouse"]) == "there"


def test_without_its_script_the_page_works_too(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    page = desk.client.post("/lager/direkt/rader", data={"text": sent.number}, follow_redirects=True).text
    assert sent.shown_number in page
    data = {"text": examples["to_warehouse"], "oppet": f"{sent.number}E1"}
    page = desk.client.post("/lager/direkt/rader", data=data, follow_redirects=True).text
    assert "är mottagen" in page
    assert states(sent)[0] == LineState.RECEIVED


def test_only_the_warehouse_may(clinic: Clinic) -> None:
    assert clinic.client.get("/lager/direkt").status_code == 403
    assert clinic.client.post("/lager/direkt/rader", data={"text": "1"}).status_code == 403


def test_on_an_envelopes_own_page_a_stored_scan_takes_in_what_is_as_announced(
    desk: Receiver, sent: Return, examples: dict[str, str]
) -> None:
    def stored_scan(text: str) -> dict[str, Any]:
        path = f"/lager/mottag/{sent.number}/rader"
        told: dict[str, Any] = desk.client.post(path, data={"text": text}, headers=AS_JSON).json or {}
        return told

    assert stored_scan(examples["to_warehouse"])["tone"] == "good"
    assert stored_scan(examples["another_unit"])["tone"] == "stop"
    assert states(sent) == ["received", "packed"]
    pressed = {"line_id": stored(sent.number).lines[1].id, "kuvert": 1}
    told = desk.client.post(f"/lager/mottag/{sent.number}/produkter", data=pressed, headers=AS_JSON)
    assert (told.json or {})["results"][0]["state"] == "received"
    undo = f"/lager/mottag/{sent.number}/produkter/{pressed['line_id']}/angra"
    assert (desk.client.post(undo, headers=AS_JSON).json or {})["results"][0]["state"] == "undone"
    assert states(sent) == ["received", "packed"]


def test_a_stored_scan_of_the_pile_notes_the_envelope(desk: Receiver, sent: Return) -> None:
    def stored_scan(text: str) -> dict[str, Any]:
        told: dict[str, Any] = (
            desk.client.post("/lager/hog/rader", data={"text": text}, headers=AS_JSON).json or {}
        )
        return told

    assert stored_scan(sent.number)["tone"] == "good"
    assert stored_scan(sent.number)["tone"] == "good"
    assert what_happened(sent).count("envelope arrived") == 1
    assert stored_scan("RK3333333")["tone"] == "stop"
