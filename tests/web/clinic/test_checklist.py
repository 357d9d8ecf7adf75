"""A no asks what is missing and says what the routine demands; many products are answered at once where rules allow."""

import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from database import db
from registry.models import Category, Device
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


def many_address(number: str, kind: str = "") -> str:
    return f"/returer/{number}/hela-hogen{kind and '/'}{kind}"


def many_page(clinic: Clinic, number: str, kind: str = "") -> TestResponse:
    return clinic.client.get(many_address(number, kind))


def shown_as_asked(clinic: Clinic, number: str, kind: str = "") -> list[str]:
    """What the page sends for each product that is ticked."""
    return re.findall(r'name="asked" value="([^"]+)" checked', many_page(clinic, number, kind).text)


def say_yes(clinic: Clinic, number: str, kind: str, asked: list[str], **more: str) -> TestResponse:
    return clinic.client.post(many_address(number, kind), data={"asked": asked, **more})


def answer_many(clinic: Clinic, number: str, kind: str = "") -> TestResponse:
    """As the page does it, with every product ticked."""
    return say_yes(clinic, number, kind, shown_as_asked(clinic, number, kind))


@pytest.fixture
def two(clinic: Clinic, examples: dict[str, str]) -> str:
    """Two products that are charged and reset, neither of them asked yet."""
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    make_connected(number)
    return number


def make_connected(number: str) -> None:
    for line in stored(number).lines:
        line.article.rechargeable, line.article.category = True, Category.STREAMING
        line.article.skipped_steps = []
    db.session.commit()


def codes(items: object) -> set[str]:
    return {item.code for item in items}


def answered(number: str) -> list[dict[str, object]]:
    return [event.after for event in stored(number).events if event.what == "checklist answered"]


def test_the_look_answers_what_a_look_can_answer(clinic: Clinic, two: str) -> None:
    page = many_page(clinic, two).text
    assert "Allt stämmer för alla 2" in page
    assert "Ska ligga med:" in page
    assert "laddare" in page
    assert "Går" not in page, "what is tried has a page of its own"
    assert answer_many(clinic, two).location.endswith("/hela-hogen/charging")
    for line in stored(two).lines:
        assert codes(line.missing_answers) == {"charging", "reset"}
        assert {(a.answer, a.actor) for a in line.answers} == {("yes", "klinik@returkoll.demo")}
    assert len(answered(two)) == 2
    assert all(after["for_many"] for after in answered(two))


def test_each_kind_of_check_has_a_page_with_its_words_and_its_products(clinic: Clinic, two: str) -> None:
    assert answer_many(clinic, two).location.endswith("/hela-hogen/charging")
    page = many_page(clinic, two, "charging").text
    assert "Går de att ladda?" in page
    assert "bara hela, rena och fullt fungerande" in page
    assert all(line.serial_number in page for line in stored(two).lines)
    assert "återställda" not in page
    assert answer_many(clinic, two, "charging").location.endswith("/hela-hogen/reset")
    assert "Är de återställda och frånkopplade" in many_page(clinic, two, "reset").text
    assert answer_many(clinic, two, "reset").location.endswith("/forsegla")
    assert all(line.ready for line in stored(two).lines)
    assert [set(after) - {"for_many"} for after in answered(two)][2:] == [{"charging"}] * 2 + [{"reset"}] * 2


def test_an_answer_for_many_is_kept_as_the_products_own_page_keeps_it(clinic: Clinic, two: str) -> None:
    one = stored(two).lines[0]
    say_yes(clinic, two, "charging", [f"{one.id} charging"])
    answer(clinic, two, 1, charging="yes")
    kept = [
        [(row.code, row.answer, row.note, row.actor) for row in line.answers] for line in stored(two).lines
    ]
    assert kept[0] == kept[1] == [("charging", "yes", None, "klinik@returkoll.demo")]
    by_many, by_itself = answered(two)
    assert by_many == {**by_itself, "for_many": True}


def test_a_product_that_is_not_ticked_gets_its_own_page(clinic: Clinic, two: str) -> None:
    first = stored(two).lines[0]
    answer_many(clinic, two)
    shown = shown_as_asked(clinic, two, "charging")
    told = say_yes(clinic, two, "charging", shown[1:])
    assert told.location.endswith("/hela-hogen/reset")
    assert codes(stored(two).lines[0].missing_answers) == {"charging", "reset"}
    assert codes(stored(two).lines[1].missing_answers) == {"reset"}
    own = answer_many(clinic, two, "reset").location
    assert own.endswith(f"/rader/{first.id}/kontroll")
    assert "Går den att ladda?" in clinic.client.get(own).text
    assert clinic.seal(two).status_code == 303, "it cannot be sealed before"


def test_where_none_is_ticked_nothing_is_answered_and_each_gets_its_own_page(
    clinic: Clinic, examples: dict[str, str]
) -> None:
    number = packed(clinic, examples["to_warehouse"], examples["to_warehouse_2"])
    for line in stored(number).lines:
        line.article.rechargeable, line.article.category = False, Category.BTE_AID
    db.session.commit()
    told = say_yes(clinic, number, "", [])
    assert told.location.endswith(f"/rader/{stored(number).lines[0].id}/kontroll")
    assert answered(number) == []


def test_sent_twice_it_is_answered_once(clinic: Clinic, two: str) -> None:
    shown = shown_as_asked(clinic, two)
    for key in ("a" * 32, "a" * 32, "b" * 32):
        assert say_yes(clinic, two, "", shown, idempotency_key=key).status_code == 302
    assert len(answered(two)) == 2


def test_a_product_put_in_meanwhile_is_not_answered_unseen(
    clinic: Clinic, two: str, register_device: Callable[..., Device]
) -> None:
    shown = shown_as_asked(clinic, two)
    register_device("MEANWHILE1")
    clinic.pack(two, "MEANWHILE1")
    say_yes(clinic, two, "", shown)
    *seen, unseen = stored(two).lines
    assert all(line.answers for line in seen)
    assert not unseen.answers
    assert clinic.client.get(f"/returer/{two}/").text.count("Klar med packningen") == 1


def test_a_product_taken_out_meanwhile_needs_no_answer(clinic: Clinic, two: str) -> None:
    shown, (first, second) = shown_as_asked(clinic, two), stored(two).lines
    clinic.client.post(f"/returer/{two}/rader/{first.id}/ta-bort")
    assert say_yes(clinic, two, "", shown).status_code == 302
    assert [line.id for line in stored(two).lines] == [second.id]
    assert not stored(two).lines[0].answers, "one product left is asked by itself"


def test_a_question_that_came_meanwhile_is_not_answered_unseen(clinic: Clinic, two: str) -> None:
    shown = shown_as_asked(clinic, two)
    for line in stored(two).lines:
        line.article.package_contents = [*line.article.package_contents, "Fodral"]
    db.session.commit()
    say_yes(clinic, two, "", shown)
    assert all("with_fodral" in codes(line.missing_answers) for line in stored(two).lines)


def test_nothing_is_answered_for_what_the_page_does_not_ask(clinic: Clinic, two: str) -> None:
    ids = [line.id for line in stored(two).lines]
    say_yes(clinic, two, "", [f"{line_id} charging reset" for line_id in ids] + ["", "x y", "99999 whole"])
    say_yes(clinic, two, "whole", [f"{line_id} whole" for line_id in ids])
    assert answered(two) == []
    assert many_page(clinic, two, "whole").location.endswith("/hela-hogen")


def test_a_product_with_a_no_is_answered_by_itself(clinic: Clinic, two: str) -> None:
    answer(clinic, two, clean="no")
    assert many_page(clinic, two).location.endswith("/kontroll"), "one product is answered by itself"
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
    assert stored(number).lines[0].questions_tried_singly == ()
    demand_packaging(stored(number).lines[0], None)
    assert codes(stored(number).lines[0].questions_for_many) >= {"packaging", "whole", "clean"}


def demand_packaging(line: Line, demand: str | None) -> None:
    data = line.verdict_data
    line.verdict_data = {**data, "term": {**data["term"], "packaging": demand}}
    db.session.commit()


def test_what_is_sealed_is_not_asked_again(clinic: Clinic, examples: dict[str, str]) -> None:
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    assert many_page(clinic, number).status_code == 302
    asked = [f"{line.id} whole clean" for line in stored(number).lines]
    assert say_yes(clinic, number, "", asked).status_code == 302
    assert len(answered(number)) == 2
