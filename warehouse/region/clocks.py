"""The order's own clocks: how long returns to the warehouse took from step to step, measured by when each step was
noted.

Returkoll sees the steps that its users note. When the unit's rent ends is decided in WebSesam, which tells nobody: the
administrator says at which step that is, and until then it is unknown (docs/decisions/0027).
"""

import datetime
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from common.sentence import Sentence
from database import db
from returns import Destination, Envelope, Return
from returns.sealing import Handover, Sealing
from warehouse.lanes import LaneKind, lane, older_than
from warehouse.receipt import Receipt
from warehouse.region.assumptions import RegionAssumption, RentStop
from warehouse.shelves.stock import StockItem


class OrderClock(enum.StrEnum):
    """The spans that are measured, in the order of the way."""

    UNTIL_ORDERED = "until_ordered"
    UNTIL_HANDED_OVER = "until_handed_over"
    UNTIL_COLLECTED = "until_collected"
    UNTIL_TAKEN_IN = "until_taken_in"
    UNTIL_AVAILABLE = "until_available"

    @property
    def words(self) -> Sentence:
        return CLOCK_WORDS[self]


CLOCK_WORDS = {
    OrderClock.UNTIL_ORDERED: Sentence("Från påbörjad retur till registrerad hämtorder"),
    OrderClock.UNTIL_HANDED_OVER: Sentence("Från hämtorder till att kuvertet lämnas för transport"),
    OrderClock.UNTIL_COLLECTED: Sentence("Från hämtorder till att första kuvertet är på huvudlagret"),
    OrderClock.UNTIL_TAKEN_IN: Sentence("Från första kuvertet till att returen är inlagd"),
    OrderClock.UNTIL_AVAILABLE: Sentence("Från hämtorder till att produkten är tillgänglig igen"),
}


@dataclass(frozen=True)
class ClockReading:
    """How long it took: so many times, the median, and the span that nine of ten kept. None where it never came to
    that."""

    times: int
    median: datetime.timedelta | None
    nine_of_ten: datetime.timedelta | None


@dataclass(frozen=True)
class OrderClocks:
    """What the returns of the span say, and the hämtorders that nobody has collected yet."""

    readings: dict[OrderClock, ClockReading]
    until_rent_stops: ClockReading | None
    """From the beginning of the return to the step at which the rent ends; None while nobody has said which that is."""
    not_collected: int
    too_old: int | None
    """How many of them are older than the order may be; None while nobody has said how old."""


Step = tuple[datetime.datetime | None, datetime.datetime | None]


def order_clocks(
    start: datetime.datetime, end: datetime.datetime, now: datetime.datetime, assumption: RegionAssumption
) -> OrderClocks:
    """Of the returns whose first envelope came from `start` (included) to `end`, and of the products that became
    available then."""
    rows = _returns_that_came(start, end)
    steps: dict[OrderClock, Sequence[Step]] = {
        OrderClock.UNTIL_ORDERED: [(row.opened_at, row.ordered) for row in rows],
        OrderClock.UNTIL_HANDED_OVER: [(row.ordered, row.handed_over) for row in rows],
        OrderClock.UNTIL_COLLECTED: [(row.ordered, row.arrived) for row in rows],
        OrderClock.UNTIL_TAKEN_IN: [(row.arrived, row.taken_in) for row in rows],
        OrderClock.UNTIL_AVAILABLE: _products_that_became_available(start, end),
    }
    days = assumption.collect_days
    return OrderClocks(
        readings={clock: reading_of(steps[clock]) for clock in OrderClock},
        until_rent_stops=_until_rent_stops(rows, assumption.rent_stops),
        not_collected=lane(LaneKind.ON_THE_WAY).count,
        too_old=None
        if days is None
        else older_than(LaneKind.ON_THE_WAY, now - datetime.timedelta(days=days)),
    )


def reading_of(steps: Sequence[Step]) -> ClockReading:
    """A hand-over that was noted after the envelope had come would run backwards: it counts as no time."""
    nothing = datetime.timedelta()
    spans = sorted(max(after - before, nothing) for before, after in steps if before and after)
    if not spans:
        return ClockReading(0, None, None)
    count = len(spans)
    median = (spans[(count - 1) // 2] + spans[count // 2]) / 2
    return ClockReading(count, median, spans[-(-9 * count // 10) - 1])


class _Came(NamedTuple):
    """The moments of one return: a tuple, as a month of a region has thousands."""

    opened_at: datetime.datetime
    ordered: datetime.datetime | None
    handed_over: datetime.datetime | None
    arrived: datetime.datetime
    taken_in: datetime.datetime | None


def _returns_that_came(start: datetime.datetime, end: datetime.datetime) -> list[_Came]:
    # A value that is looked up for each of the few returns: for a join, PostgreSQL would read all envelopes.
    any_of_it = sa.orm.aliased(Envelope)
    arrived = sa.select(sa.func.min(any_of_it.arrived_at)).where(any_of_it.return_id == Envelope.return_id)
    first = (
        sa.select(Envelope.return_id, sa.func.min(Envelope.arrived_at).label("arrived"))
        .where(Envelope.arrived_at >= start, Envelope.arrived_at < end, arrived.scalar_subquery() >= start)
        .group_by(Envelope.return_id)
        .subquery()
    )
    query = (
        sa.select(Return.opened_at, Sealing.at, Handover.at, first.c.arrived, Receipt.finished_at)
        .join(first, first.c.return_id == Return.id)
        .outerjoin(Sealing, Sealing.return_id == Return.id)
        .outerjoin(Handover, Handover.return_id == Return.id)
        .outerjoin(Receipt, Receipt.return_id == Return.id)
        .where(Return.destination == Destination.WAREHOUSE)
    )
    return [_Came(*row) for row in db.session.execute(query)]


def _products_that_became_available(start: datetime.datetime, end: datetime.datetime) -> list[Step]:
    query = sa.select(StockItem.sealed_at, StockItem.available_at).where(
        StockItem.available_at >= start, StockItem.available_at < end
    )
    return [(ordered, available) for ordered, available in db.session.execute(query)]


def _until_rent_stops(rows: Sequence[_Came], step: RentStop) -> ClockReading | None:
    if step is RentStop.UNKNOWN:
        return None
    return reading_of(
        [
            (
                row.opened_at,
                {
                    RentStop.ORDERED: row.ordered,
                    RentStop.HANDED_OVER: row.handed_over,
                    RentStop.ARRIVED: row.arrived,
                    RentStop.TAKEN_IN: row.taken_in,
                }[step],
            )
            for row in rows
        ]
    )
