"""Random walks through the clinic's and the warehouse's verbs: no order of them reaches what the rules forbid.

In the suite some hundred walks are tried. RETURKOLL_WALKS=2000 tries as many on each database.
"""

import datetime
import os
from collections import Counter
from collections.abc import Callable
from itertools import islice
from typing import ClassVar

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy.exc import IntegrityError

from database import db
from identity import identify_typed, join
from operations.demo import first_unit
from registry.control_steps import steps_for
from registry.demo_register import demo_examples
from registry.models import Device
from returns import Answer, Envelopes, Event, Line, LineState, Refused, Return, ReturnState
from returns.judging import judge
from returns.packed_product import Packed
from tests.warehouse.fold import folded, stock_by_rows
from warehouse import Control, Receipt, SendBack, StepOutcome, StockItem
from warehouse.returning.send_back import SendBackAnswerKind

WALKS = int(os.environ.get("RETURKOLL_WALKS", "60"))
STEPS = 40
ENOUGH = 300
"""So many walks reach every state. Fewer can miss one by chance."""
TODAY = datetime.datetime(2026, 11, 27, 8, tzinfo=datetime.UTC)
SOME = st.integers(0, 11)
"""Which of the returns or products there are: the number modulo how many."""
PRODUCTS = 8


SETTLING: dict[str, tuple[object, ...]] = {
    "keep": ("Avtalat",),
    "make_available": (),
    "send_back": (["damaged"], ""),
    "send_on": ({},),
    "undo_send_on": ("Fel kartong",),
    "pass_by": ("Bråttom, provad hos oss",),
    "wait_for_sesam": (),
    "sesam_is_corrected": (),
    "judge_again": (),
}
"""The verbs of the control bench beside its steps, with what they are given."""
ON_SHELF: dict[str, tuple[object, ...]] = {
    "move": ("B",),
    "pick": ("4711",),
    "undo_pick": (),
    "charge": (),
    "undo_charge": (),
    "miss": (),
    "find": ("A",),
}


class Walk(RuleBasedStateMachine):
    """Each rule is one verb on one of the things that there are, done once or twice. A refusal undoes what it began, as
    a request does. The whole walk is undone at its end."""

    reached: ClassVar[Counter[LineState]] = Counter()
    """How often a product was seen in each state, over all walks."""

    def __init__(self) -> None:
        super().__init__()
        self.now = TODAY
        self.events_seen = 0
        known = map(packed_of, db.session.scalars(sa.select(Device.serial_number).order_by(Device.id)))
        returnable = (packed for packed in known if packed.verdict.kind == "to_warehouse")
        self.products = [*islice(returnable, PRODUCTS), *map(packed_of, demo_examples().values())]

    @initialize(extra=st.lists(SOME, max_size=3), came=st.integers(1, 2))
    def begin_on_the_desk(self, extra: list[int], came: int) -> None:
        """Otherwise few walks come as far as the warehouse: one return is taken in, with products that nobody has
        announced, and one is on its way in two envelopes."""
        for number, envelopes in ((0, 1), (1, 2)):
            self.open()
            for product in range(2):
                self.pack(number, number * 2 + product, twice=False)
            self.answer(number, Answer.YES)
            self.seal(number, envelopes, twice=False)
        for which in range(came):
            self.take(which, twice=False, undo=False)
        for product in extra:
            self.take_extra(0, product + PRODUCTS - 3)
        self.take_in(0, 1, twice=False, give_up=False)

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
            if line := receipt.line_for(packed.device_id, packed.article_id, packed.serial_number):
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

    @rule(
        which=SOME,
        step=st.integers(0, 9),
        outcome=st.sampled_from(list(StepOutcome)),
        twice=st.booleans(),
        correct=st.booleans(),
    )
    def mark(self, which: int, step: int, outcome: StepOutcome, twice: bool, correct: bool) -> None:
        def verb() -> None:
            control = Control.start(db.session.get_one(Line, found), actor="Lars", now=self.now)
            code = control.steps[step % len(control.steps)].code if control.steps else "none"
            reason = "" if outcome is StepOutcome.DONE and not correct else "Ny"
            (control.correct if correct else control.mark)(code, outcome, reason, actor="Lars", now=self.now)

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

    @rule(which=SOME)
    def shelve(self, which: int) -> None:
        """Every step, and onto the shelf."""
        self.mark_all(which)
        if found := self.on_a(which, self.lines(LineState.RECEIVED, LineState.IN_CONTROL)):
            control = db.session.get(Control, found)
            if control is not None:
                self.do(lambda: control.make_available(actor="Lars", now=self.now, shelf="A"), twice=True)

    @rule(which=SOME, twice=st.booleans())
    def send_on(self, which: int, twice: bool) -> None:
        """What a supplier takes, whatever else lies on the bench."""
        on_bench = self.lines(LineState.RECEIVED, LineState.IN_CONTROL)
        takers = [line for line in on_bench if line.verdict and line.verdict.kind == "to_supplier"]
        if found := self.on_a(which, takers):
            self.do(
                lambda: Control.start(db.session.get_one(Line, found), actor="Lars", now=self.now).send_on(
                    {}, actor="Lars", now=self.now
                ),
                twice=twice,
            )

    @rule(which=SOME, twice=st.booleans(), verb=st.sampled_from(sorted(SETTLING)))
    def settle(self, which: int, twice: bool, verb: str) -> None:
        def settle() -> None:
            control = Control.start(db.session.get_one(Line, found), actor="Lars", now=self.now)
            more = {"today": self.now.date()} if verb == "judge_again" else {}
            getattr(control, verb)(*SETTLING[verb], **more, actor="Lars", now=self.now)

        if found := self.on_a(which, self.lines()):
            self.do(settle, twice=twice)

    @rule(which=SOME, twice=st.booleans(), verb=st.sampled_from(sorted(ON_SHELF)))
    def on_shelf(self, which: int, twice: bool, verb: str) -> None:
        def move() -> None:
            item = db.session.scalars(sa.select(StockItem).where(StockItem.line_id == found)).one()
            getattr(item, verb)(*ON_SHELF[verb], actor="Lars", now=self.now)

        on_shelves = self.lines(LineState.STOCKED, LineState.LEFT_STOCK, LineState.MISSING_IN_STOCK)
        if found := self.on_a(which, on_shelves):
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
        stock: dict[int, str | None] = {}
        for current in self.returns():
            told = folded(current.events)
            stock |= told.stock
            self.reached.update(line.state for line in current.lines)
            assert told.state == current.state
            assert told.products == {line.id: str(line.state) for line in current.lines}
            on_desk = {one.number for one in current.envelopes if one.on_desk}
            assert told.envelopes_on_desk == on_desk
        assert stock_by_rows() == stock

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
            assert line.state in (LineState.STOCKED, LineState.LEFT_STOCK, LineState.MISSING_IN_STOCK)
            assert (line.state is LineState.STOCKED) == item.in_stock
            self.assert_it_went_through_control(line)

    def assert_it_went_through_control(self, line: Line) -> None:
        """What its events say, and nothing of what the control's own properties say."""
        assert line.article is not None
        settled: dict[str, bool] = {}
        bypassed: set[str] = set()
        for event in line.return_.events:
            after = event.after or {}
            if event.line_id == line.id and event.what in ("control step", "control step corrected"):
                settled[after["code"]] = after["outcome"] in ("done", "not_applicable")
            if event.line_id == line.id and event.what == "steps bypassed":
                assert after["reason"]
                bypassed |= set(after["steps"])
        for step in steps_for(line.article):
            assert settled.get(step.code) or step.code in bypassed
        happened = {event.what for event in line.return_.events if event.line_id == line.id}
        kind = line.verdict.kind if line.verdict else None
        sesam_first = kind == "correct_sesam" and "sesam corrected" in happened
        assert kind == "to_warehouse" or "kept by decision" in happened or sesam_first

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
    assert WALKS < ENOUGH or not unreached, f"no walk came as far as {', '.join(sorted(unreached))}"
