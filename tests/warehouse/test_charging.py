"""What stands on the shelves is charged in time, and the calendar says so."""

import datetime
import json
import random
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import CLOCKS_APART, db
from registry.models import Article
from tests.warehouse.fold import STATE_AFTER, hold_stock_against_events
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from warehouse import StockItem
from warehouse.shelves.charging import AHEAD, charged_last, charging_due, due_at, to_charge

NOW = datetime.datetime(2026, 5, 4, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def rechargeable(days: int | None, **options: Any) -> Article:
    return new_article(f"Laddbar {days}", rechargeable=True, charge_interval_days=days, **options)


def shelved(article: Article, at: datetime.datetime = NOW) -> StockItem:
    return put_on_shelf(article, "A3", at, new_device(article))


def test_it_is_due_when_its_interval_has_passed(demo_app: APIFlask) -> None:
    item = shelved(rechargeable(30))
    assert due_at(item, NOW) == NOW + 30 * DAY
    for days, expected in {0: (0, 0), 22: (0, 0), 23: (0, 1), 29: (0, 1), 30: (1, 0), 300: (1, 0)}.items():
        due = charging_due(NOW + days * DAY)
        assert (due.overdue, due.this_week) == expected, days
        assert [found.id for found in to_charge(NOW + days * DAY, 10)] == ([item.id] if any(expected) else [])


def test_the_latest_ones_come_first_whatever_their_interval(demo_app: APIFlask) -> None:
    monthly, weekly, quarterly = (shelved(rechargeable(days)) for days in (30, 7, 90))
    now = NOW + 88 * DAY
    assert [item.id for item in to_charge(now, 10)] == [weekly.id, monthly.id, quarterly.id]
    assert [item.id for item in to_charge(now, 2)] == [weekly.id, monthly.id]


def test_a_charge_begins_the_interval_anew_once_and_can_be_undone(demo_app: APIFlask) -> None:
    item, then = shelved(rechargeable(30)), NOW + 31 * DAY
    for minutes in (0, 1, 600):
        item.charge(actor="Bo", now=then + datetime.timedelta(minutes=minutes))
    assert due_at(item, then) == then + 30 * DAY
    assert told(item).count("charged") == 1
    assert [found.id for found in charged_last(then, then)] == [item.id]
    assert to_charge(then, 10) == []
    for _again in range(2):
        item.undo_charge(actor="Bo", now=then)
    assert due_at(item, NOW) == NOW + 30 * DAY
    assert told(item).count("charge undone") == 1
    assert charging_due(then).overdue == 1


@pytest.mark.parametrize("leaves", ["picked", "missing", "not rechargeable", "step skipped"])
def test_what_is_not_charged_here_is_not_due(demo_app: APIFlask, leaves: str) -> None:
    item, now = shelved(rechargeable(30)), NOW + 60 * DAY
    if leaves == "picked":
        item.pick("4711", actor="Bo", now=NOW)
    elif leaves == "missing":
        item.miss(actor="Bo", now=NOW)
    elif leaves == "not rechargeable":
        item.article.rechargeable = False
    else:
        item.article.skipped_steps = ["charge"]
    db.session.flush()
    assert (to_charge(now, 10), charging_due(now).overdue, due_at(item, now)) == ([], 0, None)
    if leaves == "missing":
        item.find("B1", actor="Bo", now=now)
        assert to_charge(now, 10) == [item], "found, and late"


@pytest.mark.parametrize("ahead", [DAY, 400 * DAY, 5000 * DAY], ids=str)
def test_a_charge_of_a_clock_that_was_ahead_hides_nothing(
    demo_app: APIFlask, ahead: datetime.timedelta
) -> None:
    """The clock is put back. When it was charged nobody knows, so it is on the calendar now, and a scan charges it."""
    item = shelved(rechargeable(30))
    item.charge(actor="Bo", now=NOW + ahead)
    assert [found.id for found in to_charge(NOW, 10)] == [item.id]
    assert (charging_due(NOW).overdue, charging_due(NOW).this_week) == (1, 0)
    assert due_at(item, NOW) == NOW
    assert charged_last(NOW - DAY, NOW) == []
    item.charge(actor="Eva", now=NOW)
    assert (item.charged_at, item.charged_by) == (NOW, "Eva")
    assert (to_charge(NOW, 10), charging_due(NOW).overdue) == ([], 0)


def test_clocks_of_two_machines_may_differ_a_little(demo_app: APIFlask) -> None:
    item = shelved(rechargeable(30))
    item.charge(actor="Bo", now=NOW + CLOCKS_APART)
    assert to_charge(NOW, 10) == []
    item.charge(actor="Bo", now=NOW)
    assert told(item).count("charged") == 1, "scanned twice, at the other machine"


def test_what_has_no_interval_is_told(demo_app: APIFlask) -> None:
    shelved(rechargeable(None))
    shelved(new_article("Batteri"))
    assert charging_due(NOW).without_interval == 1


def told(item: StockItem) -> list[str]:
    query = sa.text("SELECT what FROM event WHERE line_id = :line ORDER BY id")
    return list(db.session.scalars(query, {"line": item.line_id}))


# --- ten years


class ChargesByEvents:
    """When each product in stock has to be charged, folded from the events alone, as they come."""

    def __init__(self, intervals: dict[int, int]) -> None:
        """`intervals` are days by line."""
        self.intervals = intervals
        self._since: dict[int, datetime.datetime] = {}
        self._here: set[int] = set()
        self._read = 0

    def due(self) -> dict[int, datetime.datetime]:
        db.session.flush()
        query = sa.text(
            "SELECT id, line_id, what, at, after FROM event WHERE id > :read AND line_id IS NOT NULL ORDER BY id"
        )
        for id_, line, what, at, after in db.session.execute(query, {"read": self._read}):
            self._read = id_
            if what in ("stocked", "charged"):
                moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
                self._since[line] = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
            elif what == "charge undone":
                told_after = json.loads(after) if isinstance(after, str) else after
                self._since[line] = datetime.datetime.fromisoformat(told_after["charged_at"])
            if STATE_AFTER.get(what) == "stocked":
                self._here.add(line)
            elif what in STATE_AFTER:
                self._here.discard(line)
        return {
            line: self._since[line] + datetime.timedelta(days=self.intervals[line])
            for line in self._here & self.intervals.keys()
        }


@pytest.mark.slow
def test_in_ten_years_nothing_is_late_unseen(demo_app: APIFlask) -> None:
    """Every week somebody looks at the calendar and charges what it shows, and in some weeks nobody does. Products come
    and go, are lost and found, are charged by mistake. What the events say is late is always on the calendar, first."""
    chance = random.Random(1)
    articles = [rechargeable(days) for days in (14, 30, 90, 180)]
    by_events = ChargesByEvents({})
    items: list[StockItem] = []
    now, weeks_late, charges = NOW, 0, 0
    for week in range(520):
        now += AHEAD
        if week % 6 == 0:
            item = shelved(chance.choice(articles), now)
            items.append(item)
            by_events.intervals[item.line_id] = item.article.charge_interval_days or 0
        something_happens(chance, items, now)
        expected = by_events.due()
        late = sorted(line for line, due in expected.items() if due <= now)
        soon = {line for line, due in expected.items() if due <= now + AHEAD}
        shown = to_charge(now, 1000)
        assert {item.line_id for item in shown} == soon
        assert sorted(item.line_id for item in shown[: len(late)]) == late
        due = charging_due(now)
        assert (due.overdue, due.overdue + due.this_week) == (len(late), len(soon))
        weeks_late += bool(late)
        if chance.random() < 0.8:
            for item in shown:
                item.charge(actor="Bo", now=now)
                charges += 1
            assert charging_due(now).overdue == 0
        if week % 52 == 0:
            hold_stock_against_events()
            db.session.commit()
            items = [db.session.get_one(StockItem, item.id) for item in items]
    assert weeks_late
    assert charges > 500


def something_happens(chance: random.Random, items: list[StockItem], now: datetime.datetime) -> None:
    if not items:
        return
    item = chance.choice(items)
    match chance.randrange(8):
        case 0 if item.in_stock and len(items) > 10:
            item.pick(str(chance.randrange(10**6)), actor="Bo", now=now)
        case 1:
            item.undo_pick(actor="Bo", now=now)
        case 2:
            item.miss(actor="Bo", now=now)
        case 3 | 4:
            item.find("B1", actor="Bo", now=now)
        case 5 if item.in_stock:
            item.charge(actor="Bo", now=now)
        case 6:
            item.undo_charge(actor="Bo", now=now)
        case 7 if item.in_stock:
            item.move(chance.choice(["A1", "B2"]), actor="Bo", now=now)
