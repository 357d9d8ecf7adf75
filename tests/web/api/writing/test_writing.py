"""Programs do what the pages do: the whole way of a return, once each, and nothing that the pages would refuse."""

import io
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from database import db, forget_and_write, utcnow
from operations.audit import AuditEntry, AuditKind
from operations.region_settings import RegionSetting
from registry.imports import jobs
from registry.models import Article, ImportChunk, Unit
from returns import Return
from tests.web.api.conftest import Program
from tests.web.api.writing.ways import packed, received, seal
from tests.web.conftest import Clinic, stored
from warehouse.returning.send_back_reason import SendBackReason

MakeProgram = Callable[..., Program]


def test_a_return_goes_its_whole_way_by_the_api(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    taken = received(clinic, receiver, examples["to_warehouse"])
    assert taken["state"] == "received"
    (line,) = taken["lines"]
    control = receiver.get(f"/lines/{line['id']}/control")
    assert not control["running"]
    assert receiver.ask("POST", f"/lines/{line['id']}/shelve", json={}).status_code == 409
    for step in control["steps"]:
        receiver.post(f"/lines/{line['id']}/control/steps/{step['code']}", outcome="done")
    item = receiver.post(f"/lines/{line['id']}/shelve", shelf="a 3")["stock_item"]
    assert (item["shelf"], item["state"]) == ("A3", "in_stock")
    assert [row["count"] for row in clinic.get("/stock/balance")["articles"]] == [1]
    assert receiver.post(f"/stock/{item['id']}/move", shelf="B1")["shelf"] == "B1"
    assert [one["id"] for one in receiver.get("/stock?shelf=b1")["items"]] == [item["id"]]
    assert receiver.post(f"/stock/{item['id']}/charge")["state"] == "in_stock"
    left = receiver.post(f"/stock/{item['id']}/pick", order_number="99 1234")
    assert (left["state"], left["left_for"]) == ("left", "991234")
    assert receiver.get("/stock")["items"] == []
    assert len(receiver.get("/stock?state=left")["items"]) == 1
    assert receiver.post(f"/stock/{item['id']}/pick/undo")["state"] == "in_stock"
    assert clinic.get(f"/returns/{taken['number']}")["state"] == "closed"
    db.session.rollback()
    actors = {event.actor for event in stored(taken["number"]).events}
    assert actors == {"integration:Test clinic", "integration:Test warehouse"}
    kinds = {entry.kind for entry in db.session.scalars(sa.select(AuditEntry))}
    assert {
        AuditKind.PACKED,
        AuditKind.SENT,
        AuditKind.RECEIVED,
        AuditKind.CONTROLLED,
        AuditKind.SHELVED,
    } <= kinds


def test_what_goes_back_has_its_thread(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    (line,) = received(clinic, receiver, examples["to_warehouse"])["lines"]
    reason = next(one.code for one in SendBackReason.active() if not one.needs_note)
    sent = receiver.post(f"/lines/{line['id']}/send-back", reasons=[reason])
    assert sent["waits_for"] == "unit"
    answered = clinic.post(f"/send-backs/{line['id']}/answer", kind="disputed", note="Den var hel.")
    assert answered["waits_for"] == "warehouse"
    replied = receiver.post(f"/send-backs/{line['id']}/reply", text="Vi tittar igen.", asks=False)
    assert [said["by"] for said in replied["thread"]] == ["unit", "warehouse"]
    assert clinic.get("/send-backs")["send_backs"] == [replied]
    assert receiver.get("/send-backs?waits_for=nobody")["send_backs"] == [replied]


def test_a_change_needs_a_key_and_is_done_once(program: MakeProgram) -> None:
    clinic = program("clinic")
    answer = clinic.client.post("/api/v1/returns", headers={"Authorization": f"Bearer {clinic.text}"})
    assert (answer.status_code, answer.mimetype) == (428, "application/problem+json")
    answers = [clinic.ask("POST", "/returns", headers={"Idempotency-Key": "k"}, json={}) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert answers[0].headers["Location"] == f"/api/v1/returns/{answers[0].json['number']}"
    assert len(clinic.get("/returns")["returns"]) == 1
    other = clinic.ask("POST", "/returns", headers={"Idempotency-Key": "k"}, json={"unit": "1010"})
    assert other.status_code == 422


def test_who_has_seen_another_state_changes_nothing(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic = program("clinic")
    number = clinic.post("/returns")["number"]
    seen = clinic.ask("GET", f"/returns/{number}").headers["ETag"]
    clinic.post(f"/returns/{number}/lines", text=examples["to_warehouse"])
    old = {"If-Match": seen}
    answer = clinic.ask("POST", f"/returns/{number}/cancel", json={"reason": "Fel"}, headers=old)
    assert (answer.status_code, answer.mimetype) == (412, "application/problem+json")
    line = clinic.get(f"/returns/{number}")["lines"][0]
    now = {"If-Match": clinic.ask("GET", f"/returns/{number}").headers["ETag"]}
    answer = clinic.ask("DELETE", f"/returns/{number}/lines/{line['id']}", headers=now)
    assert answer.status_code == 200
    assert answer.json["lines"] == []
    # The answer's own ETag is that of the return as it is now.
    again = clinic.ask("GET", f"/returns/{number}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_what_the_pages_refuse_is_refused(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic = program("clinic")
    number = clinic.post("/returns")["number"]
    assert seal(clinic, number).status_code == 409  # empty
    (left,) = clinic.post(f"/returns/{number}/lines", text=examples["another_unit"])["results"]
    assert (left["state"], left["line"]) == ("left", None)
    (result,) = clinic.post(f"/returns/{number}/lines", text=examples["to_warehouse"])["results"]
    assert seal(clinic, number).status_code == 409  # unanswered
    path = f"/returns/{number}/lines/{result['line']['id']}/checklist"
    assert clinic.ask("PUT", path, json={"answers": {"whole": "maybe"}}).status_code == 422
    assert clinic.ask("PUT", path, json={"answers": {"unknown": "yes"}}).status_code == 409
    noted = {"answers": {"whole": "no"}, "notes": {"whole": "Tillhör 880320-0016"}}
    assert clinic.ask("PUT", path, json=noted).status_code == 409
    assert clinic.ask("POST", f"/returns/{number}/hand-over").status_code == 409
    assert clinic.ask("POST", f"/returns/{number}/lines", data="text=x").status_code == 415
    assert clinic.ask("POST", f"/returns/{number}/lines", json={}).status_code == 422


def test_what_is_said_at_the_sealing_is_judged_as_on_the_page(
    program: MakeProgram, clinic: Clinic, examples: dict[str, str]
) -> None:
    packer = program("clinic")
    clinic.sealed_return(examples["to_warehouse"])  # with the number 1234567
    number = packed(packer, examples["to_warehouse_2"])["number"]
    for wrong in ({"order_number": "x"}, {"order_number": "1234567"}, {"envelopes": 0}):
        answer = seal(packer, number, **wrong)
        assert answer.status_code == 422, wrong
        assert answer.json["errors"][0]["field"] == next(iter(wrong))
    assert seal(packer, number, order_number="880320-0016").status_code == 409
    meant = seal(packer, number, order_number="1234567", same_order_number=True, envelopes=2)
    assert meant.status_code == 200
    assert [one["number"] for one in meant.json["envelopes"]] == [1, 2]
    said = {"order_number": "7777777", "reason": "Skrev fel"}
    corrected = packer.ask("PUT", f"/returns/{number}/order-number", json=said)
    assert corrected.json["order_number"] == "7777777"
    packer.post(f"/returns/{number}/hand-over")
    assert packer.post(f"/returns/{number}/hand-over/undo", reason="Inte än")["state"] == "sealed"


def test_a_demanded_look_at_the_label_holds_for_the_api_too(
    program: MakeProgram, clinic: Clinic, examples: dict[str, str]
) -> None:
    other = clinic.sealed_return(examples["to_warehouse_2"])
    with forget_and_write():
        RegionSetting.say({"LABEL_LOOK_DEMANDED": True}, actor="admin", now=utcnow())
    packer = program("clinic")
    number = packed(packer, examples["to_warehouse"])["number"]
    assert seal(packer, number, envelopes=2).status_code == 200
    path = f"/returns/{number}"
    assert packer.ask("POST", f"{path}/hand-over").status_code == 409
    for wrong in (other, number, "12345678"):  # another return's, which envelope it is not said, no label
        assert packer.ask("POST", f"{path}/label-look", json={"text": wrong}).status_code == 409, wrong
    packer.post(f"{path}/label-look", text=f"{number}E2")
    assert packer.ask("POST", f"{path}/hand-over").status_code == 409
    assert packer.ask("POST", f"{path}/label-look/skip", json={"reason": "lunch"}).status_code == 422
    packer.post(f"{path}/label-look/skip", reason="no camera")
    assert packer.post(f"{path}/hand-over")["state"] == "sent"


def test_a_question_is_answered_by_its_card(program: MakeProgram) -> None:
    clinic = program("clinic")
    article = db.session.scalars(
        sa.select(Article).where(Article.name.startswith("Klara fjärrkontroll"))
    ).one()
    number = clinic.post("/returns")["number"]
    (left,) = clinic.post(f"/returns/{number}/lines", text=article.gtins[0].gtin)["results"]
    assert left["state"] == "left"
    assert left["card"]
    (card,) = clinic.post("/verdicts", text=article.gtins[0].gtin)["cards"]
    assert card["verdict"]["kind"] == "question"
    assert "earlier" in [option["value"] for option in card["options"]]
    (put_in,) = clinic.post(f"/returns/{number}/lines", card=card["card"], told="earlier")["results"]
    assert put_in["state"] == "packed"
    assert clinic.get(f"/returns/{number}")["destination"] == "warehouse"
    wrong = clinic.ask("POST", f"/returns/{number}/lines", json={"card": "made up"})
    assert (wrong.status_code, wrong.mimetype) == (400, "application/problem+json")


def test_nothing_of_another_units_is_touched(program: MakeProgram, other_units_return: str) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    path = f"/returns/{other_units_return}"
    for call in ("lines", "seal", "cancel"):
        body = {"text": "1", "order_number": "1234567", "reason": "x"}
        allowed = {"lines": ["text"], "seal": ["order_number"], "cancel": ["reason"]}[call]
        said = {name: body[name] for name in allowed}
        assert clinic.ask("POST", f"{path}/{call}", json=said).status_code == 403, call
        assert receiver.ask("POST", f"{path}/{call}", json=said).status_code == 403, call
    assert clinic.ask("POST", f"{path}/hand-over").status_code == 403
    other = db.session.scalars(sa.select(Return).where(Return.number == other_units_return)).one().unit
    assert clinic.ask("POST", "/returns", json={"unit": other.code}).status_code == 403
    assert clinic.ask("POST", "/stock/1/pick", json={"order_number": "1"}).status_code == 403
    assert clinic.ask("POST", "/lines/1/shelve", json={}).status_code == 403
    assert receiver.ask("POST", "/lines/1/shelve", json={}).status_code == 404


def test_several_envelopes_and_an_extra_product(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    number = packed(clinic, examples["to_warehouse"])["number"]
    assert seal(clinic, number, envelopes=2).status_code == 200
    assert receiver.post(f"/returns/{number}/envelopes/1/arrive")["envelopes"][0]["arrived_at"]
    assert receiver.post(f"/returns/{number}/envelopes/1/arrive/undo")["envelopes"][0]["arrived_at"] is None
    assert receiver.ask("POST", f"/returns/{number}/envelopes/3/arrive").status_code == 404
    (extra,) = receiver.post(f"/returns/{number}/received", text=examples["to_warehouse_2"], envelope=1)[
        "lines"
    ]
    assert not extra["announced"]
    undone = receiver.ask("DELETE", f"/returns/{number}/received/{extra['id']}")
    assert len(undone.json["lines"]) == 1
    line_id = undone.json["lines"][0]["id"]
    (line,) = receiver.post(f"/returns/{number}/received", line_id=line_id)["lines"]
    assert line["state"] == "received"
    receiver.post(f"/returns/{number}/envelopes/1/take-in")
    given_up = receiver.post(f"/returns/{number}/envelopes/give-up", reason="Enheten hade bara ett")
    assert given_up["envelopes"][1]["given_up_at"]
    assert receiver.ask("POST", f"/returns/{number}/received", json={}).status_code == 422


def test_a_step_is_corrected_and_who_may_not_decide_does_not(
    program: MakeProgram, examples: dict[str, str]
) -> None:
    clinic, receiver = program("clinic"), program("warehouse")
    (line,) = received(clinic, receiver, examples["to_warehouse"])["lines"]
    path = f"/lines/{line['id']}"
    code = receiver.get(f"{path}/control")["steps"][0]["code"]
    receiver.post(f"{path}/control/steps/{code}", outcome="done")
    said = {"outcome": "not_done", "reason": "Fel produkt"}
    corrected = receiver.ask("PUT", f"{path}/control/steps/{code}", json=said).json
    assert corrected["steps"][0]["left"]
    assert receiver.ask("POST", f"{path}/control/steps/nothing", json={}).status_code == 409
    assert receiver.ask("POST", f"{path}/keep", json={"reason": "Ändå"}).status_code == 403
    assert receiver.post(f"{path}/judge-again")["running"]
    assert receiver.ask("POST", f"{path}/sesam-wait").status_code == 409


def test_what_the_supplier_takes_back_is_sent_on(program: MakeProgram, examples: dict[str, str]) -> None:
    receiver = program("warehouse")
    unit = db.session.scalars(sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.id)).first()
    opened = receiver.post("/unlabelled", unit=unit.code, order_number="5555555")
    number = opened["number"]
    assert (opened["unit"]["code"], opened["order_number"]) == (unit.code, "5555555")
    again = {"unit": unit.code, "order_number": "5555555"}
    assert receiver.ask("POST", "/unlabelled", json=again).status_code == 409
    (line,) = receiver.post(f"/returns/{number}/received", text=examples["to_supplier"])["lines"]
    receiver.post(f"/returns/{number}/envelopes/1/take-in")
    path = f"/lines/{line['id']}/send-on"
    answers = {item["code"]: "yes" for item in line["checklist"]}
    body = {"order_number": "6666666", "answers": answers, "lithium": True}
    assert receiver.ask("POST", path, json={**body, "order_number": "x"}).status_code == 409
    sent = receiver.post(path, **body)
    assert sent["state"] == "sealed"
    assert receiver.post(path, **body) == sent
    assert receiver.ask("GET", f"{path}/label.pdf").data[:5] == b"%PDF-"
    assert receiver.post(f"{path}/undo", reason="Fel produkt")["running"]
    receiver.post(path, **body)
    assert receiver.post(f"{path}/hand-over")["state"] == "sent"
    assert receiver.get("/send-back-reasons")["reasons"]


UNITS = "Enhetskod;Enhetsnamn\n1099;Hörselkliniken Ny\n"


def upload(program: Program, text: str, name: str = "units.csv") -> Any:
    return program.ask("POST", "/imports", data={"file": (io.BytesIO(text.encode()), name)})


def waited_for(program: Program, token: str) -> dict[str, Any]:
    for _ in range(200):
        job: dict[str, Any] = program.get(f"/imports/{token}")
        if job["state"] not in ("new", "running"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def test_an_import_is_tried_and_carried_out(program: MakeProgram) -> None:
    admin = program("admin")
    answer = upload(admin, UNITS)
    assert answer.status_code == 201, answer.text
    token, read_as = answer.json["token"], answer.json["read_as"]
    assert read_as["kind"] == "units"
    assert set(read_as["columns"]) == {"Enhetskod", "Enhetsnamn"}
    assert admin.post(f"/imports/{token}/run", kind="units")["dry_run"]
    tried = waited_for(admin, token)
    assert (tried["state"], tried["applied"]) == ("done", False), tried
    for _try in range(20):  # the one before lets go of the job a moment after it has told how it ended
        if not admin.post(f"/imports/{token}/run", kind="units", dry_run=False)["dry_run"]:
            break
    done = waited_for(admin, token)
    assert (done["applied"], done["read_as"]) == (True, None), done
    assert done["summary"]
    assert admin.ask("GET", f"/imports/{token}/rows.csv").status_code == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(Unit.name).where(Unit.code == "1099")) == "Hörselkliniken Ny"
    subjects = [entry.subject for entry in db.session.scalars(sa.select(AuditEntry))]
    assert sum("/imports/" in subject and "POST" in subject for subject in subjects) == 2


def test_an_import_that_is_carried_out_while_it_is_looked_at_is_shown_without_its_file(
    program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file goes with the import: here between the look whether it is there and the look into it."""
    admin = program("admin")
    token = upload(admin, UNITS).json["token"]
    with db.engine.begin() as connection:
        connection.execute(sa.delete(ImportChunk))
    monkeypatch.setattr(jobs, "has_file", lambda *_: True)
    assert admin.get(f"/imports/{token}")["read_as"] is None


def test_a_file_that_cannot_be_read_is_told_and_goes(program: MakeProgram) -> None:
    admin = program("admin")
    answer = upload(admin, "", "empty.csv")
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "file")
    answer = upload(admin, "Något;Annat\n1;2\n")
    if answer.status_code == 201:
        token = answer.json["token"]
        assert admin.ask("POST", f"/imports/{token}/run", json={"kind": "units"}).status_code == 422
        assert admin.ask("DELETE", f"/imports/{token}").status_code == 204
        assert admin.ask("GET", f"/imports/{token}").status_code == 404
    assert upload(program("warehouse"), UNITS).status_code == 403


def test_an_import_from_the_page_stands_in_the_log(signed_in: Callable[[str], Any], demo_app: object) -> None:
    admin = signed_in("admin")
    admin.post("/admin/import", data={"file": (io.BytesIO(UNITS.encode()), "units.csv")})
    db.session.rollback()
    kinds = [entry.kind for entry in db.session.scalars(sa.select(AuditEntry))]
    assert kinds == [AuditKind.SIGNED_IN, AuditKind.IMPORTED]
