"""No order of steps, corrections, decisions, boxes and overrides makes a product available that may not be: what the
events say, folded without the models' help, has to allow each product on a shelf."""

import datetime
from collections.abc import Callable
from contextlib import suppress

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from database import db, utcnow
from identity import identify_typed, join
from operations.demo import first_unit
from registry.control_steps import steps_for
from registry.demo_register import demo_examples
from returns import Answer, Envelopes, Event, EventKind, Line, LineState, Refused, Return
from returns.judging import judge
from returns.packed_product import Packed
from warehouse import Control, Receipt, StepBox, StepOutcome, StockItem

ACTOR = "nils@lagret.test"
PRODUCTS = ("to_warehouse", "another_unit", "to_supplier", "correct_sesam", "not_handled")
CODES = ("visual", "complete", "wipe", "uvc", "charge", "function")


class Bench:
    """Some products on the bench, one for each verdict, and a clock."""

    def __init__(self) -> None:
        self.now = utcnow()
        unit = first_unit()
        self.return_ = Return.open(unit, actor=ACTOR, now=self.now)
        judged = {kind: self._judged(serial) for kind, serial in demo_examples().items() if kind in PRODUCTS}
        announced = self.return_.pack(judged["to_warehouse"], actor=ACTOR, now=self.now)
        announced.answer({item.code: Answer.YES for item in announced.checklist}, actor=ACTOR, now=self.now)
        self.return_.seal("1234567", {}, Envelopes(lithium=True), actor=ACTOR, now=self.now)
        receipt = Receipt.open(self.return_, actor=ACTOR, now=self.now)
        receipt.take(announced, actor=ACTOR, now=self.now)
        for kind, packed in judged.items():
            if kind != "to_warehouse":
                receipt.take_extra(packed, actor=ACTOR, now=self.now)
        receipt.take_in_envelope(1, actor=ACTOR, now=self.now)
        self.lines = list(self.return_.lines)
        self.boxes: list[StepBox] = []

    def _judged(self, serial: str) -> Packed:
        (package,) = join([identify_typed(serial)])
        return judge(package, first_unit(), self.now.date()).packed()

    def do(self, action: tuple[str, int, int, int]) -> None:
        name, which, step, choice = action
        self.now += datetime.timedelta(minutes=1)
        line, code = self.lines[which % len(self.lines)], CODES[step % len(CODES)]
        with suppress(Refused):
            ACTIONS[name](self, line, code, choice)

    def control(self, line: Line) -> Control:
        return Control.start(line, actor=ACTOR, now=self.now)


OUTCOMES = list(StepOutcome)


def mark(bench: Bench, line: Line, code: str, choice: int) -> None:
    outcome = OUTCOMES[choice % len(OUTCOMES)]
    bench.control(line).mark(code, outcome, "Därför", actor=ACTOR, now=bench.now)


def do_all(bench: Bench, line: Line, code: str, choice: int) -> None:
    control = bench.control(line)
    for step in control.steps:
        if not (choice % 3 == 0 and step.code == code):
            control.mark(step.code, StepOutcome.DONE, actor=ACTOR, now=bench.now)


def correct(bench: Bench, line: Line, code: str, choice: int) -> None:
    outcome = OUTCOMES[choice % len(OUTCOMES)]
    bench.control(line).correct(code, outcome, "Fel", actor=ACTOR, now=bench.now)


def fill_box(bench: Bench, line: Line, code: str, choice: int) -> None:
    box = StepBox.open(code, actor=ACTOR, now=bench.now)
    if box not in bench.boxes:
        bench.boxes.append(box)
    bench.boxes[choice % len(bench.boxes)].put_in(line, actor=ACTOR, now=bench.now)


def run_box(bench: Bench, line: Line, code: str, choice: int) -> None:
    if not bench.boxes:
        return
    box = bench.boxes[choice % len(bench.boxes)]
    if choice % 4 == 0:
        box.start(actor=ACTOR, now=bench.now)
    elif choice % 4 == 1:
        bench.now += datetime.timedelta(minutes=30)
        box.finish(actor=ACTOR, now=bench.now)
    elif choice % 4 == 2:
        box.finish(actor=ACTOR, now=bench.now)
    else:
        box.stop("Strömmen gick", actor=ACTOR, now=bench.now)


ACTIONS: dict[str, Callable[[Bench, Line, str, int], object]] = {
    "mark": mark,
    "do all": do_all,
    "correct": correct,
    "fill box": fill_box,
    "run box": run_box,
    "pass by": lambda b, line, _c, _n: b.control(line).pass_by("Brådskar", actor=ACTOR, now=b.now),
    "keep": lambda b, line, _c, _n: b.control(line).keep("Avtalat", actor=ACTOR, now=b.now),
    "wait": lambda b, line, _c, _n: b.control(line).wait_for_sesam(actor=ACTOR, now=b.now),
    "sesam": lambda b, line, _c, _n: b.control(line).sesam_is_corrected(actor=ACTOR, now=b.now),
    "judge": lambda b, line, _c, _n: b.control(line).judge_again(today=b.now.date(), actor=ACTOR, now=b.now),
    "shelve": lambda b, line, _c, _n: b.control(line).make_available(actor=ACTOR, now=b.now, shelf="A1"),
    "send on": lambda b, line, _c, _n: b.control(line).send_on(
        {item.code: Answer.YES for item in line.checklist}, actor=ACTOR, now=b.now
    ),
    "send back": lambda b, line, _c, _n: b.control(line).send_back(["damaged"], "", actor=ACTOR, now=b.now),
}


def may_be_shelved(line: Line, events: list[Event], first_verdict: str | None) -> bool:
    """What the events up to the shelf say, by a fold of its own."""
    settled: dict[str, bool] = {}
    passed: set[str] = set()
    verdict, kept, sesam = first_verdict, set(), False
    for event in events:
        after = event.after or {}
        if event.what in (EventKind.CONTROL_STEP, EventKind.CONTROL_STEP_CORRECTED):
            settled[after["code"]] = after["outcome"] in ("done", "not_applicable")
        elif event.what is EventKind.STEPS_BYPASSED:
            passed |= set(after["steps"])
        elif event.what is EventKind.JUDGED_AGAIN:
            verdict = after["verdict"]
        elif event.what is EventKind.KEPT_BY_DECISION:
            kept.add(after["verdict"])
        elif event.what is EventKind.SESAM_CORRECTED:
            sesam = True
        elif event.what is EventKind.STOCKED:
            break
    assert line.article is not None
    steps_done = all(settled.get(s.code) or s.code in passed for s in steps_for(line.article))
    allowed = verdict == "to_warehouse" or verdict in kept or (sesam and verdict == "correct_sesam")
    return steps_done and allowed


steps = st.tuples(st.sampled_from(sorted(ACTIONS)), st.integers(0, 4), st.integers(0, 5), st.integers(0, 11))


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("do all", n, 0, 1) for n in range(5)] + [("shelve", n, 0, 0) for n in range(5)])
@example([("do all", n, 0, 1) for n in range(5)] + [("keep", n, 0, 0) for n in range(5)]
         + [("shelve", n, 0, 0) for n in range(5)])  # fmt: skip
@given(st.lists(steps, max_size=40))
def test_what_is_on_a_shelf_may_be_there(demo_app: APIFlask, walk: list[tuple[str, int, int, int]]) -> None:
    db.session.rollback()
    bench = Bench()
    first = {line.id: line.verdict.kind if line.verdict else None for line in bench.lines}
    for action in walk:
        bench.do(action)
    for line in bench.lines:
        events = [event for event in bench.return_.events if event.line_id == line.id]
        item = StockItem.of(line)
        assert (item is not None) == (line.state is LineState.STOCKED)
        assert [event.what for event in events].count(EventKind.STOCKED) == (1 if item else 0)
        if item:
            assert may_be_shelved(line, events, first[line.id])
    db.session.rollback()
