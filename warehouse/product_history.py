"""Everything that is known to have happened to one product, over years and over all returns, in the order of time."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from common.sentence import Sentence
from database import db
from registry.control_steps import all_steps
from registry.models import Alias, Correction, Device, Unit
from returns import Event, EventKind, Line, LinePhoto, Return
from warehouse.returning.send_back import SendBack

OF_THE_RETURN = (
    EventKind.SEALED,
    EventKind.SENT,
    EventKind.HAND_OVER_UNDONE,
    EventKind.CANCELLED,
    EventKind.RECEIPT_OPENED,
)
"""What happens to a return as a whole, and so to each product in it."""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `day` is set where only the day is known: then `at` is its beginning."""

    at: datetime.datetime
    what: Sentence
    details: tuple[Sentence, ...] = ()
    note: str = ""
    """What a person wrote about it."""
    actor: str = ""
    day: datetime.date | None = None
    return_: Return | None = None
    photos: tuple[LinePhoto, ...] = ()


def lines_of(device: Device, seen_by: Unit | None = None) -> list[Line]:
    """The device in each of its returns, oldest first. A unit sees its own returns, the warehouse (None) all."""
    query = (
        sa.select(Line)
        .join(Line.return_)
        .where(Line.device_id == device.id)
        .options(
            selectinload(Line.return_).selectinload(Return.unit),
            selectinload(Line.photos),
            selectinload(Line.article),
        )
        .order_by(Line.packed_at, Line.id)
    )
    if seen_by is not None:
        query = query.where(Return.unit_id == seen_by.id)
    return list(db.session.scalars(query))


def history_of(device: Device, seen_by: Unit | None = None) -> list[Happening]:
    """Newest first: what the register knows of the device, and what became of it in its returns."""
    happened = [*_registered(device), *_serials(device), *history_of_lines(lines_of(device, seen_by))]
    return _newest_first(happened)


def history_of_lines(lines: Sequence[Line]) -> list[Happening]:
    """Newest first: what became of the product in these returns."""
    if not lines:
        return []  # SQLite reads every event there is for a condition that nothing fulfils
    by_id = {line.id: line for line in lines}
    returns = {line.return_id: line.return_ for line in lines}
    events = db.session.scalars(
        sa.select(Event)
        .where(
            sa.or_(
                Event.line_id.in_(by_id),
                sa.and_(Event.return_id.in_(returns), Event.line_id.is_(None), Event.what.in_(OF_THE_RETURN)),
            )
        )
        .order_by(Event.id)
    )
    sent_back = {
        sent.line_id: sent
        for sent in db.session.scalars(sa.select(SendBack).where(SendBack.line_id.in_(by_id)))
    }
    happened = []
    for event in events:
        line = by_id.get(event.line_id) if event.line_id else None
        happened.append(
            Happening(
                at=event.at,
                what=event.what.words,
                details=tuple(_details(event, sent_back.get(event.line_id or 0))),
                note=_written(event.after),
                actor=event.actor,
                return_=returns[event.return_id],
                photos=_photos_of(event, line),
            )
        )
    return _newest_first(happened)


def _newest_first(happened: Iterable[Happening]) -> list[Happening]:
    """Of things at the same moment the later one stands first, too."""
    return sorted(happened, key=lambda one: one.at)[::-1]


def _registered(device: Device) -> Iterable[Happening]:
    days = (
        (device.order_date, Sentence("Beställd"), device.order_number),
        (device.delivery_date, Sentence("Levererad"), None),
    )
    for day, what, number in days:
        if day:
            details = (Sentence("Beställning %(number)s", {"number": number}),) if number else ()
            yield Happening(_beginning(day), what, details, day=day)


def _serials(device: Device) -> Iterable[Happening]:
    """Serials that it had before a repair, and what was reported to Stöd och Support (R9)."""
    aliases = db.session.scalars(
        sa.select(Alias).where(Alias.device_id == device.id, Alias.valid_to.is_not(None))
    )
    for alias in aliases:
        if alias.valid_to:
            changed = Sentence(
                "Nytt serienummer: %(before)s blev %(now)s",
                {"before": alias.serial_number, "now": device.serial_number},
            )
            yield Happening(_beginning(alias.valid_to), changed, day=alias.valid_to)
    corrections = db.session.scalars(sa.select(Correction).where(Correction.device_id == device.id))
    for correction in corrections:
        serial = {"serial": correction.scanned_serial}
        reported = Sentence("Anmält till Stöd och Support: %(serial)s", serial)
        yield Happening(correction.reported_at, reported, actor=correction.reported_by)
        if correction.corrected_at:
            yield Happening(correction.corrected_at, Sentence("Rättat i Sesam: %(serial)s", serial))


def _beginning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)


def _details(event: Event, sent_back: SendBack | None) -> Iterable[Sentence]:
    after: Mapping[str, Any] = event.after or {}
    if event.what is EventKind.SENT_BACK and sent_back:
        yield from sent_back.sentences
    if event.what in (EventKind.CONTROL_STEP, EventKind.CONTROL_STEP_CORRECTED):
        if step := all_steps().get(after.get("code", "")):
            yield step.label
        if after.get("outcome") == "not_applicable":
            yield Sentence("Ej tillämpligt")
    if shelf := after.get("shelf"):
        yield Sentence("Hylla %(shelf)s", {"shelf": shelf})
    if number := after.get("order_number"):
        is_picked = event.what is EventKind.PICKED
        kind = Sentence("Beställning %(number)s") if is_picked else Sentence("Nummer i WebSesam %(number)s")
        yield Sentence(kind.text, {"number": number})


def _written(after: Mapping[str, Any] | None) -> str:
    return next((str(after[name]) for name in ("note", "reason") if after and after.get(name)), "")


def _photos_of(event: Event, line: Line | None) -> tuple[LinePhoto, ...]:
    if event.what is not EventKind.PHOTO_ADDED or line is None:
        return ()
    digest = (event.after or {}).get("sha256")
    return tuple(photo for photo in line.photos if photo.digest == digest)
