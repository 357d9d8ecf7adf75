"""How much lies at each stop of the way now, and since when the oldest does."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from database import db
from returns import Line, LineState, Return, ReturnState
from warehouse.lanes import Lane, LaneKind, lane
from warehouse.returning.send_back import SendBack, SendBackTurn
from warehouse.shelves.stock import StockItem, on_a_shelf


@dataclass(frozen=True)
class RegionFlow:
    """The stops in the order of the way. The first two count returns, the others products."""

    drafts: Lane
    on_the_way: Lane
    """Sealed, or handed over, and not arrived."""
    at_warehouse: Lane
    """Taken in and neither on a shelf nor sent back yet."""
    available: Lane
    sent_back: Lane
    """With the unit again, which has not answered."""


def region_flow() -> RegionFlow:
    return RegionFlow(
        drafts=_lane(Return.opened_at, Return.state == ReturnState.DRAFT),
        on_the_way=lane(LaneKind.ON_THE_WAY),
        at_warehouse=_lane(Line.received_at, Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL])),
        available=_available(),
        sent_back=_lane(SendBack.at, SendBack.waits_for == SendBackTurn.UNIT),
    )


def _available() -> Lane:
    """Counted by the state of the lines, as that is read from an index alone."""
    count = db.session.scalar(sa.select(sa.func.count()).where(Line.state == LineState.STOCKED))
    by_age = StockItem.available_at, StockItem.id  # as their index has it
    oldest = sa.select(StockItem.available_at).where(on_a_shelf()).order_by(*by_age).limit(1)
    return Lane(count or 0, db.session.scalar(oldest))


def _lane(since: Any, condition: sa.ColumnElement[bool]) -> Lane:
    count, oldest = db.session.execute(sa.select(sa.func.count(), sa.func.min(since)).where(condition)).one()
    return Lane(count, oldest)
