"""The decision table, row by row and pair by pair, without a database."""

import datetime
import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from registry.facts import (
    ArticleFacts,
    DeviceFacts,
    Facts,
    NearFacts,
    SupplierFacts,
    TermFacts,
    Told,
    UnitFacts,
)
from registry.models import Category, CountsFrom, DeviceState
from registry.verdict import Verdict, VerdictKind, decide
from registry.verdict.document import document
from registry.verdict.table import WITH_DEVICE, WITHOUT_DEVICE

TODAY = datetime.date(2026, 11, 23)
NORTH, SOUTH = UnitFacts(1, "1010", "Nord"), UnitFacts(2, "1020", "Syd")
SUPPLIER = SupplierFacts(7, "Nordvik", ("Returvägen 1",), "170 01", "Solby")
AID = ArticleFacts(1, "A1", "Fjord", Category.BTE_AID, SUPPLIER)
LOOP = ArticleFacts(2, "A2", "Slinga", Category.LOOP, SUPPLIER, has_serial=False)
MOULD = ArticleFacts(3, "A3", "Insats", Category.EARMOULD, SUPPLIER)
TERM = TermFacts(1, SUPPLIER, 30, CountsFrom.DELIVERY, datetime.date(2020, 1, 1))
DEVICE = DeviceFacts(5, "X1", AID, NORTH, delivery_date=TODAY - datetime.timedelta(days=100))
KNOWN = Facts(serials=("X1",), devices=(DEVICE,), terms=(TERM,))

TRAITS = {
    "returned": {"returned_in": "RKABCDEFG"},
    "gone": {"state": DeviceState.GONE},
    "scrapped": {"state": DeviceState.SCRAPPED},
    "former": {"scanned_serial": "X0"},
    "reported": {"flagged": True},
    "elsewhere": {"unit": SOUTH},
    "unit-unknown": {"unit": None},
    "category": {"article": MOULD},
    "box": {},
    "box-unclear": {},
    "guarantee": {"delivery_date": TODAY},
    "warehouse": {},
}


OF_THE_PACKAGE = {"box": {"articles": (LOOP,)}, "box-unclear": {"unclear": (LOOP,)}}
"""Traits that are the package's, not the device's."""


def known(**traits: object) -> Facts:
    return replace(KNOWN, devices=(replace(DEVICE, **traits),))


def case(*rows: str) -> Facts:
    """A case that has what each of the rows asks for."""
    traits = {name: value for row in rows for name, value in TRAITS[row].items()}
    of_the_package = {name: value for row in rows for name, value in OF_THE_PACKAGE.get(row, {}).items()}
    return replace(known(**traits), **of_the_package)


@pytest.mark.parametrize("row", WITH_DEVICE, ids=lambda row: row.name)
def test_each_row_decides_alone(row) -> None:
    verdict = decide(case(row.name), NORTH, TODAY)
    assert (verdict.row, verdict.kind, verdict.rule) == (row.name, row.kind, row.rule)
    assert verdict.sentences
    assert str(verdict.todo).endswith(".")


def test_the_upper_of_two_rows_decides() -> None:
    order = [row.name for row in WITH_DEVICE]
    for upper, lower in itertools.combinations(order, 2):
        if {upper, lower} in ({"gone", "scrapped"}, {"category", "guarantee"}, {"elsewhere", "unit-unknown"}):
            continue  # they exclude each other
        verdict = decide(case(lower, upper), NORTH, TODAY)
        assert verdict.row == upper, (upper, lower)


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        (Facts(articles=(MOULD,)), "box-category"),
        (Facts(serials=("Y",), unregistered=("Y",), articles=(MOULD,)), "box-category"),
        (Facts(serials=("Y",), unregistered=("Y",)), "unregistered"),
        (Facts(serials=("Y",), unregistered=("Y",), articles=(AID,)), "unregistered"),
        (Facts(articles=(AID,)), "serial-missing"),
        (Facts(articles=(LOOP,)), "no-serial"),
        (Facts(articles=(LOOP,), terms=(TERM,)), "delivery-unknown"),
        (Facts(articles=(LOOP,), terms=(TERM,), told=Told(recent=True)), "bought-lately"),
        (Facts(articles=(LOOP,), terms=(TERM,), told=Told(recent=False)), "no-serial"),
        (Facts(serials=("LOT7",), unregistered=("LOT7",), articles=(LOOP,)), "no-serial"),
        (Facts(), "nothing"),
    ],
)
def test_without_a_registered_serial_the_article_decides(facts: Facts, row: str) -> None:
    verdict = decide(facts, NORTH, TODAY)
    assert verdict.row == row
    assert verdict.kind is next(r.kind for r in WITHOUT_DEVICE if r.name == row)


def test_the_document_is_the_table() -> None:
    path = Path(__file__).parents[2] / "docs" / "verdict.md"
    assert path.read_text("utf-8") == document(), "python -m registry.verdict.document > docs/verdict.md"


def test_a_verdict_is_kept_as_it_was() -> None:
    near = (NearFacts(5, "X1", "Fjord", 1, "Nord", 0.2),)
    asked = Facts(articles=(LOOP,), terms=(TERM,))
    for facts in (*(case(row) for row in TRAITS), Facts(unregistered=("Y",), near=near), asked):
        verdict = decide(facts, NORTH, TODAY)
        assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict


def test_a_verdict_to_the_supplier_names_term_last_day_and_address() -> None:
    verdict = decide(known(delivery_date=TODAY - datetime.timedelta(days=19)), NORTH, TODAY)
    assert str(verdict.headline) == "Skicka till leverantören senast 4 december 2026."
    assert (verdict.term, verdict.last_day, verdict.supplier) == (TERM, datetime.date(2026, 12, 4), SUPPLIER)


def test_the_warehouse_sees_no_product_as_another_units() -> None:
    assert decide(known(unit=SOUTH), None, TODAY).kind is VerdictKind.TO_WAREHOUSE


def test_a_box_of_another_article_stops_it_and_says_whose_box_it_is() -> None:
    verdict = decide(replace(KNOWN, articles=(LOOP,)), NORTH, TODAY)
    assert (verdict.kind, verdict.rule) == (VerdictKind.WRONG_BOX, "R6")
    assert "Den här är till Slinga." in str(verdict.todo)
    assert any(str(sentence) == "Kartongens streckkod hör till Slinga." for sentence in verdict.sentences)


def test_what_the_warehouse_does_not_take_needs_no_box_but_what_the_supplier_takes_does() -> None:
    old = replace(known(article=MOULD), articles=(LOOP,))
    assert decide(old, NORTH, TODAY).kind is VerdictKind.NOT_HANDLED
    new = replace(known(article=MOULD, delivery_date=TODAY), articles=(LOOP,))
    assert decide(new, NORTH, TODAY).kind is VerdictKind.WRONG_BOX


def test_what_is_not_handled_goes_to_the_supplier_while_the_guarantee_holds() -> None:
    assert decide(known(article=MOULD, delivery_date=TODAY), NORTH, TODAY).kind is VerdictKind.TO_SUPPLIER


def test_a_box_is_right_when_it_is_the_box_of_one_of_the_serials_in_it() -> None:
    charger = replace(DEVICE, id=6, serial_number="X2", article=replace(AID, id=9, number="A9"))
    together = replace(KNOWN, devices=(DEVICE, charger), articles=(AID,))
    assert decide(together, NORTH, TODAY).kind is VerdictKind.TO_WAREHOUSE


def test_of_several_devices_the_strictest_verdict_is_given() -> None:
    other = replace(DEVICE, id=6, serial_number="X2", unit=SOUTH)
    verdict = decide(replace(KNOWN, devices=(DEVICE, other)), NORTH, TODAY)
    assert verdict.kind is VerdictKind.ANOTHER_UNIT
    assert any("2 registrerade produkter" in str(sentence) for sentence in verdict.sentences)


def test_the_boxs_article_tells_two_devices_of_the_same_serial_apart() -> None:
    other = replace(DEVICE, id=6, article=MOULD)
    facts = replace(KNOWN, devices=(other, DEVICE), articles=(AID,))
    assert decide(facts, NORTH, TODAY).device == DEVICE


def test_near_matches_of_the_own_unit_come_first_and_no_more_than_five() -> None:
    near = tuple(NearFacts(n, f"X{n}", "Fjord", 2, "Syd", 0.2) for n in range(9))
    own = NearFacts(9, "X9", "Fjord", 1, "Nord", 1.0)
    verdict = decide(Facts(serials=("X",), unregistered=("X",), near=(*near, own)), NORTH, TODAY)
    assert verdict.near[0] == own
    assert len(verdict.near) == 5


# --- guarantee terms


def last_day(*terms: TermFacts, **traits: object) -> datetime.date | None:
    return decide(replace(known(**traits), terms=terms), NORTH, TODAY).last_day


def days_after_delivery(days: int) -> datetime.date:
    assert DEVICE.delivery_date
    return DEVICE.delivery_date + datetime.timedelta(days=days)


ARTICLE_TERM = replace(TERM, id=2, article_id=1, days=10)
CATEGORY_TERM = replace(TERM, id=3, category=Category.BTE_AID, days=20)


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ((TERM, CATEGORY_TERM, ARTICLE_TERM), 10),
        ((TERM, CATEGORY_TERM), 20),
        ((TERM, replace(TERM, id=4, agreement="Avtal", days=40)), 40),
        ((TERM, replace(TERM, id=4, valid_from=datetime.date(2025, 1, 1), days=15)), 15),
        ((TERM, replace(TERM, id=4, days=31)), 31),
    ],
)
def test_which_of_several_terms_wins(terms: tuple[TermFacts, ...], days: int) -> None:
    for order in itertools.permutations(terms):
        assert last_day(*order) == days_after_delivery(days)


@pytest.mark.parametrize(
    "term",
    [
        replace(TERM, supplier=replace(SUPPLIER, id=8)),
        replace(TERM, article_id=9),
        replace(TERM, category=Category.TV),
        replace(TERM, minimum_value=5000),
        replace(TERM, valid_to=datetime.date(2026, 1, 1)),
        replace(TERM, valid_from=datetime.date(2026, 11, 1)),
    ],
)
def test_a_term_that_is_not_about_the_device_does_not_count(term: TermFacts) -> None:
    assert last_day(term, price=1000) is None


def test_the_last_day_itself_still_counts_and_the_next_does_not() -> None:
    facts = known(delivery_date=TODAY - datetime.timedelta(days=30))
    assert decide(facts, NORTH, TODAY).kind is VerdictKind.TO_SUPPLIER
    assert decide(facts, NORTH, TODAY + datetime.timedelta(days=1)).kind is VerdictKind.TO_WAREHOUSE


def test_an_order_date_stands_in_for_a_missing_delivery_and_never_gives_too_many_days() -> None:
    ordered = TODAY - datetime.timedelta(days=20)
    verdict = decide(known(delivery_date=None, order_date=ordered), NORTH, TODAY)
    assert verdict.kind is VerdictKind.TO_SUPPLIER
    late = decide(known(delivery_date=None, order_date=TODAY - datetime.timedelta(days=40)), NORTH, TODAY)
    assert late.kind is VerdictKind.TO_WAREHOUSE
    assert "Kontrollera returrätten" in str(late.todo)


def test_without_any_date_the_user_is_told_to_look_first() -> None:
    verdict = decide(known(delivery_date=None), NORTH, TODAY)
    assert verdict.kind is VerdictKind.TO_WAREHOUSE
    assert "Kontrollera returrätten" in str(verdict.todo)


def test_a_product_without_serial_gets_its_suppliers_days_as_advice() -> None:
    verdict = decide(Facts(articles=(LOOP,), terms=(TERM,)), NORTH, TODAY)
    assert "30 dagar" in str(verdict.todo)


def test_the_advice_is_of_the_term_that_would_win_today() -> None:
    special = replace(TERM, id=2, days=14, category=Category.LOOP)
    ended = replace(
        special, id=3, days=90, valid_from=datetime.date(2021, 1, 1), valid_to=datetime.date(2022, 1, 1)
    )
    to_come = replace(special, id=4, days=60, valid_from=TODAY + datetime.timedelta(days=1))
    verdict = decide(Facts(articles=(LOOP,), terms=(TERM, special, ended, to_come)), NORTH, TODAY)
    assert "mindre än 14 dagar" in str(verdict.todo)


def test_what_is_not_handled_but_may_be_taken_back_is_told_so() -> None:
    mould_without_serial = replace(MOULD, id=4, has_serial=False)
    for article, words in ((MOULD, "Skanna serienumret också"), (mould_without_serial, "mindre än 30 dagar")):
        verdict = decide(Facts(articles=(article,), terms=(TERM,)), NORTH, TODAY)
        assert verdict.kind is VerdictKind.NOT_HANDLED
        assert words in str(verdict.todo)
        assert "inte till huvudlagret" in str(verdict.todo)
    without_date = decide(known(article=MOULD, delivery_date=None), NORTH, TODAY)
    assert without_date.kind is VerdictKind.NOT_HANDLED
    assert "Kontrollera returrätten i WebSesam först" in str(without_date.todo)


def test_counted_from_an_order_that_is_missing_the_right_has_ended_when_the_delivery_is_old_enough() -> None:
    from_order = replace(TERM, counts_from=CountsFrom.ORDER)
    for days, words in ((30, "Kontrollera returrätten"), (31, "Lägg den i returen")):
        device = replace(DEVICE, delivery_date=TODAY - datetime.timedelta(days=days))
        verdict = decide(replace(KNOWN, devices=(device,), terms=(from_order,)), NORTH, TODAY)
        assert verdict.kind is VerdictKind.TO_WAREHOUSE
        assert words in str(verdict.todo), days
    assert any("gick ut senast 22 november 2026" in str(sentence) for sentence in verdict.sentences)


def test_of_several_articles_without_a_serial_the_strictest_verdict_is_given_whatever_their_order() -> None:
    for articles in ((LOOP, AID), (AID, LOOP)):
        verdict = decide(Facts(articles=articles), NORTH, TODAY)
        assert (verdict.row, verdict.article) == ("serial-missing", AID)
        assert any("2 olika artiklar" in str(sentence) for sentence in verdict.sentences)


def test_a_leap_day_counts_as_a_day() -> None:
    delivered = datetime.date(2028, 2, 1)
    for day, kind in ((1, VerdictKind.TO_SUPPLIER), (3, VerdictKind.TO_WAREHOUSE)):
        facts = replace(known(delivery_date=delivered), terms=(replace(TERM, days=29),))
        assert decide(facts, NORTH, datetime.date(2028, 3, day)).kind is kind
    on_leap_day = replace(known(delivery_date=datetime.date(2028, 2, 29)), terms=(replace(TERM, days=365),))
    assert decide(on_leap_day, NORTH, datetime.date(2028, 3, 1)).last_day == datetime.date(2029, 2, 28)
