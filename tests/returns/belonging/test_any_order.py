"""For any register and any sequence of putting in, taking out and answering: nothing is asked about what lies there,
nothing that has an answer, nothing twice at once; and one press on a set packs what single presses pack."""

import datetime
from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database import db
from identity import Package
from registry.models import Article, Category, Device, DeviceState, Side, Supplier, Unit
from returns import DESTINATIONS, Return
from returns.belonging.card_sets import card_sets
from returns.belonging.missing_part import MissingPart, missing_parts, part_named
from returns.judging import Judged, judge

NOW = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()
ACTOR = "anna@klinik.test"

DEVICES = st.lists(
    st.tuples(
        st.sampled_from(["H", "V", "P", "C"]),
        st.sampled_from(["1", "2", None]),
        st.sampled_from([None, Side.RIGHT, Side.LEFT]),
        st.sampled_from([DeviceState.REGISTERED] * 4 + [DeviceState.SCRAPPED]),
        st.sampled_from(["own"] * 5 + ["other"]),
    ),
    min_size=1,
    max_size=7,
)
DEEDS = st.lists(
    st.tuples(st.sampled_from(["put", "put", "take", "yes", "no"]), st.integers(0, 6)), max_size=10
)


@pytest.fixture
def unit(app: APIFlask) -> Iterator[Unit]:
    own, other = Unit(code="1", name="Egen"), Unit(code="2", name="Annan")
    supplier = Supplier(code="S", name="Leverantör", address_lines=[], postcode="", town="")
    db.session.add_all([own, other, supplier])
    db.session.flush()
    for number, name, parts in (
        ("H", "Fjord höger", ["C", "F"]),
        ("V", "Fjord vänster", ["C", "F"]),
        ("P", "Klara", ["C"]),
        ("C", "Laddare", []),
    ):
        db.session.add(
            Article(
                number=number,
                name=name,
                supplier=supplier,
                category=Category.TV if number == "C" else Category.BTE_AID,
                part_numbers=parts,
            )
        )
    db.session.add(
        Article(number="F", name="Fjärr", supplier=supplier, category=Category.STREAMING, has_serial=False)
    )
    db.session.commit()
    yield own
    db.session.rollback()


def registered(unit: Unit, rows: list[tuple]) -> list[Device]:
    articles = {article.number: article for article in db.session.query(Article)}
    other = db.session.query(Unit).filter(Unit.id != unit.id).one()
    devices = [
        Device(
            serial_number=f"N-{at}",
            article=articles[number],
            order_number=order,
            side=side,
            state=state,
            unit=unit if whose == "own" else other,
        )
        for at, (number, order, side, state, whose) in enumerate(rows)
    ]
    db.session.add_all(devices)
    db.session.flush()
    return devices


def card_of(device: Device, unit: Unit) -> Judged:
    return judge(Package.of((), (device.serial_number,)), unit, TODAY, device.id)


def put(current: Return, card: Judged) -> None:
    if card.verdict.kind in DESTINATIONS:
        current.pack(card.packed(), actor=ACTOR, now=NOW)


def answer(current: Return, part: MissingPart, *, comes: bool) -> None:
    card = part.judged(current.unit, TODAY)
    if comes and card.verdict.kind not in DESTINATIONS:
        return
    if comes:
        put(current, card)
    current.answer_about_part(part.key, part.name, comes=comes, actor=ACTOR, now=NOW)


def check(current: Return, answered: set[str]) -> list[MissingPart]:
    asked = missing_parts(current, TODAY)
    keys = [part.key for part in asked]
    packed = {line.device_id for line in current.lines}
    assert len(keys) == len(set(keys))
    assert not answered & set(keys)
    for part in asked:
        assert part_named(current, part.key) is not None
        assert part.beside.id in packed
        if part.device:
            assert part.device.id not in packed
            assert part.device.unit_id == current.unit_id
            assert part.device.order_number == part.beside.order_number
    assert asked == missing_parts(current, TODAY), "asking changes nothing"
    return asked


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=DEVICES, deeds=DEEDS)
def test_no_question_about_what_is_there_and_none_asked_again(
    unit: Unit, rows: list[tuple], deeds: list[tuple[str, int]]
) -> None:
    with db.session.begin_nested() as savepoint:
        devices = registered(unit, rows)
        current = Return.open(unit, actor=ACTOR, now=NOW)
        answered: set[str] = set()
        for deed, at in deeds:
            asked = check(current, answered)
            if deed == "put":
                put(current, card_of(devices[at % len(devices)], unit))
            elif deed == "take" and current.lines:
                current.unpack(current.lines[at % len(current.lines)], actor=ACTOR, now=NOW)
            elif deed in ("yes", "no") and asked:
                part = asked[at % len(asked)]
                answer(current, part, comes=deed == "yes")
                if part.key in {given.part for given in current.part_answers}:
                    answered.add(part.key)
        check(current, answered)
        savepoint.rollback()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=DEVICES, order=st.randoms(use_true_random=False))
def test_one_press_on_each_set_packs_what_single_presses_pack(unit: Unit, rows: list[tuple], order) -> None:
    with db.session.begin_nested() as savepoint:
        devices = registered(unit, rows)
        cards = [card_of(device, unit) for device in devices]
        order.shuffle(cards)
        sets = card_sets(cards)
        assert sorted(id(card) for one in sets for card in one) == sorted(map(id, cards)), "each card once"
        for one in sets:
            assert len({(card.verdict.kind, card.verdict.supplier) for card in one}) == 1
            assert len(one) == 1 or all(card.verdict.kind in DESTINATIONS for card in one)
        singly, by_sets = (Return.open(unit, actor=ACTOR, now=NOW) for _return in range(2))
        for card in cards:
            put(singly, card)
        single = {line.device_id for line in singly.lines}
        for line in list(singly.lines):
            singly.unpack(line, actor=ACTOR, now=NOW)
        for one in sets:
            for card in one:
                put(by_sets, card)
        assert {line.device_id for line in by_sets.lines} == single
        savepoint.rollback()
