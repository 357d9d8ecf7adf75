"""The label on the envelope is looked at before it travels: the right one is noted, any other one is told."""

from collections.abc import Callable

import cv2
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db, forget_and_write, utcnow
from operations.region_settings import RegionSetting
from printing import Printer, PrintJob
from printing.print_look import PrintLook
from printing.queue import State
from tests.label_photo import Print, photographed, printed, torn
from tests.web.conftest import Clinic, stored


def label_of(clinic: Clinic, number: str, page: int = 0) -> Print:
    return printed(clinic.client.get(f"/returer/{number}/etikett.pdf").data, page)


def look(clinic: Clinic, number: str, label: Print | str) -> dict[str, str]:
    """A look at the label in the hand: a photo at 30 degrees in poor light, or typed text."""
    url, headers = f"/returer/{number}/kuvert", {"Accept": "application/json"}
    if isinstance(label, str):
        answer = clinic.client.post(url, data={"text": label}, headers=headers)
    else:
        photo = photographed(label, tilt=30, light=0.35, noise=4)
        picture = cv2.imencode(".jpg", cv2.resize(photo, None, fx=0.5, fy=0.5))[1].tobytes()
        answer = clinic.client.post(url, data=picture, headers={**headers, "Content-Type": "image/jpeg"})
    assert answer.status_code == 200, answer.text
    told: dict[str, str] = answer.json or {}
    return told


def events(number: str) -> list[str]:
    return [event.what for event in stored(number).events if "label" in event.what]


@pytest.fixture
def sealed(clinic: Clinic, examples: dict[str, str]) -> str:
    return clinic.sealed_return(examples["to_warehouse"])


def test_the_right_label_is_noted_once_and_can_be_undone(clinic: Clinic, sealed: str) -> None:
    label = label_of(clinic, sealed)
    for _time in range(2):
        told = look(clinic, sealed, label)
        assert told["tone"] == "good"
        assert "Rätt etikett på alla kuvert" in told["html"]
    (envelope,) = stored(sealed).envelopes
    assert envelope.label_seen_by
    assert events(sealed) == ["label seen"]
    for _time in range(2):
        clinic.client.post(f"/returer/{sealed}/kuvert/1/angra")
    assert events(sealed) == ["label seen", "label seen undone"]
    assert stored(sealed).unseen_envelopes


def test_a_label_of_another_return_is_told_in_red(
    clinic: Clinic, sealed: str, examples: dict[str, str]
) -> None:
    other = clinic.sealed_return(examples["to_warehouse_2"])
    told = look(clinic, sealed, label_of(clinic, other))
    assert told["tone"] == "stop"
    assert "annan retur" in told["message"]
    assert events(sealed) == events(other) == []


def test_a_label_of_a_cancelled_return_is_told_in_red(
    clinic: Clinic, sealed: str, examples: dict[str, str]
) -> None:
    other = clinic.sealed_return(examples["to_warehouse_2"])
    label = label_of(clinic, other)
    clinic.client.post(f"/returer/{other}/avbryt", data={"reason": "Fel kuvert"})
    told = look(clinic, sealed, label)
    assert told["tone"] == "stop"
    assert "avbruten" in told["message"]


def test_a_label_from_before_a_correction_is_told_and_the_new_one_is_right(
    clinic: Clinic, sealed: str
) -> None:
    old = label_of(clinic, sealed)
    look(clinic, sealed, old)
    clinic.client.post(
        f"/returer/{sealed}/hamtorder", data={"order_number": "7654321", "reason": "Fel siffra"}
    )
    assert stored(sealed).unseen_envelopes
    told = look(clinic, sealed, old)
    assert told["tone"] == "stop"
    assert "innan numret rättades" in told["message"]
    assert look(clinic, sealed, label_of(clinic, sealed))["tone"] == "good"


def test_half_a_label_is_told_and_accepted_only_by_a_person(clinic: Clinic, sealed: str) -> None:
    told = look(clinic, sealed, torn(label_of(clinic, sealed)))
    assert told["tone"] == "attention"
    assert events(sealed) == []
    half = {"text": sealed, "whole": "1"}  # what the card's button sends
    assert clinic.client.post(f"/returer/{sealed}/kuvert", data=half).status_code == 302
    assert events(sealed) == ["label seen"]


def test_each_of_three_envelopes_is_looked_at(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.answer_all(number)
    clinic.seal(number, envelopes="3")
    assert look(clinic, number, number)["tone"] == "attention"  # it says not which one
    for left, envelope in ((2, 2), (1, 1), (0, 3)):
        told = look(clinic, number, label_of(clinic, number, envelope - 1))
        assert f"kuvert {envelope} av 3" in told["message"]
        assert len(stored(number).unseen_envelopes) == left
        assert ("Rätt etikett på alla kuvert" in told["html"]) == (left == 0)


def test_what_is_no_label_and_what_has_left_is_told(clinic: Clinic, sealed: str) -> None:
    assert look(clinic, sealed, "12345678")["tone"] == "attention"
    clinic.client.post(f"/returer/{sealed}/overlamnad")
    answer = clinic.client.post(f"/returer/{sealed}/kuvert", data={"text": sealed})
    assert answer.status_code == 303
    assert events(sealed) == []


def printed_by(subject: str) -> int:
    """A printer that has printed it."""
    now = utcnow()
    printer = Printer.add(name="Zebran", paper="102x152", address="zpl://127.0.0.1:9100", actor="a", now=now)
    said = {"content": {"content": "test page"}, "format": "102x152", "added_by": "a", "added_at": now}
    db.session.add(
        PrintJob(printer=printer, subject=subject, state=State.PRINTED, tries=1, changed_at=now, **said)
    )
    db.session.flush()
    return printer.id


def test_the_look_measures_the_print_for_the_printers_page(
    clinic: Clinic, signed_in: Callable[[str], FlaskClient], sealed: str
) -> None:
    with forget_and_write():
        printer_id = printed_by(f"label:{sealed}")
    label = label_of(clinic, sealed)
    for _time in range(2):
        look(clinic, sealed, label)
    (kept,) = db.session.scalars(sa.select(PrintLook)).all()
    assert kept.printer_id == printer_id
    assert {code["format"] for code in kept.codes} == {"Code128", "QRCode"}
    assert kept.grade >= 2
    page = signed_in("admin").get(f"/admin/skrivare/{printer_id}").text
    assert "inget certifierat betyg" in page
    assert "<meter" in page


@pytest.fixture
def demanded(sealed: str) -> str:
    """A sealed return in a region that demands a look at each label."""
    with forget_and_write():
        RegionSetting.say({"LABEL_LOOK_DEMANDED": True}, actor="admin", now=utcnow())
    return sealed


def test_where_a_look_is_demanded_nothing_leaves_without_one(clinic: Clinic, demanded: str) -> None:
    page = clinic.client.get(f"/returer/{demanded}/").text
    assert f'action="/returer/{demanded}/overlamnad"' not in page
    assert "Kontrollera etiketten på varje kuvert" in page
    clinic.client.post(f"/returer/{demanded}/overlamnad")
    assert stored(demanded).state == "sealed"
    look(clinic, demanded, demanded)
    clinic.client.post(f"/returer/{demanded}/overlamnad")
    assert stored(demanded).state == "sent"


def test_a_demanded_look_is_left_out_with_a_reason_that_is_kept(clinic: Clinic, demanded: str) -> None:
    url = f"/returer/{demanded}/kuvert/utan-kontroll"
    assert clinic.client.post(url, data={"reason": "lunch"}).status_code == 303
    assert stored(demanded).envelopes[0].needs_look
    for _time in range(2):
        assert clinic.client.post(url, data={"reason": "no camera"}).status_code == 302
    assert events(demanded) == ["label look skipped"]
    page = clinic.client.get(f"/returer/{demanded}/").text
    assert "Etiketten på kuvertet inte kontrollerad</strong>: Ingen kamera här" in page
    clinic.client.post(f"/returer/{demanded}/overlamnad")
    assert stored(demanded).state == "sent"
