"""Packing: look up, add, take out; every verdict is shown, and only what may be packed can be."""

import pytest
import sqlalchemy as sa

from database import db
from registry.models import Device, Gtin
from tests.web.conftest import Clinic, stored


@pytest.mark.parametrize(
    ("kind", "tone"),
    [
        ("to_warehouse", "good"),
        ("to_supplier", "good"),
        ("correct_sesam", "attention"),
        ("another_unit", "stop"),
        ("not_handled", "stop"),
        ("unknown", "attention"),
    ],
)
def test_each_verdict_is_a_card_with_its_tone(
    clinic: Clinic, examples: dict[str, str], kind: str, tone: str
) -> None:
    number = clinic.new_return()
    answer = clinic.look_up(number, examples[kind])
    assert answer["tone"] == tone
    assert f'data-verdict="{kind}"' in answer["html"]
    assert answer["message"] in answer["html"].replace("&#39;", "'")


def test_a_looked_up_product_is_added_with_its_verdict(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    assert clinic.pack(number, examples["to_warehouse"]).status_code == 302
    (line,) = stored(number).lines
    assert line.serial_number == examples["to_warehouse"]
    assert line.verdict.kind.value == "to_warehouse"
    assert line.packed_by == "klinik@returkoll.demo"


def test_what_lies_in_another_products_box_is_not_packed_until_the_box_is_changed(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number, serial = clinic.new_return(), examples["to_warehouse"]
    device = db.session.scalars(sa.select(Device).where(Device.serial_number == serial)).one()
    wrong = db.session.scalars(sa.select(Gtin.gtin).where(Gtin.article_id != device.article_id)).first()
    in_a_wrong_box = clinic.look_up(number, f"(01){wrong}(21){serial}")
    assert in_a_wrong_box["tone"] == "attention"
    assert 'data-verdict="wrong_box"' in in_a_wrong_box["html"]
    assert f'action="/returer/{number}/rader"' not in in_a_wrong_box["html"]
    right = device.article.gtins[0].gtin
    assert 'data-verdict="to_warehouse"' in clinic.look_up(number, f"(01){right}(21){serial}")["html"]


def test_adding_it_twice_gives_one_line(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    token = clinic.token(number, examples["to_warehouse"])
    for _time in range(2):
        clinic.client.post(f"/returer/{number}/rader", data={"token": token})
    assert len(stored(number).lines) == 1


def test_what_lies_in_one_return_is_already_returned_for_another(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    first, second = clinic.new_return(), clinic.new_return()
    token = clinic.token(first, examples["to_warehouse"])
    clinic.client.post(f"/returer/{first}/rader", data={"token": token})
    answer = clinic.look_up(second, examples["to_warehouse"])
    assert 'data-verdict="already_returned"' in answer["html"]
    assert clinic.client.post(f"/returer/{second}/rader", data={"token": token}).status_code == 303
    assert stored(second).lines == []


def test_a_product_for_the_supplier_gets_a_return_of_its_own(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.pack(number, examples["to_supplier"])
    assert [line.serial_number for line in stored(number).lines] == [examples["to_warehouse"]]
    page = clinic.client.get("/returer/")
    assert page.text.count("Utkast") == 2


@pytest.mark.parametrize("kind", ["another_unit", "not_handled", "unknown", "correct_sesam"])
def test_what_may_not_be_packed_cannot_be_added(clinic: Clinic, examples: dict[str, str], kind: str) -> None:
    number = clinic.new_return()
    seen = clinic.look_up(number, examples[kind])["html"]
    assert "Lägg i returen" not in seen
    with_token = clinic.look_up(number, examples["to_warehouse"])["html"]
    assert "Lägg i returen" in with_token


def test_a_forged_token_is_refused(clinic: Clinic) -> None:
    number = clinic.new_return()
    assert clinic.client.post(f"/returer/{number}/rader", data={"token": "made-up"}).status_code == 400
    assert stored(number).lines == []


def test_a_product_can_be_taken_out_and_packed_again(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    line = stored(number).lines[0]
    for _time in range(2):
        clinic.client.post(f"/returer/{number}/rader/{line.id}/ta-bort")
    assert stored(number).lines == []
    assert stored(number).destination is None
    clinic.pack(number, examples["to_warehouse"])
    assert [event.what for event in stored(number).events] == ["opened", "packed", "unpacked", "packed"]


def test_a_fragment_request_gets_only_the_changed_parts(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    token = clinic.token(number, examples["to_warehouse"])
    answer = clinic.client.post(
        f"/returer/{number}/rader", data={"token": token}, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="contents"' in answer.text
    assert examples["to_warehouse"] in answer.text


def test_a_near_match_can_be_taken_and_is_recorded_as_such(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    wrong = examples["to_warehouse"][:-1]
    html = clinic.look_up(number, wrong)["html"]
    assert 'data-verdict="unknown"' in html
    assert examples["to_warehouse"] in html
    token = html.split('name="token" value="')[1].split('"')[0]
    before_serial = html.split(f'<span class="code">{examples["to_warehouse"]}')[0]
    device_id = before_serial.rsplit('name="device_id" value="', 1)[1].split('"')[0]
    clinic.client.post(f"/returer/{number}/rader", data={"token": token, "device_id": device_id})
    (line,) = stored(number).lines
    assert line.suggested
    assert line.codes == [wrong]
    assert line.serial_number == examples["to_warehouse"]
