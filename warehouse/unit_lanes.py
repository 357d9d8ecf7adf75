"""What a clinic's home counts: the unit's own returns that wait for somebody, each lane with its oldest."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from database import db
from registry.models import Unit
from returns import Line, Return
from returns.sealing import Handover
from returns.unit_returns import ReturnGroup, conditions_of
from warehouse.lanes import Lane
from warehouse.returning.send_back import SendBack, SendBackTurn


@dataclass(frozen=True)
class UnitLanes:
    """The lanes, in the order of the way that a return takes."""

    begun: Lane
    """Drafts, and sealed returns that nobody has handed over; the oldest by the moment when it was begun."""
    on_the_way: Lane
    """Handed over and not arrived; the oldest by the moment of the handing over."""
    came_back: Lane
    """Products that the warehouse sent back and the unit has not answered."""


def lanes_of(unit: Unit) -> UnitLanes:
    begun = sa.select(sa.func.count(), sa.func.min(Return.opened_at))
    on_the_way = sa.select(sa.func.count(), sa.func.min(Handover.at)).join(
        Return, Return.id == Handover.return_id
    )
    came_back = (
        sa.select(sa.func.count(), sa.func.min(SendBack.at))
        .join(Line, Line.id == SendBack.line_id)
        .join(Return, Return.id == Line.return_id)
        .where(SendBack.waits_for == SendBackTurn.UNIT, Return.unit_id == unit.id)
    )
    return UnitLanes(
        _counted(begun.where(*conditions_of(unit, ReturnGroup.BEGUN))),
        _counted(on_the_way.where(*conditions_of(unit, ReturnGroup.ON_THE_WAY))),
        _counted(came_back),
    )


def _counted(query: Any) -> Lane:
    count, oldest = db.session.execute(query).one()
    return Lane(count, oldest)
