"""The follow-up's figures are those that the events give, whatever the history; and which of them are shown."""

import datetime

import pytest
from apiflask import APIFlask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from database import db
from tests.warehouse.follow_up.from_events import STOCKHOLM, sums_of_events
from tests.warehouse.follow_up.histories import ACTOR, BEGINNING, Fate, History, World, histories
from warehouse.follow_up.figures import FEWEST_FOR_A_RATE, Share, unit_figures, units_in
from warehouse.follow_up.period import MOST_MONTHS, Period
from warehouse.returning.send_back_reason import REASON_FIELDS, SendBackReason

days = st.dates(datetime.date(2025, 12, 1), datetime.date(2026, 9, 30))


@pytest.mark.slow
@given(lived=histories, first=days, last=days, until_changed=st.integers(0, 6))
@example(
    lived=[
        History(0, 24 * 44 + 14, (Fate(ends="back", reasons=("dirty",)),), extra=(Fate(), Fate(undone=True)))
    ],
    first=datetime.date(2026, 2, 28),
    last=datetime.date(2026, 3, 1),
    until_changed=6,
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_figures_equal_those_of_the_events(
    app: APIFlask, lived: list[History], first: datetime.date, last: datetime.date, until_changed: int
) -> None:
    db.session.rollback()  # what an example before left behind when it failed
    world = World.begin()
    for number, history in enumerate(lived):
        if number == until_changed:
            no_fault_any_more("dirty")
        world.live(history)
    period = Period.of(first, last, STOCKHOLM)
    rows = {row.unit.id: row for row in units_in(period)}
    everybody = sums_of_events(period.first, period.last)
    for unit in world.units:
        told, shown = sums_of_events(period.first, period.last, unit.id), unit_figures(unit, period)
        assert shown.returns == len(told.returns)
        assert shown.share == Share(told.received.total(), told.wrong.total())
        assert dict(shown.reasons) == dict(told.reasons)
        assert (shown.not_counted, shown.uncontrolled) == (told.not_counted, told.uncontrolled)
        for month in shown.trend:
            key = month.month.first.isoformat()[:7]
            assert month.unit == Share(told.received[key], told.wrong[key])
            assert month.everybody == Share(everybody.received[key], everybody.wrong[key])
        if told.returns:
            assert (rows[unit.id].returns, rows[unit.id].share) == (shown.returns, shown.share)
        else:
            assert unit.id not in rows
    db.session.rollback()


def no_fault_any_more(code: str) -> None:
    reason = db.session.get_one(SendBackReason, code)
    fields = {name: getattr(reason, name) for name in REASON_FIELDS} | {"packing_fault": False}
    reason.change(actor=ACTOR, now=BEGINNING, **fields)


@pytest.mark.parametrize(
    ("reason", "counts"),
    [("dirty", 1), ("incomplete", 1), ("damaged_in_transport", 0), ("supplier_fault", 0)],
)
def test_only_a_fault_of_the_packing_counts(app: APIFlask, reason: str, counts: int) -> None:
    world = World.begin()
    world.live(History(0, 0, (Fate(ends="back", reasons=(reason,)), Fate(ends="stock"))))
    shown = unit_figures(world.units[0], whole_year())
    assert shown.share == Share(2, counts)
    assert shown.not_counted == 1 - counts


def test_what_did_not_come_is_told_and_not_counted(app: APIFlask) -> None:
    world = World.begin()
    world.live(History(0, 0, (Fate(), Fate(comes=False))))
    shown = unit_figures(world.units[0], whole_year())
    assert (shown.share, shown.missing) == (Share(1, 0), 1)
    assert unit_figures(world.units[1], whole_year()).missing == 0


def test_what_comes_unannounced_was_packed_wrong(app: APIFlask) -> None:
    world = World.begin()
    world.live(History(0, 0, (Fate(),), extra=(Fate(),)))
    shown = unit_figures(world.units[0], whole_year())
    assert (shown.share, shown.reasons) == (Share(2, 1), (("unannounced", 1),))


@pytest.mark.parametrize(
    ("received", "percent"), [(0, None), (FEWEST_FOR_A_RATE - 1, None), (FEWEST_FOR_A_RATE, 5.0)]
)
def test_a_rate_needs_enough_products(received: int, percent: float | None) -> None:
    assert Share(received, 1).percent == percent


@given(first=days, last=days)
def test_the_months_of_a_period_cover_it_without_gap(first: datetime.date, last: datetime.date) -> None:
    period = Period.of(first, last, STOCKHOLM)
    assert period.span.start == period.months[0].span.start
    assert period.span.end == period.months[-1].span.end
    for before, after in zip(period.months, period.months[1:], strict=False):
        assert before.span.end == after.span.start
        assert before.first < after.first


def test_a_period_is_not_longer_than_its_chart() -> None:
    period = Period.of(datetime.date(2001, 1, 1), datetime.date(2026, 11, 28), STOCKHOLM)
    assert len(period.months) == MOST_MONTHS


def whole_year() -> Period:
    return Period.of(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31), STOCKHOLM)
