"""What was scanned at the warehouse, whatever it is, and what is to be done with it now."""

import datetime
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from common.sentence import Sentence, SentenceError
from database import db
from identity import Package, normalise_serial
from registry.lookup import registered_devices
from registry.models import Device, Gtin
from returns import Line, LineState, Return, ReturnState
from returns.sealing import Sealing
from warehouse.product_history import lines_of
from warehouse.returning.send_back import SendBack
from warehouse.shelves.charging import AHEAD, due_at
from warehouse.shelves.stock import StockItem, items_of, on_a_shelf, tidy_shelf
from warehouse.whereabouts import Place, Whereabouts, whereabouts_of

MOST_THINGS = 20
"""What one scan can mean. More than that nobody chooses from."""
AT_THE_WAREHOUSE = (LineState.RECEIVED, LineState.IN_CONTROL)


class NextStop(enum.StrEnum):
    """Where somebody goes with what was scanned."""

    RECEIVE = "receive"
    CONTROL = "control"
    SHELF = "shelf"
    CHARGE = "charge"
    SENT_BACK = "sent_back"
    HISTORY = "history"


TODO = {
    NextStop.RECEIVE: Sentence("Ta emot"),
    NextStop.CONTROL: Sentence("Till kontrollen"),
    NextStop.SHELF: Sentence("Visa på hyllan"),
    NextStop.CHARGE: Sentence("Ladda"),
    NextStop.SENT_BACK: Sentence("Visa varför den skickas tillbaka"),
    NextStop.HISTORY: Sentence("Visa historiken"),
}


@dataclass(frozen=True)
class ScannedThing:
    """One thing that a scan can mean, and its next stop. Of `return_`, `line`, `device` and `shelf` those are set that
    the next stop needs."""

    stop: NextStop
    name: str
    """The product's or the unit's; empty for a shelf."""
    number: str
    """What stands on it: a serial, a return's number, a shelf."""
    where: Sentence | None = None
    return_: Return | None = None
    envelope: int | None = None
    """Which of the return's envelopes, where its label says so."""
    line: Line | None = None
    device: Device | None = None
    shelf: str = ""

    @property
    def todo(self) -> Sentence:
        return TODO[self.stop]


def scanned_things(
    packages: Sequence[Package],
    texts: Sequence[str],
    now: datetime.datetime,
    *,
    labelled: Return | None = None,
    envelope: int | None = None,
) -> list[ScannedThing]:
    """Everything that a look can mean, at most MOST_THINGS; empty where nothing here has that code.

    `labelled` is the return whose label is in view, with the number of its `envelope`: then the label is meant. `texts`
    are the codes as they were read or typed.
    """
    if labelled is not None:
        return [*_of_label(labelled, envelope)][:MOST_THINGS]
    products = _products(packages, texts, now)
    return [*products, *_orders(texts), *_shelves(texts)][:MOST_THINGS]


def _of_label(return_: Return, envelope: int | None) -> Iterable[ScannedThing]:
    """The return. A product's label back to its unit carries the return's number, too: once all is in its place, what
    went back is meant as well."""
    yield _of_return(return_, envelope)
    if return_.state is ReturnState.CLOSED:
        lines = [line.id for line in return_.lines]
        for sent in db.session.scalars(sa.select(SendBack).where(SendBack.line_id.in_(lines))):
            yield _of_line(sent.line, whereabouts_of(sent.line.device, [sent.line]), NextStop.SENT_BACK)


def _of_return(return_: Return, envelope: int | None = None) -> ScannedThing:
    return ScannedThing(
        NextStop.RECEIVE, return_.unit.name, return_.shown_number, return_=return_, envelope=envelope
    )


# --- products


def _products(
    packages: Sequence[Package], texts: Sequence[str], now: datetime.datetime
) -> Iterable[ScannedThing]:
    devices = registered_devices(packages)
    for device in devices[:MOST_THINGS]:
        place = whereabouts_of(device, lines_of(device))
        stop = next_stop(place, now)
        if place.line is not None:
            yield _of_line(place.line, place, stop)
        else:
            name, serial = device.article.name, device.serial_number
            yield ScannedThing(stop, name, serial, place.words, device=device)
    if not devices:
        for line in _unregistered(packages, texts):
            place = whereabouts_of(None, [line])
            yield _of_line(line, place, next_stop(place, now))


def next_stop(place: Whereabouts, now: datetime.datetime) -> NextStop:
    """What is to be done with a product that is at that place."""
    line = place.line
    if line is None:
        return NextStop.HISTORY
    awaited = line.state in (LineState.PACKED, LineState.MISSING) and not line.return_.to_supplier
    if awaited and line.return_.state not in (ReturnState.DRAFT, ReturnState.CANCELLED):
        return NextStop.RECEIVE
    if place.place is Place.AT_DESK:
        return NextStop.CONTROL if line.return_.state is ReturnState.RECEIVED else NextStop.RECEIVE
    if line.state is LineState.SENT_ON:
        return NextStop.CONTROL  # its label, and whether it has left
    if place.place is Place.ON_SHELF:
        item = StockItem.of(line)
        due = due_at(item, now) if item else None
        return NextStop.CHARGE if due and due <= now + AHEAD else NextStop.SHELF
    stops = {Place.IN_CONTROL: NextStop.CONTROL, Place.SENT_BACK: NextStop.SENT_BACK}
    return stops.get(place.place, NextStop.HISTORY)


def _of_line(line: Line, place: Whereabouts, stop: NextStop) -> ScannedThing:
    return ScannedThing(
        stop,
        line.name,
        line.serial_number or "",
        place.words,
        return_=line.return_,
        line=line,
        device=line.device,
    )


def _unregistered(packages: Sequence[Package], texts: Sequence[str]) -> list[Line]:
    """The products at the warehouse that the register does not know: by the serial that was read when they came, or for
    a package without serial those of its article."""
    read = [*texts, *(serial for package in packages for serial in package.serials)]
    serials = {form for text in read for form in (text.strip(), normalise_serial(text)) if form}
    gtins = [gtin for package in packages if not package.serials for gtin in package.gtins]
    of_article = sa.select(Gtin.article_id).where(Gtin.gtin.in_(gtins))
    here = sa.select(Line).where(
        Line.state.in_(AT_THE_WAREHOUSE),
        Line.device_id.is_(None),
        sa.or_(
            Line.serial_number.in_(serials),
            sa.and_(Line.serial_number.is_(None), Line.article_id.in_(of_article)),
        ),
    )
    options = (selectinload(Line.return_), selectinload(Line.article))
    found = list(db.session.scalars(here.options(*options).order_by(Line.id).limit(MOST_THINGS)))
    return [*found, *(item.line for item in items_of(packages) if item.device_id is None)][:MOST_THINGS]


# --- numbers and shelves


def _orders(texts: Sequence[str]) -> Iterable[ScannedThing]:
    """The returns with that hämtorder, newest first."""
    numbers = {"".join(text.split()) for text in texts} - {""}
    query = (
        sa.select(Return)
        .join(Return.sealing)
        .where(Sealing.order_number.in_(numbers), Return.state != ReturnState.CANCELLED)
        .options(selectinload(Return.unit))
        .order_by(Return.id.desc())
    )
    return [_of_return(found) for found in db.session.scalars(query.limit(MOST_THINGS))]


def _shelves(texts: Sequence[str]) -> Iterable[ScannedThing]:
    """The shelf with that name, where something stands on it."""
    for text in dict.fromkeys(texts):
        try:
            shelf = tidy_shelf(text)
        except SentenceError:
            continue
        query = sa.select(StockItem.id).where(on_a_shelf(), StockItem.shelf == shelf).limit(1)
        if shelf and db.session.scalar(query):
            yield ScannedThing(NextStop.SHELF, "", shelf, shelf=shelf)
