"""Many products at once: a box is filled by scanning, lies in UVC light its whole time, and is emptied in one press."""

import datetime
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from database import db
from registry.control_steps import steps_for
from returns import EventKind, Line
from tests.web.conftest import Clinic, stored
from tests.web.warehouse.steps import scan, take
from warehouse import Control, StepBox


@pytest.fixture
def lines(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> list[int]:
    serials = [examples["to_warehouse"], examples["to_warehouse_2"]]
    number = clinic.sealed_return(*serials)
    for serial in serials:
        take(receiver, number, serial)
    receiver.post(f"/lager/mottag/{number}/inlagd")
    found = stored(number).lines
    for line in found:
        assert line.article is not None
        line.article.uvc_suitable = True
        line.article.skipped_steps = []
    db.session.commit()
    return [line.id for line in found]


def new_box(client: FlaskClient, code: str = "uvc") -> int:
    return int(client.post("/lager/lador", data={"code": code}).location.rsplit("/", 1)[1])


def put_in(client: FlaskClient, box: int, line_id: int) -> int:
    return client.post(f"/lager/lador/{box}/produkter/{line_id}").status_code


def stored_box(box: int) -> StepBox:
    db.session.rollback()
    return db.session.get_one(StepBox, box)


def outcomes(line_id: int, code: str) -> list[str]:
    db.session.rollback()
    control = db.session.get(Control, line_id)
    return [row.outcome for row in control.done if row.code == code] if control else []


def let_time_pass(box: int) -> None:
    found = stored_box(box)
    assert found.ends_at is not None
    found.ends_at -= datetime.timedelta(hours=2)
    db.session.commit()


def events_of(line_id: int) -> list[EventKind]:
    db.session.rollback()
    line = db.session.get_one(Line, line_id)
    return [event.what for event in line.return_.events if event.line_id == line_id]


def test_a_scan_shows_the_product_and_lays_it_in_by_itself(
    receiver: FlaskClient, lines: list[int], examples: dict[str, str]
) -> None:
    box = new_box(receiver)
    shown = scan(receiver, f"lador/{box}/skanna", examples["to_warehouse"])
    assert shown["tone"] == "good"
    assert f"/lager/lador/{box}/produkter/{lines[0]}" in shown["html"]
    assert "press_at_once" in shown["html"]
    for _time in range(2):
        put_in(receiver, box, lines[0])
    assert [product.line_id for product in stored_box(box).products] == [lines[0]]
    again = scan(receiver, f"lador/{box}/skanna", examples["to_warehouse"])
    assert "ligger redan i lådan" in again["message"]
    assert scan(receiver, f"lador/{box}/skanna", "NOTHING-99")["tone"] == "attention"


def test_the_light_has_to_be_on_its_whole_time(receiver: FlaskClient, lines: list[int]) -> None:
    box = new_box(receiver)
    receiver.post(f"/lager/lador/{box}/starta")
    assert stored_box(box).started_at is None, "an empty box is not started"
    for line_id in lines:
        put_in(receiver, box, line_id)
    receiver.post(f"/lager/lador/{box}/klar")
    assert not stored_box(box).is_closed, "not before it was started"
    for _time in range(2):
        receiver.post(f"/lager/lador/{box}/starta")
    receiver.post(f"/lager/lador/{box}/klar")
    assert not stored_box(box).is_closed
    assert outcomes(lines[0], "uvc") == []
    page = receiver.get(f"/lager/lador/{box}").text
    assert 'role="timer"' in page
    let_time_pass(box)
    assert "Ta ut alla" in receiver.get(f"/lager/lador/{box}/innehall").text
    for _time in range(2):
        receiver.post(f"/lager/lador/{box}/klar")
    assert stored_box(box).is_closed
    for line_id in lines:
        assert outcomes(line_id, "uvc") == ["done"]
        events = events_of(line_id)
        assert events.count(EventKind.UVC_STARTED) == 1
        assert events.count(EventKind.CONTROL_STEP) == 1


def test_each_is_taken_out_by_a_scan_when_the_time_is_over(
    receiver: FlaskClient, lines: list[int], examples: dict[str, str]
) -> None:
    box = new_box(receiver)
    for line_id in lines:
        put_in(receiver, box, line_id)
    receiver.post(f"/lager/lador/{box}/starta")
    first = examples["to_warehouse"]
    assert "inte klart än" in scan(receiver, f"lador/{box}/skanna", first)["message"]
    receiver.post(f"/lager/lador/{box}/produkter/{lines[0]}/klar")
    assert outcomes(lines[0], "uvc") == [], "not before the time is over"
    let_time_pass(box)
    assert "när den tas ut" in receiver.get(f"/lager/lador/{box}").text
    shown = scan(receiver, f"lador/{box}/skanna", first)
    assert (shown["tone"], "press_at_once" in shown["html"]) == ("good", True)
    for _time in range(2):
        receiver.post(f"/lager/lador/{box}/produkter/{lines[0]}/klar")
    assert [outcomes(line_id, "uvc") for line_id in lines] == [["done"], []]
    assert "redan uttagen" in scan(receiver, f"lador/{box}/skanna", first)["message"]
    assert "1 av 2 kvar" in receiver.get(f"/lager/lador/{box}/innehall").text
    assert not stored_box(box).is_closed
    receiver.post(f"/lager/lador/{box}/produkter/{lines[1]}/klar")
    assert stored_box(box).is_closed, "the last one is out"
    assert [outcomes(line_id, "uvc") for line_id in lines] == [["done"], ["done"]]


def test_what_was_not_in_the_light_is_told_when_it_is_scanned_out(
    receiver: FlaskClient, lines: list[int], examples: dict[str, str]
) -> None:
    box = new_box(receiver)
    put_in(receiver, box, lines[0])
    receiver.post(f"/lager/lador/{box}/starta")
    let_time_pass(box)
    told = scan(receiver, f"lador/{box}/skanna", examples["to_warehouse_2"])
    assert (told["tone"], "låg inte i lådan" in told["message"]) == ("attention", True)
    receiver.post(f"/lager/lador/{box}/produkter/{lines[1]}/klar")
    assert outcomes(lines[1], "uvc") == []
    receiver.post(f"/lager/lador/{box}/avbryt", data={"reason": "Lampan blinkade"})
    assert outcomes(lines[0], "uvc") == []


def test_the_time_is_that_of_the_product_that_needs_most(receiver: FlaskClient, lines: list[int]) -> None:
    articles = [db.session.get_one(Line, line_id).article for line_id in lines]
    assert articles[0] is not None
    articles[0].uvc_minutes = 45
    db.session.commit()
    box = new_box(receiver)
    for line_id in lines:
        put_in(receiver, box, line_id)
    receiver.post(f"/lager/lador/{box}/starta")
    found = stored_box(box)
    assert found.ends_at is not None
    assert found.started_at is not None
    assert found.ends_at - found.started_at == datetime.timedelta(minutes=45)


def test_a_box_that_was_stopped_has_given_nobody_the_step(receiver: FlaskClient, lines: list[int]) -> None:
    box = new_box(receiver)
    put_in(receiver, box, lines[0])
    receiver.post(f"/lager/lador/{box}/starta")
    receiver.post(f"/lager/lador/{box}/avbryt", data={"reason": ""})
    assert not stored_box(box).is_closed
    for _time in range(2):
        receiver.post(f"/lager/lador/{box}/avbryt", data={"reason": "Lampan gick sönder"})
    assert outcomes(lines[0], "uvc") == []
    assert events_of(lines[0]).count(EventKind.UVC_STOPPED) == 1
    put_in(receiver, new_box(receiver), lines[0])
    assert "Lampan gick sönder" in receiver.get(f"/lager/lador/{box}").text


def test_a_product_lies_in_one_box_and_is_taken_out_before_the_light(
    receiver: FlaskClient, lines: list[int]
) -> None:
    first, second = new_box(receiver), 0
    put_in(receiver, first, lines[0])
    second = new_box(receiver, "wipe")
    put_in(receiver, second, lines[0])
    assert stored_box(second).products == []
    for _time in range(2):
        receiver.post(f"/lager/lador/{first}/produkter/{lines[0]}/ta-ut")
    put_in(receiver, second, lines[0])
    assert len(stored_box(second).products) == 1


def test_the_same_step_for_many_is_one_press(receiver: FlaskClient, lines: list[int]) -> None:
    box = new_box(receiver, "wipe")
    for line_id in lines:
        put_in(receiver, box, line_id)
    receiver.post(f"/lager/lador/{box}/klar")
    assert [outcomes(line_id, "wipe") for line_id in lines] == [["done"], ["done"]]


def test_what_does_not_need_the_step_or_has_had_it_is_refused(
    receiver: FlaskClient, lines: list[int]
) -> None:
    article = db.session.get_one(Line, lines[0]).article
    assert article is not None
    article.skipped_steps = ["uvc"]
    db.session.commit()
    assert "uvc" not in {step.code for step in steps_for(article)}
    put_in(receiver, box := new_box(receiver), lines[0])
    receiver.post(f"/lager/kontroll/{lines[1]}/steg/wipe", data={"outcome": "done"})
    put_in(receiver, wipe := new_box(receiver, "wipe"), lines[1])
    assert stored_box(box).products == stored_box(wipe).products == []


def test_boxes_are_the_warehouses(
    receiver: FlaskClient, clinic: Clinic, signed_in: Callable[[str], FlaskClient], lines: list[int]
) -> None:
    box = new_box(receiver)
    for path in (
        "",
        f"/{box}/produkter/{lines[0]}",
        f"/{box}/starta",
        f"/{box}/klar",
        f"/{box}/avbryt",
        f"/{box}/produkter/{lines[0]}/klar",
    ):
        assert clinic.client.post(f"/lager/lador{path}").status_code == 403
    assert clinic.client.get(f"/lager/lador/{box}").status_code == 403
    assert signed_in("admin").get("/lager/lador").status_code == 200
    assert receiver.post("/lager/lador", data={"code": "polish"}).status_code != 500
    assert receiver.get("/lager/lador/99999").status_code == 404
