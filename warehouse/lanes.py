"""What the warehouse's home page counts: each lane of work with its oldest, today's flow, and how long it takes."""

import datetime
import enum
import statistics
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from common.sentence import Sentence
from database import db
from registry.models import Device
from registry.verdict import VerdictKind
from returns import Destination, Envelope, Line, LineState, Return, ReturnState
from returns.sealing import Sealing
from warehouse.deciding.decision import Decision
from warehouse.deciding.sesam_wait import WAITING_FOR_SESAM, SesamWait
from warehouse.receipt import Receipt
from warehouse.returning.send_back import SendBack
from warehouse.shelves.stock import StockItem

LANE_PAGE = 100
"""Rows on one page of a lane's list."""


class LaneKind(enum.StrEnum):
    """The lanes with a list of their own, in the order of the way through the warehouse."""

    ON_THE_WAY = "pa-vag"
    IN_CONTROL = "i-kontroll"
    TO_DECIDE = "att-besluta"
    WAITS_FOR_SESAM = "vantar-pa-sesam"
    MISSING = "saknas"

    @property
    def words(self) -> Sentence:
        return LANE_WORDS[self]


LANE_WORDS = {
    LaneKind.ON_THE_WAY: Sentence("På väg hit"),
    LaneKind.IN_CONTROL: Sentence("Väntar på kontroll"),
    LaneKind.TO_DECIDE: Sentence("Att besluta"),
    LaneKind.WAITS_FOR_SESAM: Sentence("Väntar på Sesam"),
    LaneKind.MISSING: Sentence("Saknas"),
}


@dataclass(frozen=True)
class Lane:
    """How many wait there, and since when the oldest does."""

    count: int
    oldest: datetime.datetime | None


@dataclass(frozen=True)
class Waiting:
    """One row of a lane's list: a return that is on its way, or a product."""

    thing: Return | Line
    since: datetime.datetime | None


@dataclass(frozen=True)
class Flow:
    """What happened in a span of time."""

    envelopes: int
    received: int
    available: int
    sent_back: int
    picked: int


def lane(kind: LaneKind) -> Lane:
    since, query = _waiting_in(kind)
    count, oldest = db.session.execute(query.with_only_columns(sa.func.count(), sa.func.min(since))).one()
    return Lane(count, oldest)


def older_than(kind: LaneKind, moment: datetime.datetime) -> int:
    """How many have waited there since before that moment."""
    since, query = _waiting_in(kind)
    count = query.where(since < moment).with_only_columns(sa.func.count())
    return db.session.scalar(count) or 0


def arrived_lane() -> Lane:
    """Envelopes that have come and wait to be opened."""
    condition = Envelope.arrived_at.is_not(None), Envelope.taken_in_at.is_(None)
    count, oldest = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Envelope.arrived_at)).where(*condition)
    ).one()
    return Lane(count, oldest)


def waiting_in(kind: LaneKind, page: int = 0) -> list[Waiting]:
    """One page of the lane's list, the oldest first."""
    since, query = _waiting_in(kind)
    model = Return if kind is LaneKind.ON_THE_WAY else Line
    rows = query.order_by(since, model.id).limit(LANE_PAGE).offset(page * LANE_PAGE)
    if model is Return:
        rows = rows.options(selectinload(Return.unit), selectinload(Return.lines))
    else:
        rows = rows.options(
            selectinload(Line.article),
            selectinload(Line.device).selectinload(Device.article),
            selectinload(Line.return_).selectinload(Return.unit),
        )
    return [Waiting(thing, moment) for thing, moment in db.session.execute(rows)]


def _waiting_in(kind: LaneKind) -> tuple[Any, Any]:
    """The moment since which something waits there, and the query for the rows with that moment."""
    query: Any
    if kind is LaneKind.ON_THE_WAY:
        # A value that is looked up for each of the few returns: for a NOT EXISTS, PostgreSQL would read all envelopes.
        arrived = sa.select(sa.func.min(Envelope.arrived_at)).where(Envelope.return_id == Return.id)
        query = (
            sa.select(Return, Sealing.at)
            .join(Return.sealing)
            .where(
                Return.destination == Destination.WAREHOUSE,
                Return.state.in_([ReturnState.SEALED, ReturnState.SENT]),
                arrived.correlate(Return).scalar_subquery().is_(None),
            )
        )
        return Sealing.at, query
    if kind is LaneKind.MISSING:
        query = sa.select(Line, Receipt.finished_at).join(Receipt, Receipt.return_id == Line.return_id)
        return Receipt.finished_at, query.where(Line.state == LineState.MISSING)
    return _on_the_bench(kind)


def _on_the_bench(kind: LaneKind) -> tuple[Any, Any]:
    """What is taken in and has no place yet. A product stands in one lane only: what waits for Sesam asks nobody at
    the warehouse for anything until the register has changed."""
    query = (
        sa.select(Line)
        .join(Line.return_)
        .where(
            Return.state == ReturnState.RECEIVED,
            Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL]),
        )
    )
    if kind is LaneKind.WAITS_FOR_SESAM:
        waiting = sa.and_(
            SesamWait.line_id == Line.id, SesamWait.corrected_at.is_(None), _verdict().in_(WAITING_FOR_SESAM)
        )
        query = query.add_columns(SesamWait.reported_at).join(SesamWait, waiting).where(_undecided())
        return SesamWait.reported_at, query
    conditions = {
        LaneKind.IN_CONTROL: ~_undecided(),
        LaneKind.TO_DECIDE: sa.and_(_undecided(), ~_waits_for_sesam()),
    }
    return Line.received_at, query.add_columns(Line.received_at).where(conditions[kind])


def _verdict() -> sa.ColumnElement[str]:
    """A product without a verdict is as unknown as one that the register has never seen."""
    return sa.func.coalesce(Line.verdict_data["kind"].as_string(), str(VerdictKind.UNKNOWN))


def _undecided() -> sa.ColumnElement[bool]:
    """The condition of `Control.undecided`: its verdict keeps it from the shelf, and nothing has settled that."""
    decided = sa.exists().where(
        Decision.line_id == Line.id, sa.type_coerce(Decision.verdict, sa.String) == _verdict()
    )
    corrected = sa.and_(
        _verdict() == str(VerdictKind.CORRECT_SESAM),
        sa.exists().where(SesamWait.line_id == Line.id, SesamWait.corrected_at.is_not(None)).correlate(Line),
    )
    return sa.and_(_verdict() != str(VerdictKind.TO_WAREHOUSE), ~decided, ~corrected)


def _waits_for_sesam() -> sa.ColumnElement[bool]:
    """The message is sent, and no answer is seen. A product whose verdict has become another one does not wait."""
    reported = sa.exists().where(SesamWait.line_id == Line.id, SesamWait.corrected_at.is_(None))
    return sa.and_(_verdict().in_(WAITING_FOR_SESAM), reported)


def flow_between(start: datetime.datetime, end: datetime.datetime) -> Flow:
    """What was done from `start` (included) to `end`. Each count reads a range of an index."""

    def count(moment: Any) -> Any:
        return sa.select(sa.func.count()).where(moment >= start, moment < end).scalar_subquery()

    moments = (
        Envelope.arrived_at,
        Line.received_at,
        StockItem.available_at,
        SendBack.at,
        StockItem.left_at,
    )
    return Flow(*db.session.execute(sa.select(*map(count, moments))).one())


def median_to_shelf(start: datetime.datetime, end: datetime.datetime) -> datetime.timedelta | None:
    """The median time from the sealing to the shelf, of the products that became available then. None for none."""
    seconds = sa.extract("epoch", StockItem.available_at) - sa.extract("epoch", StockItem.sealed_at)
    query = sa.select(seconds).where(
        StockItem.available_at >= start, StockItem.available_at < end, StockItem.sealed_at.is_not(None)
    )
    found = [float(span) for span in db.session.scalars(query)]
    return datetime.timedelta(seconds=statistics.median(found)) if found else None
