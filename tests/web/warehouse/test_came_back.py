"""What the warehouse sends back: the unit sees why and what to do, answers, and the second try knows of the first."""

import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image

from common.sentence import Sentence
from database import db
from labels import proof
from returns import MOST_PHOTOS, Line, LinePhoto, PhotoSide
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import take
from warehouse import SendBack
from warehouse.own_labels import printed_reason
from warehouse.returning.send_back import ANSWERS, SendBackAnswerKind

INBOX = "/returer/kom-tillbaka"
THREADS = "/lager/skickat-tillbaka"


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


def came_back_on_home(clinic: Clinic) -> int:
    """How many products the lane of the clinic's home counts."""
    found = re.search(r'big-number">(\d+)</span>\s*<strong>Kom tillbaka', clinic.client.get("/returer/").text)
    assert found
    return int(found[1])


def test_every_answer_has_its_words() -> None:
    assert set(ANSWERS) == set(SendBackAnswerKind)


def test_the_unit_sees_why_and_what_to_do(clinic: Clinic, sent_back: int, examples: dict[str, str]) -> None:
    assert came_back_on_home(clinic) == 1
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
    assert came_back_on_home(clinic) == 0
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


@pytest.mark.parametrize("has_number", [True, False], ids=["not registered", "without number"])
def test_a_product_that_the_register_cannot_tell_is_known_as_far_as_can_be(
    clinic: Clinic, receiver: FlaskClient, sent_back: int, examples: dict[str, str], has_number: bool
) -> None:
    again = clinic.new_return()
    clinic.pack(again, examples["to_warehouse"])
    second = stored(again).lines[0].id
    for line in (db.session.get_one(Line, sent_back), db.session.get_one(Line, second)):
        line.device_id = line.open_device_id = None
        line.serial_number = "X1" if has_number else None
    db.session.commit()
    words = "Skickades tillbaka" if has_number else "En likadan produkt skickades tillbaka"
    address = f"/returer/{again}/rader/{second}/kontroll"
    page = clinic.client.get(address).text
    assert words in page
    assert "Laddaren saknas" in page
    clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": "scrapped"})
    assert ("kickades tillbaka" in clinic.client.get(address).text) is has_number
    db.session.get_one(Line, second).serial_number = "X2"
    db.session.commit()
    assert "kickades tillbaka" not in clinic.client.get(address).text


# --- the thread


def waits_for(line: int) -> str:
    db.session.rollback()
    return db.session.get_one(SendBack, line).waits_for


def listed(receiver: FlaskClient, line: int) -> list[str]:
    """The groups of the warehouse's list that the product stands in."""
    mark = f'aria-labelledby="line-{line}"'
    return [
        group
        for group in ("bestridda", "obesvarade", "klara")
        if mark in receiver.get(f"{THREADS}?visa={group}").text
    ]


def test_what_is_disputed_waits_for_the_warehouse_and_its_words_for_the_unit(
    clinic: Clinic, receiver: FlaskClient, sent_back: int
) -> None:
    assert (waits_for(sent_back), listed(receiver, sent_back)) == ("unit", ["obesvarade"])
    clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": "disputed", "note": "Den var ren"})
    assert (waits_for(sent_back), listed(receiver, sent_back)) == ("warehouse", ["bestridda"])
    assert "1 att svara på" in receiver.get("/lager/").text
    assert "Den var ren" in receiver.get(THREADS).text
    write = f"/lager/kontroll/{sent_back}/tillbaka/skriv"
    for _again in range(2):
        assert receiver.post(write, data={"text": "Titta på fotot"}).status_code == 302
    assert (waits_for(sent_back), listed(receiver, sent_back)) == ("unit", ["obesvarade"])
    assert came_back_on_home(clinic) == 1
    assert "Titta på fotot" in clinic.client.get(INBOX).text
    clinic.client.post(f"{INBOX}/{sent_back}", data={"kind": "disputed", "note": "Den var ren"})
    receiver.post(write, data={"text": "Då behåller vi den", "asks": "no", "listed": "1"})
    assert (waits_for(sent_back), listed(receiver, sent_back)) == ("nobody", ["klara"])
    page = clinic.client.get(INBOX).text
    told = [page.index(text) for text in ("Den var ren", "Titta på fotot", "Då behåller vi den")]
    assert told == sorted(told)
    line = db.session.get_one(SendBack, sent_back).line
    kinds_of_event = [event.what for event in line.return_.events if event.line_id == sent_back]
    assert kinds_of_event[-4:] == ["send-back answered", "send-back replied"] * 2


@pytest.mark.parametrize("text", ["", "  ", "x" * 501, "Om 19811228-9874"])
def test_what_is_no_reply_changes_nothing(receiver: FlaskClient, sent_back: int, text: str) -> None:
    receiver.post(f"/lager/kontroll/{sent_back}/tillbaka/skriv", data={"text": text})
    db.session.rollback()
    assert db.session.get_one(SendBack, sent_back).thread == []


def test_only_the_warehouse_writes_for_the_warehouse(
    clinic: Clinic, receiver: FlaskClient, sent_back: int
) -> None:
    write = f"/lager/kontroll/{sent_back}/tillbaka/skriv"
    assert clinic.client.post(write, data={"text": "Hej"}).status_code == 403
    assert clinic.client.get(THREADS).status_code == 403
    assert receiver.post("/lager/kontroll/999999/tillbaka/skriv", data={"text": "Hej"}).status_code == 404


# --- the label


def test_the_label_says_which_product_it_is_and_why(receiver: FlaskClient, sent_back: int) -> None:
    (page,) = proof.shown(receiver.get(f"/lager/kontroll/{sent_back}/etikett.pdf").data, 2.0)
    text = "".join(page.text.replace("\ufffe", "-").split())
    line = db.session.get_one(Line, sent_back)
    assert line.serial_number is not None
    assert line.serial_number in text
    assert "Tillbehör,bruksanvisningelleroriginalförpackningsaknas;Produktenärinterengjord" in text


@pytest.mark.parametrize(
    ("lengths", "printed"),
    [
        ((120,), "a" * 120),
        ((59, 59), f"{'a' * 59}; {'b' * 59}"),
        ((60, 60), f"{'a' * 60}; 1 skäl till"),
        ((40, 40, 40, 40), f"{'a' * 40}; {'b' * 40}; 2 skäl till"),
    ],
)
def test_as_many_reasons_stand_on_the_label_as_have_room(lengths: tuple[int, ...], printed: str) -> None:
    reasons = [Sentence(letter * length) for letter, length in zip("abcd", lengths, strict=False)]
    assert printed_reason(reasons) == printed


# --- photos


def photo(shade: int = 120) -> dict[str, object]:
    written = io.BytesIO()
    Image.new("L", (60, 40), shade).save(written, "JPEG")
    return {"picture": (io.BytesIO(written.getvalue()), "photo.jpg")}


def photos_of(line: int) -> list[LinePhoto]:
    db.session.rollback()
    return db.session.get_one(Line, line).warehouse_photos


def test_the_unit_sees_the_warehouses_photos_in_the_thread(
    clinic: Clinic, receiver: FlaskClient, sent_back: int
) -> None:
    for _again in range(2):
        assert receiver.post(f"/lager/kontroll/{sent_back}/foton", data=photo()).status_code == 302
    (taken,) = photos_of(sent_back)
    assert taken.side is PhotoSide.WAREHOUSE
    number = db.session.get_one(Line, sent_back).return_.number
    address = f"/returer/{number}/rader/{sent_back}/foton/{taken.id}.jpg"
    assert address in clinic.client.get(INBOX).text
    assert clinic.client.get(address).data == taken.jpeg
    path = f"/lager/kontroll/{sent_back}/foton/{taken.id}.jpg"
    assert path in receiver.get(f"/lager/kontroll/{sent_back}").text
    assert path in receiver.get(f"{THREADS}?visa=obesvarade").text
    receiver.post(f"/lager/kontroll/{sent_back}/foton/ta-bort", data={"photo_id": taken.id})
    assert photos_of(sent_back) == []
    assert clinic.client.get(address).status_code == 404


def test_the_units_photos_and_the_warehouses_are_counted_and_removed_apart(
    clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    line = stored(number).lines[0].id
    for shade in range(MOST_PHOTOS):
        clinic.client.post(f"/returer/{number}/rader/{line}/foton", data=photo(shade * 30))
    assert receiver.post(f"/lager/kontroll/{line}/foton", data=photo()).status_code == 303
    assert photos_of(line) == []
    clinic.answer_all(number)
    clinic.seal(number)
    take(receiver, number, examples["to_warehouse"])
    here = {"receiving": "1"}
    for shade in range(MOST_PHOTOS + 1):
        receiver.post(f"/lager/kontroll/{line}/foton", data={**photo(shade * 30 + 10), **here})
    assert len(photos_of(line)) == MOST_PHOTOS
    theirs = db.session.get_one(Line, line).unit_photos
    assert len(theirs) == MOST_PHOTOS
    receiver.post(f"/lager/kontroll/{line}/foton/ta-bort", data={"photo_id": theirs[0].id})
    assert len(db.session.get_one(Line, line).unit_photos) == MOST_PHOTOS
    assert "12 foton" in receiver.get(f"/lager/mottag/{number}").text


@pytest.mark.parametrize("data", [{}, {"picture": (b"no picture", "photo.jpg")}], ids=["none", "no picture"])
def test_what_is_no_photo_is_told(receiver: FlaskClient, sent_back: int, data: dict[str, object]) -> None:
    files = {field: (io.BytesIO(content), name) for field, (content, name) in data.items()}
    answer = receiver.post(f"/lager/kontroll/{sent_back}/foton", data=files, follow_redirects=True)
    assert "bild" in answer.text
    assert photos_of(sent_back) == []
