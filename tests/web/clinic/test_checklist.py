"""A no asks what is missing and says what the routine demands; many products are answered at once where rules allow."""

import pytest
from apiflask import APIFlask

from database import db
from registry.verdict import VerdictKind
from returns import Line
from tests.web.conftest import Clinic, stored


def checklist(clinic: Clinic, number: str, at: int = 0) -> str:
    return clinic.client.get(f"/returer/{number}/rader/{stored(number).lines[at].id}/kontroll").text


def answer(clinic: Clinic, number: str, at: int = 0, **given: str) -> object:
    return clinic.client.post(f"/returer/{number}/rader/{stored(number).lines[at].id}/kontroll", data=given)


def packed(clinic: Clinic, *serials: str) -> str:
    number = clinic.new_return()
    for serial in serials:
        clinic.pack(number, serial)
    return number


def test_a_no_asks_what_is_missing_and_says_what_the_routine_demands(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    page = checklist(clinic, packed(clinic, examples["to_warehouse"]))
    assert "Vad saknas?" in page
    assert "Vad är fel?" in page
    assert "helt komplett, med tillbehör, bruksanvisning och originalförpackning" in page
    assert "bara hela, rena och fullt fungerande" in page


def test_what_is_missing_is_kept_with_the_no_and_goes_with_the_yes(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = packed(clinic, examples["to_warehouse"])
    answer(clinic, number, **{"packaging": "no", "note-packaging": "Locket är borta"})
    assert stored(number).lines[0].note_to("packaging") == "Locket är borta"
    assert "Locket är borta" in checklist(clinic, number)
    answer(clinic, number, **{"packaging": "yes", "note-packaging": "Locket är borta"})
    assert stored(number).lines[0].note_to("packaging") == ""
    events = [event for event in stored(number).events if event.what == "checklist answered"]
    assert events[0].after == {"packaging": ["no", "Locket är borta"]}
    assert events[1].after == {"packaging": "yes"}


def test_a_personnummer_in_what_is_missing_is_refused(clinic: Clinic, examples: dict[str, str]) -> None:
    number = packed(clinic, examples["to_warehouse"])
    told = answer(clinic, number, **{"whole": "no", "note-whole": "Gäller 811228-9874"})
    assert told.status_code == 303
    assert not stored(number).lines[0].answers


# --- many products at once


def answer_page(clinic: Clinic, number: str) -> object:
    return clinic.client.get(f"/returer/{number}/hela-hogen")


def answer_many(clinic: Clinic, number: str) -> object:
    lines = [line.id for line in stored(number).lines]
    return clinic.client.post(f"/returer/{number}/hela-hogen", data={"line": lines})


@pytest.fixture
def two(clinic: Clinic, examples: dict[str, str]) -> str:
    return packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])


def codes(items: object) -> set[str]:
    return {item.code for item in items}


def test_all_as_it_should_be_answers_what_a_look_can_answer(clinic: Clinic, two: str) -> None:
    before = [codes(line.checklist) for line in stored(two).lines]
    assert "på en gång" in checklist(clinic, two)
    assert "Allt är som det ska" in answer_page(clinic, two).text
    assert answer_many(clinic, two).status_code == 302
    for line, all_codes in zip(stored(two).lines, before, strict=True):
        assert codes(line.missing_answers) == all_codes & {"charging", "reset"}
        assert {a.answer for a in line.answers} == {"yes"}
    told = [event.after for event in stored(two).events if event.what == "checklist answered"]
    assert len(told) == 2
    assert all(after["for_many"] for after in told)


def test_charging_and_reset_are_tried_on_each_product(clinic: Clinic, two: str) -> None:
    line = stored(two).lines[0]
    line.article.rechargeable = True
    db.session.commit()
    answer_many(clinic, two)
    assert codes(stored(two).lines[0].missing_answers) >= {"charging"}
    assert clinic.seal(two).status_code == 303


def test_a_product_with_a_no_is_answered_by_itself(clinic: Clinic, two: str) -> None:
    answer(clinic, two, clean="no")
    assert answer_page(clinic, two).status_code == 302, "one product is answered by itself"
    answer_many(clinic, two)
    assert not stored(two).lines[1].answers
    assert codes(stored(two).lines[0].stopped_by) == {"clean"}


def test_what_a_supplier_demands_of_the_packaging_is_looked_at_one_by_one(
    clinic: Clinic, examples: dict[str, str], demo_app: APIFlask
) -> None:
    number = packed(clinic, examples["to_supplier"])
    line = stored(number).lines[0]
    assert line.verdict.kind is VerdictKind.TO_SUPPLIER
    demand_packaging(line, "Obruten plombering.")
    assert "Leverantören kräver: Obruten plombering." in checklist(clinic, number)
    assert stored(number).lines[0].questions_for_many == ()
    demand_packaging(stored(number).lines[0], None)
    assert codes(stored(number).lines[0].questions_for_many) >= {"packaging", "whole", "clean"}


def demand_packaging(line: Line, demand: str | None) -> None:
    data = line.verdict_data
    line.verdict_data = {**data, "term": {**data["term"], "packaging": demand}}
    db.session.commit()


def test_a_product_packed_after_the_page_was_opened_is_asked_by_itself(
    clinic: Clinic, two: str, examples: dict[str, str]
) -> None:
    first = stored(two).lines[0].id
    clinic.client.post(f"/returer/{two}/hela-hogen", data={"line": [first]})
    assert stored(two).lines[0].answers
    assert not stored(two).lines[1].answers


def test_what_is_sealed_is_not_asked_again(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    assert answer_page(clinic, number).status_code == 302
    assert answer_many(clinic, number).status_code == 302
