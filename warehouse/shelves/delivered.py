"""What leaves the shelves because an import shows that it was delivered.

A product that the region delivers without anybody having scanned it as picked has left all the same: the register says
so by a day of delivery after the day on which the product came onto the shelf.
"""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from registry.models import Device
from returns import Line, Return
from warehouse.shelves.stock import StockItem


def let_delivered_leave(session: Session, actor: str, now: datetime.datetime) -> None:
    """Take from stock what the register says was delivered, and put back what it no longer says that of. Each writes
    its event. It flushes; doing it again changes nothing."""
    day = sa.func.date(StockItem.available_at)
    for item in _items(session, StockItem.left_at.is_(None), Device.delivery_date >= day):
        item.leave_as_delivered(actor=actor, now=now)
    corrected = sa.or_(Device.delivery_date.is_(None), Device.delivery_date < StockItem.delivered_on)
    for item in _items(session, StockItem.delivered_on.is_not(None), corrected, ~_came_again()):
        item.withdraw_delivery(actor=actor, now=now)


def _came_again() -> sa.ColumnElement[bool]:
    """The product is part of a later return: whoever packed it had got it, whatever the register says now."""
    return sa.exists().where(Line.device_id == StockItem.device_id, Line.id > StockItem.line_id)


def _items(session: Session, *conditions: sa.ColumnElement[bool]) -> list[StockItem]:
    """The items that may be meant, each locked. Their own verbs look closely: databases differ in when a day ends."""
    query = (
        sa.select(StockItem)
        .join(Device, Device.id == StockItem.device_id)
        .where(*conditions)
        .options(
            selectinload(StockItem.device),
            selectinload(StockItem.line).options(
                selectinload(Line.article), selectinload(Line.return_).selectinload(Return.events)
            ),
        )
        .order_by(StockItem.id)
        .with_for_update(of=StockItem)
    )
    return list(session.scalars(query))
