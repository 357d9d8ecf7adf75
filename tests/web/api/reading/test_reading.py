"""What a program reads is what the pages show to whoever works at its place: no more, page by page, and once."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from database import db
from registry.models import Article, Device, Unit
from tests.web.api.conftest import Program
from tests.web.conftest import Clinic

MakeProgram = Callable[..., Program]


def test_a_device_is_found_by_its_serial_and_its_gtin(program: MakeProgram, examples: dict[str, str]) -> None:
    clinic, serial = program("clinic"), examples["to_warehouse"]
    (found,) = clinic.get(f"/devices?serial={serial.lower()}")["devices"]
    assert found["serial_number"] == serial
    gtin = found["article"]["gtins"][0]
    assert clinic.get(f"/devices?serial={serial}&gtin={gtin}")["devices"] == [found]
    assert clinic.get(f"/devices?serial={serial}&gtin=09520000009991")["devices"] == []
    assert clinic.get(f"/devices/{found['id']}")["now_at"]["place"] == "at_unit"
    assert found in clinic.get(f"/devices?q={serial[:4]}")["devices"]


def test_a_clinic_sees_no_device_of_another_unit(program: MakeProgram, examples: dict[str, str]) -> None:
    serial = examples["another_unit"]
    (theirs,) = program("warehouse").get(f"/devices?serial={serial}")["devices"]
    clinic = program("clinic")
    assert clinic.get(f"/devices?serial={serial}")["devices"] == []
    assert clinic.ask("GET", f"/devices/{theirs['id']}").status_code == 403
    assert [unit["code"] for unit in clinic.get("/units")["units"]] == [
        db.session.scalar(sa.select(Unit.code).order_by(Unit.id).limit(1))
    ]


@pytest.mark.parametrize("kind", ["to_warehouse", "to_supplier", "correct_sesam", "another_unit", "unknown"])
def test_the_verdict_is_the_pages(program: MakeProgram, examples: dict[str, str], kind: str) -> None:
    (card,) = program("clinic").post("/verdicts", text=examples[kind])["cards"]
    assert card["verdict"]["kind"] == kind
    assert card["verdict"]["headline"]
    assert (card["verdict"]["supplier"] is not None) == (kind == "to_supplier")


def test_the_warehouse_asks_for_a_unit_or_for_none(program: MakeProgram, examples: dict[str, str]) -> None:
    warehouse, text = program("warehouse"), examples["another_unit"]
    (card,) = warehouse.post("/verdicts", text=text)["cards"]
    assert card["verdict"]["kind"] != "another_unit"
    first = db.session.scalar(sa.select(Unit.code).order_by(Unit.id).limit(1))
    (card,) = warehouse.post("/verdicts", text=text, unit=first)["cards"]
    assert card["verdict"]["kind"] == "another_unit"
    answer = warehouse.ask("POST", "/verdicts", json={"text": text, "unit": "nowhere"})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "unit"


def test_a_personnummer_is_refused_and_not_repeated(program: MakeProgram) -> None:
    answer = program("clinic").ask("POST", "/verdicts", json={"text": "880320-0016"})
    assert answer.status_code == 422
    assert "880320" not in answer.text


def test_lists_come_page_by_page_and_each_row_once(program: MakeProgram) -> None:
    reader, seen, cursor = program("admin"), [], ""
    while True:
        page = reader.get(f"/articles?limit=3{cursor}")
        seen += [one["id"] for one in page["articles"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == list(db.session.scalars(sa.select(Article.id).order_by(Article.id)))
    assert reader.get(f"/articles/{seen[0]}")["id"] == seen[0]
    assert reader.ask("GET", "/articles/999999").status_code == 404


def test_returns_are_listed_filtered_and_shown(
    program: MakeProgram, clinic: Clinic, examples: dict[str, str], other_units_return: str
) -> None:
    draft, sealed = clinic.new_return(), clinic.sealed_return(examples["to_warehouse"])
    reader, receiver = program("clinic"), program("warehouse")
    numbers = [one["number"] for one in reader.get("/returns")["returns"]]
    assert numbers == [sealed, draft]
    assert other_units_return in [one["number"] for one in receiver.get("/returns")["returns"]]
    assert [one["number"] for one in reader.get("/returns?state=sealed")["returns"]] == [sealed]
    assert len(reader.get("/returns?state=sealed&state=draft")["returns"]) == 2
    assert [one["number"] for one in reader.get(f"/returns?q={examples['to_warehouse']}")["returns"]] == [
        sealed
    ]
    first = reader.get("/returns?limit=1")
    assert [one["number"] for one in reader.get(f"/returns?cursor={first['next']}")["returns"]] == [draft]
    shown = reader.get(f"/returns/{sealed}")
    assert (shown["state"], shown["order_number"], len(shown["lines"])) == ("sealed", "1234567", 1)
    assert {item["answer"] for item in shown["lines"][0]["checklist"]} == {"yes"}
    kinds = [event["what"] for event in reader.get(f"/returns/{sealed}/events")["events"]]
    assert kinds == ["opened", "packed", "checklist answered", "sealed"]
    assert reader.ask("GET", f"/returns/{other_units_return}").status_code == 403
    assert reader.ask("GET", "/returns/RK3333333").status_code == 404
    assert receiver.get(f"/returns/{sealed}") == shown


def test_what_has_not_changed_is_not_sent_again(program: MakeProgram, clinic: Clinic) -> None:
    number, reader = clinic.new_return(), program("clinic")
    first = reader.ask("GET", f"/returns/{number}")
    again = reader.ask("GET", f"/returns/{number}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    clinic.client.post(f"/returer/{number}/avbryt", data={"reason": "Fel"})
    changed = reader.ask("GET", f"/returns/{number}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_label_and_the_packing_list_are_pdfs(
    program: MakeProgram, clinic: Clinic, examples: dict[str, str]
) -> None:
    number, reader = clinic.sealed_return(examples["to_warehouse"]), program("clinic")
    for name in ("label", "packing-list"):
        answer = reader.ask("GET", f"/returns/{number}/{name}.pdf")
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert reader.ask("GET", f"/returns/{clinic.new_return()}/label.pdf").status_code == 404
    assert program("warehouse").ask("GET", f"/returns/{number}/label.pdf").status_code == 403


def test_stock_and_send_backs_are_empty_at_first(program: MakeProgram) -> None:
    receiver = program("warehouse")
    assert receiver.get("/stock") == {"items": [], "next": None}
    assert receiver.get("/stock/balance") == {"articles": []}
    assert receiver.get("/send-backs?waits_for=unit") == {"send_backs": [], "next": None}
    clinic = program("clinic")
    assert clinic.get("/stock/balance") == {"articles": []}
    assert clinic.ask("GET", "/stock").status_code == 403


def test_every_call_stands_in_the_document_with_its_scope(program: MakeProgram) -> None:
    reader = program("clinic")
    document = reader.get("/openapi.json")
    calls = {
        rule.rule
        for rule in reader.client.application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "openapi.spec"
    }
    assert len(document["paths"]) == len(calls)
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["security"], (method, path)
            assert operation["summary"], (method, path)
            for status, told in operation["responses"].items():
                assert status < "400" or list(told["content"]) == ["application/problem+json"], (path, status)


def test_devices_are_asked_for_by_something(program: MakeProgram) -> None:
    assert program("clinic").ask("GET", "/devices").status_code == 422
    assert program("clinic").ask("GET", "/devices?q=ab").status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Device.id)))
