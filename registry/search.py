"""Finding registered devices by what somebody remembers of them: the beginning of a serial or an individnummer."""

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from database import AnySession
from registry.models import Article, Device, Unit
from registry.serials import key

SHORTEST = 3
"""Characters that are searched for at the least. Fewer would find more than anybody can look through."""


def search(session: AnySession, text: str, unit: Unit | None = None, limit: int = 20) -> list[Device]:
    """Devices whose serial, and then those whose individnummer, begins with the text, both in alphabetical order."""
    serial = key(text)
    if len(serial) < SHORTEST:
        return []
    query = sa.select(Device).options(
        joinedload(Device.article).joinedload(Article.supplier), joinedload(Device.unit)
    )
    if unit is not None:
        query = query.where(Device.unit_id == unit.id)
    found: dict[int, Device] = {}
    for column, start in ((Device.serial_key, serial), (Device.individ_number, text.strip())):
        if len(found) < limit:
            ordered = query.where(begins_with(column, start)).order_by(column).limit(limit)
            found.update({device.id: device for device in session.scalars(ordered)})
    return list(found.values())[:limit]


def begins_with(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], start: str
) -> sa.ColumnElement[bool]:
    """The condition that a column begins with a text, as a range: both databases answer it from the index, because
    these columns are compared byte by byte."""
    return sa.and_(column >= start, column < start[:-1] + chr(ord(start[-1]) + 1))
