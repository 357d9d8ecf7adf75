"""A part that usually comes along and is not in the return is asked about once, calmly, and before the sealing."""

import datetime
import re
from collections.abc import Callable

import pytest

from database import db
from registry.models import Article, Device, DeviceState
from tests.web.cards import AS_JSON, look
from tests.web.clinic.belonging.conftest import form_of, packed
from tests.web.conftest import Clinic, stored

AddDevice = Callable[..., Device]
Pair = tuple[Device, Device]

LEFT = "Den vänstra (nr PAR-V1) från samma leverans är inte med. Ska den också tillbaka?"


def questions(clinic: Clinic, number: str) -> list[str]:
    """What the packing page asks."""
    page = clinic.client.get(f"/returer/{number}/").text
    if "asked-parts" not in page:
        return []
    return re.findall(r"<strong>(.*?)</strong>", page.split("asked-parts")[1].split("</ul>")[0])


def answer(clinic: Clinic, number: str, part: str, said: str, **more: str):
    return clinic.client.post(f"/returer/{number}/hor-till/{part}", data={"answer": said, **more})


def key(device: Device) -> str:
    return f"d{device.id}"


def with_both(clinic: Clinic, pair: Pair) -> str:
    """The number of a return in which both of the pair lie."""
    number = clinic.new_return()
    for one in pair:
        clinic.pack(number, one.serial_number)
    return number


def test_a_right_one_alone_asks_about_the_left_one_on_its_card(clinic: Clinic, pair: Pair) -> None:
    (card,) = look(clinic.client, clinic.new_return(), text="PAR-H1")
    assert LEFT in card.html
    assert "Ja, jag lägger i den" in card.html
    assert "Nej, bara den här" in card.html


@pytest.mark.parametrize(("said", "lines"), [("yes", ["PAR-H1", "PAR-V1"]), ("no", ["PAR-H1"])])
def test_the_cards_press_answers_and_it_is_not_asked_again(
    clinic: Clinic, pair: Pair, said: str, lines: list[str]
) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, text="PAR-H1")
    clinic.client.post(f"/returer/{number}/rader", data={**form_of(card.html), "parts": said})
    assert packed(number) == lines
    assert questions(clinic, number) == []
    clinic.answer_all(number)
    assert clinic.seal(number).status_code == 302


def test_packed_without_an_answer_it_is_asked_on_the_packing_page_and_before_the_sealing(
    clinic: Clinic, pair: Pair
) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    assert questions(clinic, number) == [LEFT]
    clinic.answer_all(number)
    assert LEFT in clinic.client.get(f"/returer/{number}/forsegla").text
    clinic.seal(number)
    assert stored(number).is_draft


def test_a_no_at_the_sealing_leads_on_to_it(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    clinic.answer_all(number)
    went = answer(clinic, number, key(pair[1]), "no", sealing="1")
    assert went.location.endswith("/forsegla")
    assert LEFT not in clinic.client.get(went.location).text
    assert clinic.seal(number).status_code == 302


def test_a_yes_at_the_sealing_leads_to_the_parts_own_questions(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    clinic.answer_all(number)
    went = answer(clinic, number, key(pair[1]), "yes", sealing="1")
    assert went.location.endswith("/kontroll")
    assert packed(number) == ["PAR-H1", "PAR-V1"]


def test_the_answer_stands_in_what_has_happened_and_once(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    for _time in range(2):
        answer(clinic, number, key(pair[1]), "no")
    (event,) = [event for event in stored(number).events if event.what == "part answered"]
    assert event.after == {"part": "Fjord 5 R vänster PAR-V1", "comes": False}


def test_what_is_taken_out_again_after_a_yes_is_not_asked_about_again(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    answer(clinic, number, key(pair[1]), "yes")
    line = stored(number).lines[-1]
    clinic.client.post(f"/returer/{number}/rader/{line.id}/ta-bort")
    assert questions(clinic, number) == []


def test_without_contact_the_answer_comes_later_and_is_told(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    path = f"/returer/{number}/hor-till/{key(pair[1])}"
    said = {"answer": "no"}
    headers = {**AS_JSON, "Idempotency-Key": "one"}
    first, second = (clinic.client.post(path, data=said, headers=headers).json for _time in range(2))
    assert first == second
    assert first["results"][0]["state"] == "noted"


def test_of_what_is_no_part_of_the_return_nothing_is_noted(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    answer(clinic, number, key(pair[1]), "yes")
    clinic.pack(number, "PAR-H1")
    refused = clinic.client.post(
        f"/returer/{number}/hor-till/d999999", data={"answer": "yes"}, headers=AS_JSON
    )
    assert refused.status_code == 409
    assert "gäller inte längre" in refused.json["message"]
    assert answer(clinic, number, key(pair[1]), "perhaps").status_code == 400
    assert packed(number) == ["PAR-H1"]


# --- where nothing is asked


def test_what_lies_in_another_return_of_the_units_is_not_asked_about(clinic: Clinic, pair: Pair) -> None:
    other = clinic.new_return()
    clinic.pack(other, "PAR-V1")
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    assert questions(clinic, number) == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": DeviceState.SCRAPPED},
        {"order_number": None},
        {"order_number": "another"},
        {"unit": None, "unit_id": None},
        {"flagged_at": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)},
    ],
    ids=["scrapped", "no order", "another order", "no unit", "reported as wrong"],
)
def test_what_the_register_does_not_tie_to_it_is_not_asked_about(
    clinic: Clinic, pair: Pair, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(pair[1], name, value)
    db.session.commit()
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    assert questions(clinic, number) == []


def test_of_two_pairs_by_one_order_nobody_knows_which_is_meant(
    clinic: Clinic, pair: Pair, register_device: AddDevice
) -> None:
    register_device("PAR-V2", "Fjord 5 R vänster", order_number=pair[0].order_number)
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    assert questions(clinic, number) == []


# --- parts


def test_a_charger_with_a_number_is_asked_about(clinic: Clinic, pair: Pair, charger: Device) -> None:
    number = with_both(clinic, pair)
    asked = "Fjord Clip mikrofon (nr LADD-1) från samma leverans är inte med. Ska den också tillbaka?"
    assert questions(clinic, number) == [asked]
    answer(clinic, number, key(charger), "yes")
    assert packed(number) == ["PAR-H1", "PAR-V1", "LADD-1"]


def test_two_missing_parts_are_answered_with_one_press_or_singly(
    clinic: Clinic, pair: Pair, charger: Device
) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, text="PAR-H1")
    assert "Ja, jag lägger i dem" in card.html
    clinic.client.post(f"/returer/{number}/rader", data={**form_of(card.html), "parts": "later"})
    assert len(questions(clinic, number)) == 2
    answer(clinic, number, key(pair[1]), "yes")
    answer(clinic, number, key(charger), "no")
    assert packed(number) == ["PAR-H1", "PAR-V1"]
    assert questions(clinic, number) == []


def test_a_part_without_numbers_is_asked_about_once_for_its_order(
    clinic: Clinic, pair: Pair, unnumbered: Article
) -> None:
    number = with_both(clinic, pair)
    assert questions(clinic, number) == [
        "Klara fjärrkontroll brukar höra till och är inte med. Ska den också tillbaka?"
    ]


def test_a_part_without_numbers_that_lies_there_is_not_asked_about(
    clinic: Clinic, pair: Pair, unnumbered: Article
) -> None:
    number = with_both(clinic, pair)
    token = clinic.token(number, unnumbered.gtins[0].gtin)
    clinic.client.post(f"/returer/{number}/rader", data={"token": token, "told": "earlier"})
    assert len(packed(number)) == 3
    assert questions(clinic, number) == []


def test_a_part_with_a_question_of_its_own_asks_that_and_has_no_answer_until_then(
    clinic: Clinic, pair: Pair, unnumbered: Article
) -> None:
    number = with_both(clinic, pair)
    page = clinic.client.get(f"/returer/{number}/").text
    part = re.search(r"hor-till/(a[^\"]+)\"", page)
    assert part
    shown = answer(clinic, number, part.group(1), "yes")
    assert 'data-verdict="question"' in shown.text
    assert stored(number).part_answers == []
