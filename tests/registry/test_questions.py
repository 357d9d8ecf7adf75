"""What the register cannot know is asked; the answer becomes a fact, and the table is asked again."""

import datetime
from dataclasses import replace

import pytest

from registry.facts import ArticleFacts, DeviceFacts, Facts, SupplierFacts, TermFacts, Told, UnitFacts
from registry.models import Category, CountsFrom
from registry.verdict import Verdict, VerdictKind, decide

TODAY = datetime.date(2026, 11, 23)
NORTH = UnitFacts(1, "1010", "Nord")
SUPPLIER = SupplierFacts(7, "Nordvik", ("Returvägen 1",), "170 01", "Solby")
AID = ArticleFacts(1, "A1", "Fjord", Category.BTE_AID, SUPPLIER)
OTHER_AID = replace(AID, id=4, number="A4", name="Stilla")
LOOP = ArticleFacts(2, "A2", "Slinga", Category.LOOP, SUPPLIER, has_serial=False)
TERM = TermFacts(1, SUPPLIER, 30, CountsFrom.DELIVERY, datetime.date(2020, 1, 1))
WITHOUT_SERIAL = Facts(articles=(LOOP,), terms=(TERM,))
DEVICE = DeviceFacts(5, "X1", AID, NORTH, delivery_date=TODAY - datetime.timedelta(days=100))
NEAR_ANOTHERS_BOX = Facts(serials=("X1",), devices=(DEVICE,), unclear=(OTHER_AID,))
OF_NO_UNIT = Facts(serials=("X1",), devices=(replace(DEVICE, unit=None),))


def told(facts: Facts, *values: str, day: datetime.date | None = None) -> Verdict:
    answers = Told(day=day)
    for value in values:
        answers = answers.answered(value)
    return decide(replace(facts, told=answers), NORTH, TODAY)


@pytest.mark.parametrize("facts", [WITHOUT_SERIAL, NEAR_ANOTHERS_BOX, OF_NO_UNIT])
def test_a_question_has_two_answers_and_is_asked_of_a_unit_alone(facts: Facts) -> None:
    asked = decide(facts, NORTH, TODAY)
    assert asked.kind is VerdictKind.QUESTION
    assert asked.question
    assert len(asked.question.options) == 2
    for option in asked.question.options:
        assert told(facts, option.value).kind is not VerdictKind.QUESTION


@pytest.mark.parametrize("facts", [WITHOUT_SERIAL, OF_NO_UNIT])
def test_the_warehouse_is_not_asked_what_only_the_unit_knows(facts: Facts) -> None:
    assert decide(facts, None, TODAY).kind is VerdictKind.TO_WAREHOUSE


def test_an_answer_that_no_question_offers_is_refused() -> None:
    with pytest.raises(KeyError):
        Told().answered("perhaps")


# --- a product without serial: when was it delivered?


def test_what_was_bought_lately_goes_to_the_supplier_and_what_is_older_to_the_warehouse() -> None:
    lately, earlier = told(WITHOUT_SERIAL, "recent"), told(WITHOUT_SERIAL, "earlier")
    assert (lately.kind, lately.supplier, lately.term) == (VerdictKind.TO_SUPPLIER, SUPPLIER, TERM)
    assert earlier.kind is VerdictKind.TO_WAREHOUSE
    for verdict, words in ((lately, "mindre än 30 dagar"), (earlier, "mer än 30 dagar")):
        assert any(words in str(sentence) for sentence in verdict.sentences)
    assert str(earlier.todo) == "Lägg den i returen."


@pytest.mark.parametrize(("days", "kind"), [(0, "to_supplier"), (30, "to_supplier"), (31, "to_warehouse")])
def test_a_day_decides_to_the_day(days: int, kind: str) -> None:
    verdict = told(WITHOUT_SERIAL, day=TODAY - datetime.timedelta(days=days))
    assert verdict.kind == kind
    assert verdict.last_day in (None, TODAY + datetime.timedelta(days=30 - days))


def test_the_answers_name_the_first_day_that_still_counts() -> None:
    asked = decide(WITHOUT_SERIAL, NORTH, TODAY)
    assert str(asked.headline) == "När levererades den?"
    assert [str(option.text) for option in asked.question.options] == [
        "24 oktober 2026 eller senare",
        "Före 24 oktober 2026",
    ]


def test_where_the_term_counts_from_the_order_the_order_is_asked_for() -> None:
    asked = decide(
        replace(WITHOUT_SERIAL, terms=(replace(TERM, counts_from=CountsFrom.ORDER),)), NORTH, TODAY
    )
    assert str(asked.headline) == "När beställdes den?"
    assert asked.question.day_of == "order"


def test_where_no_supplier_takes_it_back_nothing_is_asked() -> None:
    assert decide(Facts(articles=(LOOP,)), NORTH, TODAY).kind is VerdictKind.TO_WAREHOUSE


# --- a box of which the picture does not say whose it is


def test_a_product_in_its_own_box_passes_and_one_in_anothers_does_not() -> None:
    assert told(NEAR_ANOTHERS_BOX, "own-box").kind is VerdictKind.TO_WAREHOUSE
    wrong = told(NEAR_ANOTHERS_BOX, "anothers-box")
    assert (wrong.kind, wrong.rule) == (VerdictKind.WRONG_BOX, "R6")
    assert "Den här är till Stilla." in str(wrong.todo)


def test_a_box_that_is_its_own_whichever_it_is_needs_no_question() -> None:
    assert decide(replace(NEAR_ANOTHERS_BOX, unclear=(AID,)), NORTH, TODAY).kind is VerdictKind.TO_WAREHOUSE


# --- a device that the register has without a unit


def test_a_device_without_a_unit_is_not_everybodys() -> None:
    asked = decide(OF_NO_UNIT, NORTH, TODAY)
    assert "Enheten är okänd i registret." in str(asked.headline)
    own, others = told(OF_NO_UNIT, "own-unit"), told(OF_NO_UNIT, "another-unit")
    assert own.kind is VerdictKind.TO_WAREHOUSE
    assert any("hör till Nord" in str(sentence) for sentence in own.sentences)
    assert others.kind is VerdictKind.ANOTHER_UNIT
    assert str(others.headline) == "Hör inte till er enhet."


def test_questions_follow_one_another() -> None:
    both = replace(OF_NO_UNIT, unclear=(OTHER_AID,))
    assert told(both, "own-unit").row == "box-unclear"
    assert told(both, "own-unit", "own-box").kind is VerdictKind.TO_WAREHOUSE
