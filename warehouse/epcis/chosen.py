"""Which events a document is about: a period, a product or a return. In the order in which they were written."""

import datetime

import sqlalchemy as sa

from registry.models import Device
from returns import Event, Line, Return


def events_in_period(begin: datetime.datetime, end: datetime.datetime, after: int = 0) -> sa.Select[Event]:
    """From `begin` until before `end`. `after` is the id of the last event that the asker has."""
    return sa.select(Event).where(Event.at >= begin, Event.at < end, Event.id > after).order_by(Event.id)


def events_of_return(return_: Return, after: int = 0) -> sa.Select[Event]:
    return sa.select(Event).where(Event.return_id == return_.id, Event.id > after).order_by(Event.id)


def events_of_product(device: Device, after: int = 0) -> sa.Select[Event]:
    """The device's own events in all its returns, and those of these returns as parcels: one history."""
    lines = sa.select(Line.id).where(Line.device_id == device.id)
    returns = sa.select(Line.return_id).where(Line.device_id == device.id)
    mine = sa.or_(Event.line_id.in_(lines), sa.and_(Event.return_id.in_(returns), Event.line_id.is_(None)))
    return sa.select(Event).where(mine, Event.id > after).order_by(Event.id)
