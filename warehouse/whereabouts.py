"""Where a product is now, as far as the last return and the register know."""

import datetime
import enum
from dataclasses import dataclass

import sqlalchemy as sa

from common.sentence import Sentence
from database import db
from registry.models import Device
from returns import Event, EventKind, Line, LineState, ReturnState
from warehouse.deciding.sent_on import SentOn
from warehouse.shelves.stock import StockItem


class Place(enum.StrEnum):
    """The kinds of place."""

    AT_UNIT = "at_unit"
    PACKED = "packed"
    ON_THE_WAY = "on_the_way"
    TO_SUPPLIER = "to_supplier"
    AT_DESK = "at_desk"
    IN_CONTROL = "in_control"
    ON_SHELF = "on_shelf"
    LEFT_STOCK = "left_stock"
    SENT_BACK = "sent_back"
    MISSING = "missing"
    NOBODY_KNOWS = "nobody_knows"


@dataclass(frozen=True)
class Whereabouts:
    """The place, in words, and the line that says so."""

    place: Place
    words: Sentence
    line: Line | None = None


def whereabouts_of(device: Device | None, lines: list[Line]) -> Whereabouts:
    """`lines` are the product in each of its returns, oldest first. What the last of them says holds until the product
    has left the warehouse's hands: what is delivered after that is at its unit again."""
    last = _last_that_tells(lines)
    if last is None or _is_delivered_since(device, last):
        return _by_register(device)
    if last.state is LineState.PACKED:
        return _of_return(last)
    if last.state is LineState.STOCKED:
        item = StockItem.of(last)
        words = Sentence("Står på hylla %(shelf)s", {"shelf": item.shelf}) if item and item.shelf else None
        return Whereabouts(Place.ON_SHELF, words or Sentence("Tillgänglig på huvudlagret"), last)
    places = {
        LineState.RECEIVED: (Place.AT_DESK, Sentence("Mottagen på huvudlagret, inte kontrollerad än")),
        LineState.IN_CONTROL: (Place.IN_CONTROL, Sentence("Under kontroll på huvudlagret")),
        LineState.LEFT_STOCK: (Place.LEFT_STOCK, Sentence("Har lämnat huvudlagrets hylla")),
        LineState.MISSING_IN_STOCK: (Place.MISSING, Sentence("Stod inte på sin hylla vid inventeringen")),
        LineState.SENT_BACK: (Place.SENT_BACK, Sentence("Skickad tillbaka till enheten")),
        LineState.CAME_ELSEWHERE: (Place.AT_DESK, Sentence("Kom till huvudlagret i en annan retur")),
        LineState.SENT_ON: (Place.TO_SUPPLIER, Sentence("Skickad vidare till leverantören")),
        LineState.MISSING: (Place.MISSING, Sentence("Saknades när kuvertet öppnades")),
    }
    place, words = places.get(last.state, (Place.NOBODY_KNOWS, Sentence("Se historiken nedan")))
    return Whereabouts(place, words, last)


def _last_that_tells(lines: list[Line]) -> Line | None:
    """The last line. A return of the warehouse's own to a supplier that was cancelled tells nothing: the product is
    where the line before says."""
    told = [
        line
        for line in lines
        if not (line.return_.unit.is_warehouse and line.return_.state is ReturnState.CANCELLED)
    ]
    return told[-1] if told else None


LEAVING = (
    EventKind.CANCELLED,
    EventKind.SENT,
    EventKind.PRODUCT_MISSING,
    EventKind.PRODUCT_CAME_ELSEWHERE,
    EventKind.PICKED,
    EventKind.DELIVERED,
    EventKind.LEFT_UNSEEN,
    EventKind.MISSING_IN_STOCK,
    EventKind.SENT_ON,
    EventKind.SENT_BACK,
)
"""The kinds of event after which nobody at the warehouse, or on the way there, has the product any more."""


def _is_delivered_since(device: Device | None, line: Line) -> bool:
    """Whether the register says that the product was delivered after it left the return. While the return holds it,
    the register's day is of a delivery before that, however late it was entered."""
    day = device.delivery_date if device else None
    if day is None or _is_held(line):
        return False
    left = _left(line)
    if left is None:
        return day > line.packed_at.date()
    at, what = left
    return what is EventKind.DELIVERED or day > at.date() or (what is EventKind.PICKED and day == at.date())


def _is_held(line: Line) -> bool:
    """Whether the product is in the return still. One that was sent to a supplier is received by nobody here."""
    if line.state is LineState.PACKED:
        gone = line.return_.to_supplier and line.return_.state is ReturnState.SENT
        return line.open_device_id is not None and not gone
    return line.state in (LineState.RECEIVED, LineState.IN_CONTROL, LineState.STOCKED)


def _left(line: Line) -> tuple[datetime.datetime, EventKind] | None:
    """When the product left the return, and how."""
    query = (
        sa.select(Event.at, Event.what)
        .where(
            Event.return_id == line.return_id,
            sa.or_(Event.line_id == line.id, Event.line_id.is_(None)),
            Event.what.in_(LEAVING),
        )
        .order_by(Event.id.desc())
        .limit(1)
    )
    row = db.session.execute(query).first()
    return (row.at, row.what) if row else None


def _of_return(line: Line) -> Whereabouts:
    return_ = line.return_
    number = {"number": return_.shown_number}
    if return_.unit.is_warehouse and return_.state in (ReturnState.DRAFT, ReturnState.SEALED):
        words = Sentence("Packad i retur %(number)s till leverantören, på huvudlagret", number)
        return Whereabouts(Place.TO_SUPPLIER, words, SentOn.line_in(return_) or line)
    if return_.state is ReturnState.CANCELLED:
        return Whereabouts(Place.AT_UNIT, Sentence("Hos enheten: retur %(number)s avbröts", number), line)
    if return_.state in (ReturnState.DRAFT, ReturnState.SEALED):
        return Whereabouts(Place.PACKED, Sentence("Packad i retur %(number)s, hos enheten", number), line)
    if return_.to_supplier:
        return Whereabouts(
            Place.TO_SUPPLIER, Sentence("Skickad till leverantören i retur %(number)s", number), line
        )
    return Whereabouts(Place.ON_THE_WAY, Sentence("På väg till huvudlagret i retur %(number)s", number), line)


def _by_register(device: Device | None) -> Whereabouts:
    if device is not None and device.unit is not None:
        return Whereabouts(
            Place.AT_UNIT, Sentence("Hos %(unit)s enligt registret", {"unit": device.unit.name})
        )
    return Whereabouts(Place.NOBODY_KNOWS, Sentence("Ingen enhet enligt registret"))
