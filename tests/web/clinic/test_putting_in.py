"""What a tablet's queue sends: text, pictures and cards that are put in without being looked at first."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.web.conftest import Clinic, stored

AS_JSON = {"Accept": "application/json"}


def put_in(clinic: Clinic, number: str, key: str = "", **fields: object) -> dict:
    headers = {**AS_JSON, **({"Idempotency-Key": key} if key else {})}
    answer = clinic.client.post(f"/returer/{number}/rader", data=fields, headers=headers)
    return {"status": answer.status_code, **answer.json}


def test_typed_text_is_packed_at_once(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    told = put_in(clinic, number, text=examples["to_warehouse"])
    assert told["tone"] == "good"
    assert told["results"] == [
        {
            "state": "packed",
            "tone": "good",
            "message": told["message"],
            "what": examples["to_warehouse"],
            "headline": "Packa till huvudlagret.",
            "marks": told["results"][0]["marks"],
        }
    ]
    assert [line.serial_number for line in stored(number).lines] == [examples["to_warehouse"]]


def test_what_goes_to_the_supplier_gets_a_return_of_its_own(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    put_in(clinic, number, text=examples["to_warehouse"])
    told = put_in(clinic, number, text=examples["to_supplier"])
    assert told["results"][0]["state"] == "packed"
    assert "egen retur" in told["message"]
    assert len(stored(number).lines) == 1


@pytest.mark.parametrize("kind", ["unknown", "another_unit", "not_handled", "correct_sesam"])
def test_what_may_not_be_packed_is_left_and_told(clinic: Clinic, examples: dict[str, str], kind: str) -> None:
    number = clinic.new_return()
    told = put_in(clinic, number, text=examples[kind])
    assert told["status"] == 200
    assert told["tone"] in ("attention", "stop")
    assert told["results"][0]["state"] == "left"
    assert stored(number).lines == []


def test_the_same_product_twice_lies_there_already(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    put_in(clinic, number, "a", text=examples["to_warehouse"])
    told = put_in(clinic, number, "b", text=examples["to_warehouse"])
    assert told["results"][0]["state"] == "there"
    assert len(stored(number).lines) == 1


def test_the_same_deed_sent_again_gets_the_same_answer(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    first, second = (put_in(clinic, number, "once", text=examples["to_warehouse"]) for _time in range(2))
    assert first == second


def test_sealed_meanwhile_by_a_colleague_is_a_conflict_in_words(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.sealed_return(examples["to_warehouse"])
    told = put_in(clinic, number, text=examples["to_warehouse_2"])
    assert told["status"] == 409
    assert "redan förseglad" in told["message"]
    assert len(stored(number).lines) == 1


def test_a_card_kept_in_the_queue_is_put_in_by_its_token(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    told = put_in(clinic, number, token=clinic.token(number, examples["to_warehouse"]))
    assert told["results"][0]["state"] == "packed"


def test_a_picture_without_a_code_is_told_as_unread(clinic: Clinic) -> None:
    number = clinic.new_return()
    empty = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(empty, "PNG")
    empty.seek(0)
    told = put_in(clinic, number, picture=(empty, "photo.png"))
    assert told["results"][0]["state"] == "unread"
    assert "Ingen kod" in told["message"]


def test_a_file_that_is_no_picture_is_told_as_unread(clinic: Clinic) -> None:
    told = put_in(clinic, clinic.new_return(), picture=(io.BytesIO(b"no picture"), "photo.jpg"))
    assert told["results"][0]["state"] == "unread"


def test_without_a_script_what_became_of_it_is_on_the_page(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    page = clinic.client.post(f"/returer/{number}/rader", data={"text": examples["to_warehouse"]})
    assert page.status_code == 200
    assert examples["to_warehouse"] in page.text


def test_another_units_return_is_closed(clinic: Clinic, other_units_return: str) -> None:
    answer = clinic.client.post(f"/returer/{other_units_return}/rader", data={"text": "X"}, headers=AS_JSON)
    assert answer.status_code == 403


def test_the_ticket_says_who_is_signed_in_and_gives_a_token(clinic: Clinic) -> None:
    told = clinic.client.get("/ko", headers=AS_JSON).json
    assert told["user"] > 0
    assert told["csrf_token"]


def test_nobody_gets_no_ticket(signed_in: Callable[[str], FlaskClient], clinic: Clinic) -> None:
    clinic.client.delete_cookie("session")
    assert clinic.client.get("/ko", headers=AS_JSON).status_code == 401


def test_the_contents_can_be_asked_for_alone(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    put_in(clinic, number, text=examples["to_warehouse"])
    page = clinic.client.get(f"/returer/{number}/innehall").text
    assert "<html" not in page
    assert examples["to_warehouse"] in page


# --- undo


def undo(clinic: Clinic, number: str, line_id: int) -> None:
    clinic.client.post(f"/returer/{number}/angra", data={"line_id": line_id})


def test_the_last_product_is_taken_out_again(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.pack(number, examples["to_warehouse_2"])
    last = stored(number).lines[-1].id
    for _time in range(2):
        undo(clinic, number, last)
    assert [line.serial_number for line in stored(number).lines] == [examples["to_warehouse"]]


def test_undo_reaches_the_return_that_the_product_was_sorted_into(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    clinic.pack(number, examples["to_supplier"])
    page = clinic.client.get(f"/returer/{number}/").text
    assert f"Ångra {examples['to_supplier']}" in page
    other = next(number_ for number_ in returns_on(page) if number_ != number)
    undo(clinic, number, stored(other).lines[0].id)
    assert stored(other).state == "cancelled"
    assert len(stored(number).lines) == 1


def test_undo_on_an_empty_new_return_takes_nothing_out_of_other_drafts(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    full = clinic.new_return()
    clinic.pack(full, examples["to_warehouse"])
    clinic.pack(full, examples["to_warehouse_2"])
    held = [line.id for line in stored(full).lines]
    empty = clinic.new_return()
    assert "Ångra" not in clinic.client.get(f"/returer/{empty}/").text
    for line_id in reversed(held):
        undo(clinic, empty, line_id)
    assert [line.id for line in stored(full).lines] == held


def test_undo_takes_out_what_was_packed_on_its_own_page_although_another_was_used_since(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    first = clinic.new_return()
    clinic.pack(first, examples["to_warehouse"])
    second = clinic.new_return()
    clinic.pack(second, examples["to_warehouse_2"])
    undo(clinic, first, stored(first).lines[0].id)
    assert stored(first).lines == []
    assert len(stored(second).lines) == 1


def test_what_was_undone_is_put_back_with_one_press(clinic: Clinic, examples: dict[str, str]) -> None:
    number, serial = clinic.new_return(), examples["to_warehouse"]
    clinic.pack(number, serial)
    answer = clinic.client.post(
        f"/returer/{number}/angra",
        data={"line_id": stored(number).lines[0].id},
        headers={"X-Requested-With": "fetch"},
    )
    assert "Lägg tillbaka" in answer.text
    assert f'name="text" value="{serial}"' in answer.text
    put_in(clinic, number, text=serial)
    assert [line.serial_number for line in stored(number).lines] == [serial]


def returns_on(page: str) -> set[str]:
    return {part.split("/")[0] for part in page.split('href="/returer/')[1:] if part.startswith("RK")}


def test_the_other_returns_packed_beside_it_are_one_tap_away(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    assert "Enhetens andra returer" not in clinic.client.get(f"/returer/{number}/").text
    clinic.pack(number, examples["to_supplier"])
    assert "Enhetens andra returer" in clinic.client.get(f"/returer/{number}/").text


def test_what_is_packed_already_is_shown_as_that(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.new_return()
    clinic.pack(number, examples["to_warehouse"])
    answer = clinic.look_up(number, examples["to_warehouse"])
    assert answer["tone"] == "good"
    assert "Ligger i returen." in answer["html"]
    assert answer["products"][0]["may"] == "there"
