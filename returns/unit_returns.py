"""A unit's returns by where they are: begun, on their way, arrived, done. Each return belongs to one group."""

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from database import db
from registry.models import Unit
from returns.envelope import Envelope
from returns.return_model import Return
from returns.sealing import Handover
from returns.states import Destination, ReturnState


class ReturnGroup(enum.StrEnum):
    """Where a unit's return is, as the unit sees it."""

    BEGUN = "begun"
    """A draft, or sealed and still at the unit."""
    ON_THE_WAY = "on_the_way"
    """Handed over, and no envelope of it has come to the warehouse."""
    ARRIVED = "arrived"
    """The warehouse works on it."""
    DONE = "done"
    """Closed, cancelled, or handed over to go to a supplier: what becomes of it there is not told to Returkoll."""


def in_group(unit: Unit, group: ReturnGroup, *, limit: int | None = None, offset: int = 0) -> list[Return]:
    """The unit's returns of that group: those on their way with the oldest first, all others with the newest first."""
    query = (
        sa.select(Return)
        .where(*conditions_of(unit, group))
        .options(
            *(selectinload(part) for part in (Return.lines, Return.sealing, Return.supplier, Return.handover))
        )
    )
    oldest_first = group is ReturnGroup.ON_THE_WAY
    if oldest_first:
        query = query.join(Return.handover).order_by(Handover.at, Return.id)
    else:
        query = query.order_by(Return.id.desc())
    return list(db.session.scalars(query.limit(limit).offset(offset)))


def number_in_group(unit: Unit, group: ReturnGroup) -> int:
    query = sa.select(sa.func.count(Return.id)).where(*conditions_of(unit, group))
    return db.session.scalar(query) or 0


def conditions_of(unit: Unit, group: ReturnGroup) -> tuple[Any, ...]:
    """What a return of the unit fulfils that belongs to the group."""
    # Each is a value that is looked up for the few rows that the state leaves. Of an EXISTS within an OR PostgreSQL
    # would read the whole table.
    first_arrival = (
        sa.select(sa.func.min(Envelope.arrived_at))
        .where(Envelope.return_id == Return.id)
        .correlate(Return)
        .scalar_subquery()
    )
    handed_over = (
        sa.select(Handover.return_id)
        .where(Handover.return_id == Return.id)
        .correlate(Return)
        .scalar_subquery()
    )
    under_way = sa.and_(first_arrival.is_(None), handed_over.is_not(None))
    is_sent = Return.state == ReturnState.SENT
    to_supplier = sa.and_(is_sent, Return.destination == Destination.SUPPLIER)
    to_warehouse = sa.and_(is_sent, Return.destination == Destination.WAREHOUSE)
    chosen = {
        ReturnGroup.BEGUN: Return.state.in_([ReturnState.DRAFT, ReturnState.SEALED]),
        ReturnGroup.ON_THE_WAY: sa.and_(to_warehouse, under_way),
        ReturnGroup.ARRIVED: sa.or_(Return.state == ReturnState.RECEIVED, sa.and_(to_warehouse, ~under_way)),
        ReturnGroup.DONE: sa.or_(Return.state.in_([ReturnState.CLOSED, ReturnState.CANCELLED]), to_supplier),
    }
    return Return.unit_id == unit.id, chosen[group]
