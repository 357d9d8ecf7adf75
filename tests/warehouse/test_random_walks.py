"""Random walks through the clinic's and the warehouse's verbs: no order of them reaches what the rules forbid.

In the suite some hundred walks are tried. RETURKOLL_WALKS=2000 tries as many on each database.
"""

import datetime
import os
from collections import Counter
from collections.abc import Callable
from typing import ClassVar

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from database import db
from identity import identify_typed, join
from operations.demo import first_unit
from registry.control_steps import steps_for
from registry.models import Device
from returns import Answer, Envelopes, Event, Line, LineState, Refused, Return, ReturnState
from returns.judging import judge
from returns.packed_product import Packed
from tests.warehouse.fold import folded
from warehouse import Control, Decision, Receipt, SendBack, StepOutcome, StockItem
from warehouse.send_back import SendBackAnswerKind

WALKS = int(os.environ.get("RETURKOLL_WALKS", "60"))
STEPS = 40
TODAY = datetime.datetime(2026, 11, 27, 8, tzinfo=datetime.UTC)
SOME = st.integers(0, 11)
"""Which of the returns or products there are: the number modulo how many."""
PRODUCTS = 8


class Walk(RuleBasedStateMachine):
    """Each rule is one verb on one of the things that there are, done once or twice. A refusal undoes what it began, as
    a request does. The whole walk is undone at its end."""

    reached: ClassVar[Counter[LineState]] = Counter()
    """How often a product was seen in each state, over all walks."""

    def __init__(self) -> None:
        super().__init__()
        self.now = TODAY
        self.events_seen = 0
        self.products = [
            packed_of(serial)
            for serial in db.session.scalars(
                sa.select(Device.serial_number).order_by(Device.id).limit(PRODUCTS)
            )
        ]

    def teardown(self) -> None:
        db.session.rollback()

    # --- what there is

    def returns(self) -> list[Return]:
        return list(db.session.scalars(sa.select(Return).order_by(Return.id)))

    def lines(self, *states: LineState) -> list[Line]:
        query = sa.select(Line).order_by(Line.id)
        return list(db.session.scalars(query.where(Line.state.in_(states)) if states else query))

    def do(self, verb: Callable[[], object], *, twice: bool) -> None:
        """The verb, as a request does it. Where it goes through, doing it again writes nothing more."""
        self.now += datetime.timedelta(minutes=1)
        if not self._tried(verb):
            return
        written = count_events()
        if twice:
            self._tried(verb)
            assert count_events() == written, "the second time wrote another event"

    def _tried(self, verb: Callable[[], object]) -> bool:
        before = count_events()
        try:
            with db.session.begin_nested():
                verb()
                db.session.flush()
        except (Refused, IntegrityError):
            db.session.expire_all()
            assert count_events() == before, "a refusal left an event behind"
            return False
        return True

    def on_a(self, which: int, found: list[Return] | list[Line]) -> int | None:
        return found[which % len(found)].id if found else None

    # --- the clinic

    @rule()
    def open(self) -> None:
        if len(self.returns()) < 3:
            self.do(lambda: Return.open(first_unit(), actor="Klara", now=self.now), twice=False)

    @rule(which=SOME, product=SOME, twice=st.booleans())
    def pack(self, which: int, product: int, twice: bool) -> None:
        if found := self.on_a(which, self.returns()):
            packed = self.products[product % len(self.products)]
            self.do(
                lambda: db.session.get_one(Return, found).pack(packed, actor="Klara", now=self.now),
                twice=twice,
            )

    @rule(which=SOME)
    def unpack(self, which: int) -> None:
        if found := self.on_a(which, self.lines()):
            line = db.session.get_one(Line, found)
            self.do(lambda: line.return_.unpack(line, actor="Klara", now=self.now), twice=False)

    @rule(which=SOME, answer=st.sampled_from([Answer.YES, Answer.YES, Answer.YES, Answer.NO]))
    def answer(self, which: int, answer: Answer) -> None:
        """All questions of all products in a return."""
        if found := self.on_a(which, self.returns()):
            for line in db.session.get_one(Return, found).lines:
                answers = {item.code: answer for item in line.checklist}
                self.do(
                    lambda line=line, answers=answers: line.answer(answers, actor="Klara", now=self.now),
                    twice=True,
                )

    @rule(which=SOME, envelopes=st.integers(1, 3), twice=st.booleans())
    def seal(self, which: int, envelopes: int, twice: bool) -> None:
        if found := self.on_a(which, self.returns()):
            said = Envelopes(envelopes, thick=False, lithium=True)
            self.do(
                lambda: db.session.get_one(Return, found).seal(
                    "1234567", {}, said, actor="Klara", now=self.now
                ),
                twice=twice,
            )

    @rule(which=SOME, twice=st.booleans(), verb=st.sampled_from(["hand_over", "undo_hand_over", "cancel"]))
    def send(self, which: int, twice: bool, verb: str) -> None:
        if not (found := self.on_a(which, self.returns())):
            return
        current = db.session.get_one(Return, found)
        reason = () if verb == "hand_over" else ("Fel",)
        self.do(lambda: getattr(current, verb)(*reason, actor="Klara", now=self.now), twice=twice)

    # --- the receiving desk

    @rule(which=SOME, envelope=st.integers(1, 3), twice=st.booleans(), undo=st.booleans())
    def arrive(self, which: int, envelope: int, twice: bool, undo: bool) -> None:
        def verb() -> None:
            receipt = Receipt.open(db.session.get_one(Return, found), actor="Lars", now=self.now)
            one = receipt.envelope(envelope)
            if one is not None and undo:
                one.undo_arrival(actor="Lars", now=self.now)
            elif one is not None:
                receipt.arrive(one, actor="Lars", now=self.now)

        if found := self.on_a(which, self.returns()):
            self.do(verb, twice=twice)

    @rule(which=SOME, twice=st.booleans(), undo=st.booleans())
    def take(self, which: int, twice: bool, undo: bool) -> None:
        def verb() -> None:
            line = db.session.get_one(Line, found)
            receipt = Receipt.open(line.return_, actor="Lars", now=self.now)
            (receipt.undo if undo else receipt.take)(line, actor="Lars", now=self.now)

        if found := self.on_a(which, self.lines()):
            line = db.session.get_one(Line, found)
            goes = undo and not line.announced
            self.do(verb, twice=twice and not goes)

    @rule(which=SOME, product=SOME)
    def take_extra(self, which: int, product: int) -> None:
        """As the page does it: a product that the return has already is that line."""

        def verb() -> None:
            receipt = Receipt.open(db.session.get_one(Return, found), actor="Lars", now=self.now)
            if line := receipt.line_for(packed.device_id, packed.article_id):
                receipt.take(line, actor="Lars", now=self.now)
            else:
                receipt.take_extra(packed, actor="Lars", now=self.now)

        packed = self.products[product % len(self.products)]
        if found := self.on_a(which, self.returns()):
            self.do(verb, twice=True)

    @rule(which=SOME, envelope=st.integers(1, 3), twice=st.booleans(), give_up=st.booleans())
    def take_in(self, which: int, envelope: int, twice: bool, give_up: bool) -> None:
        def verb() -> None:
            receipt = Receipt.open(db.session.get_one(Return, found), actor="Lars", now=self.now)
            if give_up:
                receipt.give_up_the_rest("Ringde enheten", actor="Lars", now=self.now)
            else:
                receipt.take_in_envelope(envelope, actor="Lars", now=self.now)

        if found := self.on_a(which, self.returns()):
            self.do(verb, twice=twice)

    # --- the control bench and the shelf

    @rule(which=SOME, step=st.integers(0, 9), not_needed=st.booleans(), twice=st.booleans())
    def mark(self, which: int, step: int, not_needed: bool, twice: bool) -> None:
        def verb() -> None:
            control = Control.start(db.session.get_one(Line, found), actor="Lars", now=self.now)
            code = control.steps[step % len(control.steps)].code if control.steps else "none"
            outcome = StepOutcome.NOT_APPLICABLE if not_needed else StepOutcome.DONE
            control.mark(code, outcome, "Ny" if not_needed else "", actor="Lars", now=self.now)

        if found := self.on_a(which, self.lines()):
            self.do(verb, twice=twice)

    @rule(which=SOME)
    def mark_all(self, which: int) -> None:
        """Otherwise few walks come as far as the shelf."""
        if found := self.on_a(which, self.lines(LineState.RECEIVED, LineState.IN_CONTROL)):
            line = db.session.get_one(Line, found)
            for step in steps_for(line.article) if line.article else ():
                self.do(
                    lambda step=step: Control.start(line, actor="Lars", now=self.now).mark(
                        step.code, StepOutcome.DONE, actor="Lars", now=self.now
                    ),
                    twice=False,
                )

    @rule(which=SOME, twice=st.booleans(), verb=st.sampled_from(["keep", "make_available", "send_back"]))
    def settle(self, which: int, twice: bool, verb: str) -> None:
        def settle() -> None:
            control = Control.start(db.session.get_one(Line, found), actor="Lars", now=self.now)
            given = {"keep": ("Avtalat",), "make_available": (), "send_back": (["damaged"], "")}[verb]
            getattr(control, verb)(*given, actor="Lars", now=self.now)

        if found := self.on_a(which, self.lines()):
            self.do(settle, twice=twice)

    @rule(
        which=SOME,
        twice=st.booleans(),
        verb=st.sampled_from(["move", "pick", "undo_pick"]),
        shelf=st.sampled_from("AB"),
    )
    def on_shelf(self, which: int, twice: bool, verb: str, shelf: str) -> None:
        def move() -> None:
            item = db.session.scalars(sa.select(StockItem).where(StockItem.line_id == found)).one()
            given = {"move": (shelf,), "pick": ("4711",), "undo_pick": ()}[verb]
            getattr(item, verb)(*given, actor="Lars", now=self.now)

        if found := self.on_a(which, self.lines(LineState.STOCKED, LineState.LEFT_STOCK)):
            self.do(move, twice=twice)

    @rule(which=SOME, twice=st.booleans(), kind=st.sampled_from(list(SendBackAnswerKind)))
    def unit_answers(self, which: int, twice: bool, kind: SendBackAnswerKind) -> None:
        def verb() -> None:
            db.session.get_one(SendBack, found).answer(kind, "Se hyllan", actor="Klara", now=self.now)

        if found := self.on_a(which, self.lines(LineState.SENT_BACK)):
            self.do(verb, twice=twice)

    # --- what holds after each step

    @invariant()
    def the_events_tell_the_same_as_the_tables(self) -> None:
        for current in self.returns():
            told = folded(current.events)
            self.reached.update(line.state for line in current.lines)
            assert told.state == current.state
            assert told.products == {line.id: str(line.state) for line in current.lines}
            on_desk = {one.number for one in current.envelopes if one.on_desk}
            assert told.envelopes_on_desk == on_desk

    @invariant()
    def no_event_is_lost(self) -> None:
        assert count_events() >= self.events_seen
        self.events_seen = count_events()

    @invariant()
    def a_product_lies_in_one_place(self) -> None:
        held = [line.open_device_id for line in self.lines() if line.open_device_id]
        assert len(held) == len(set(held))
        stocked = [
            item.device_id
            for item in db.session.scalars(sa.select(StockItem))
            if item.in_stock and item.device_id
        ]
        assert len(stocked) == len(set(stocked))

    @invariant()
    def what_is_available_may_be(self) -> None:
        for item in db.session.scalars(sa.select(StockItem)):
            line = item.line
            assert line.state in (LineState.STOCKED, LineState.LEFT_STOCK)
            assert (line.state is LineState.STOCKED) == (item.left_at is None)
            control = db.session.get_one(Control, line.id)
            assert line.article is not None
            done = {step.code for step in control.done}
            assert done >= {step.code for step in steps_for(line.article)}
            kind = line.verdict.kind if line.verdict else None
            assert kind == "to_warehouse" or db.session.get(Decision, line.id) is not None

    @invariant()
    def a_closed_return_has_nothing_left_to_do(self) -> None:
        for current in self.returns():
            if current.state is ReturnState.CLOSED:
                assert not [
                    line for line in current.lines if line.state in ("packed", "received", "in_control")
                ]


def packed_of(serial: str) -> Packed:
    (package,) = join([identify_typed(serial)])
    return judge(package, first_unit(), TODAY.date()).packed()


def count_events() -> int:
    return db.session.scalar(sa.select(sa.func.count(Event.id))) or 0


@pytest.mark.slow
def test_no_walk_reaches_what_the_rules_forbid(demo_app: APIFlask) -> None:
    Walk.reached.clear()
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    unreached = set(LineState) - set(Walk.reached)
    assert not unreached, f"no walk came as far as {', '.join(sorted(unreached))}"
