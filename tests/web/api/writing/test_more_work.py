"""Programs do the rest of what the pages do: photos, printing, boxes, counts of shelves, contacts and settings, by the
same rules."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from database import db, forget_and_write, utcnow
from operations.demo import first_unit
from printing import Printer, PrintJob
from printing.queue import State
from tests.web.api.conftest import Program
from tests.web.api.writing.ways import packed, received, seal
from warehouse import StepBox

MakeProgram = Callable[..., Program]


def a_picture(colour: str = "red", kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, kind)
    return written.getvalue()


def send_pictures(program: Program, path: str, *pictures: bytes, **headers: str) -> Any:
    files = [(io.BytesIO(one), f"{number}.png") for number, one in enumerate(pictures)]
    return program.ask("POST", path, data={"picture": files}, headers=headers)


# --- photos


def test_a_units_photos_are_added_seen_and_taken_away(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic = program("clinic")
    shown = packed(clinic, examples["to_warehouse"])
    path = f"/returns/{shown['number']}/lines/{shown['lines'][0]['id']}/photos"
    key = {"Idempotency-Key": str(uuid.uuid4())}
    for _again in range(2):
        answer = send_pictures(clinic, path, a_picture("red"), a_picture("blue"), **key)
        assert answer.status_code == 201, answer.text
    photos = clinic.get(path)["photos"]
    assert [(one["side"], one["width"]) for one in photos] == [("unit", 320), ("unit", 320)]
    jpeg = clinic.ask("GET", f"{path}/{photos[0]['id']}.jpg")
    assert (jpeg.mimetype, jpeg.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    for _again in range(2):
        left = clinic.ask("DELETE", f"{path}/{photos[0]['id']}").json
        assert [one["id"] for one in left["photos"]] == [photos[1]["id"]]


def test_a_picture_that_is_none_and_a_line_that_is_anothers_are_told(
    program: MakeProgram, examples: dict[str, str]
) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    shown = packed(clinic, examples["to_warehouse"])
    path = f"/returns/{shown['number']}/lines/{shown['lines'][0]['id']}/photos"
    broken = send_pictures(clinic, path, b"no picture")
    assert (broken.status_code, broken.json["errors"][0]["field"]) == (422, "picture")
    assert send_pictures(clinic, path).status_code == 422
    assert send_pictures(receiver, path, a_picture()).status_code == 403
    assert send_pictures(clinic, path, a_picture(), **{"If-Match": '"another"'}).status_code == 412
    at_warehouse = f"/lines/{shown['lines'][0]['id']}/photos"
    assert send_pictures(receiver, at_warehouse, a_picture()).status_code == 409, "it has not come yet"
    assert clinic.get(path)["photos"] == []


def test_the_warehouse_photographs_what_it_has_received(
    program: MakeProgram, examples: dict[str, str]
) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    taken = received(clinic, receiver, examples["to_warehouse"])
    path = f"/lines/{taken['lines'][0]['id']}/photos"
    (photo,) = send_pictures(receiver, path, a_picture()).json["photos"]
    assert photo["side"] == "warehouse"
    assert receiver.ask("GET", f"{path}/{photo['id']}.jpg").mimetype == "image/jpeg"
    assert receiver.ask("DELETE", f"{path}/{photo['id']}").json == {"photos": []}


# --- printing


@pytest.fixture
def printer() -> int:
    with forget_and_write():
        made = Printer.add(
            actor="a",
            now=utcnow(),
            name="Mottagningen",
            paper="102x192",
            address="zpl://printer.region.example",
            unit_id=first_unit().id,
        )
        return made.id


def test_a_label_is_queued_and_what_became_of_it_is_told(
    program: MakeProgram, examples: dict[str, str], printer: int
) -> None:
    clinic = program("clinic")
    number = packed(clinic, examples["to_warehouse"])["number"]
    said = {"printer_id": printer}
    assert clinic.ask("POST", f"/returns/{number}/print", json=said).status_code == 404, "it is not sealed"
    assert seal(clinic, number).status_code == 200
    assert [one["name"] for one in clinic.get("/printers")["printers"]] == ["Mottagningen"]
    assert clinic.ask("POST", f"/returns/{number}/print", json={"printer_id": 4711}).status_code == 422
    first = clinic.post(f"/returns/{number}/print", **said)
    assert (first["became"], first["jobs"][0]["state"]) == ("new", "waiting")
    assert clinic.post(f"/returns/{number}/print", **said)["became"] == "waits already"
    job = first["jobs"][0]["id"]
    with forget_and_write():
        db.session.execute(sa.update(PrintJob).values(state=State.DOUBTFUL))
    assert clinic.post(f"/print-jobs/{job}/came-out")["state"] == "printed"
    assert clinic.ask("POST", f"/print-jobs/{job}/cancel").status_code == 409
    assert clinic.post(f"/returns/{number}/print", **said)["became"] == "again"
    assert clinic.get(f"/print-jobs/{job}")["state"] == "printed"
    (waiting,) = clinic.get("/print-jobs")["waiting"]
    assert clinic.post(f"/print-jobs/{waiting['id']}/again")["state"] == "waiting"
    assert clinic.post(f"/print-jobs/{waiting['id']}/cancel")["state"] == "cancelled"
    assert program("warehouse").ask("GET", f"/print-jobs/{job}").status_code == 403


# --- boxes


def test_a_box_is_filled_lit_and_emptied(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    taken = received(clinic, receiver, examples["to_warehouse"], examples["to_warehouse_2"])
    first, second = (line["id"] for line in taken["lines"])
    box = receiver.post("/boxes", step="uvc")["id"]
    for line in (first, first, second):
        assert receiver.ask("PUT", f"/boxes/{box}/products/{line}").status_code == 200
    assert len(receiver.ask("DELETE", f"/boxes/{box}/products/{second}").json["products"]) == 1
    assert receiver.ask("POST", f"/boxes/{box}/finish").status_code == 409, "the light was not on"
    assert receiver.post(f"/boxes/{box}/start")["ends_at"]
    assert receiver.ask("POST", f"/boxes/{box}/products/{first}/done").status_code == 409
    with forget_and_write():
        db.session.execute(sa.update(StepBox).values(ends_at=utcnow()))
    done = receiver.post(f"/boxes/{box}/products/{first}/done")
    assert (done["products"][0]["out"], done["closed_by"] is not None) == (True, True)
    steps = receiver.get(f"/lines/{first}/control")["steps"]
    assert next(step for step in steps if step["code"] == "uvc")["outcome"] == "done"
    other = receiver.post("/boxes", step="wipe")["id"]
    receiver.ask("PUT", f"/boxes/{other}/products/{second}")
    assert receiver.post(f"/boxes/{other}/stop", reason="Lådan behövdes")["stopped_because"]
    assert receiver.get("/boxes") == {"boxes": []}


# --- counting shelves


def test_a_shelf_is_counted(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    serials = (examples["to_warehouse"], examples["to_warehouse_2"])
    taken = received(clinic, receiver, *serials)
    items = {}
    for line, shelf in zip(taken["lines"], ("A 3", "B 1"), strict=True):
        for step in receiver.get(f"/lines/{line['id']}/control")["steps"]:
            receiver.post(f"/lines/{line['id']}/control/steps/{step['code']}", outcome="done")
        item = receiver.post(f"/lines/{line['id']}/shelve", shelf=shelf)["stock_item"]
        items[line["serial_number"]] = item["id"]
    count = receiver.post("/stocktakes", shelf="a 3")
    assert receiver.post("/stocktakes", shelf="A 3")["id"] == count["id"], "whoever comes second joins in"
    path, (here, elsewhere) = f"/stocktakes/{count['id']}", serials
    shown = receiver.post(f"{path}/products", text=elsewhere)
    assert shown["products"][0]["finding"] == "elsewhere"
    assert [one["serial_number"] for one in shown["left"]] == [here]
    assert receiver.post(f"{path}/bring-here")["products"][0]["finding"] == "found"
    product = shown["products"][0]["id"]
    said = {"quantity": 3}
    assert receiver.ask("PUT", f"{path}/products/{product}/quantity", json=said).status_code == 409
    for _again in range(2):
        assert receiver.ask("DELETE", f"{path}/products/{product}").json["products"] == []
    receiver.post(f"{path}/products", text=elsewhere)
    ended = receiver.post(f"{path}/finish")
    findings = {one["serial_number"]: one["finding"] for one in ended["products"]}
    assert findings == {here: "missing", elsewhere: "found"}
    assert receiver.ask("POST", f"{path}/products", json={"text": here}).status_code == 409
    assert receiver.post(f"/stock/{items[here]}/found")["state"] == "in_stock"
    assert [one["id"] for one in receiver.get("/stocktakes")["finished"]] == [count["id"]]


# --- contacts and settings


def test_a_contact_is_written_down_and_finished(program: MakeProgram) -> None:
    receiver, code = program("warehouse"), first_unit().code
    path = f"/units/{code}/contacts"
    made = receiver.post(path, said="Packa i ask", spoke_with="Klara", follow_up_on="2099-01-01")
    assert (made["said"], made["done_at"]) == ("Packa i ask", None)
    past = receiver.ask("POST", path, json={"said": "x", "follow_up_on": "2001-01-01"})
    assert (past.status_code, past.json["errors"][0]["field"]) == (422, "follow_up_on")
    secret = receiver.ask("POST", path, json={"said": "Gäller 811228-9874"})
    assert secret.status_code == 422
    for _again in range(2):
        assert receiver.post(f"/contacts/{made['id']}/finish")["done_at"]
    assert [one["id"] for one in receiver.get(path)["contacts"]] == [made["id"]]
    assert receiver.ask("GET", "/units/none/contacts").status_code == 404


def test_settings_are_read_and_changed_by_who_has_seen_them(program: MakeProgram) -> None:
    admin = program("admin")
    seen = admin.ask("GET", "/settings")
    assert seen.json["draft_days"] == 3
    match = {"If-Match": seen.headers["ETag"]}
    changed = admin.ask("PUT", "/settings", json={"draft_days": 5}, headers=match)
    assert (changed.status_code, changed.json["draft_days"]) == (200, 5)
    assert admin.ask("PUT", "/settings", json={"draft_days": 7}, headers=match).status_code == 412
    again = {"If-Match": changed.headers["ETag"]}
    assert admin.ask("PUT", "/settings", json={"audit_years": 6}, headers=again).status_code == 200
    wrong = admin.ask("PUT", "/settings", json={"draft_days": 0, "printer_ports": "x"})
    assert wrong.status_code == 422
    assert {"draft_days"} <= {one["field"] for one in wrong.json["errors"]}
    ports = admin.ask("PUT", "/settings", json={"printer_ports": "x"})
    assert (ports.status_code, ports.json["errors"][0]["field"]) == (422, "printer_ports")
    assert admin.get("/settings")["draft_days"] == 5
