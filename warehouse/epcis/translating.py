"""Events in the words of EPCIS: what each is about, which step of the business it was, and where."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from database import db
from registry.models import Article, Device
from returns import Destination, Event, EventKind, Line, Return
from warehouse.epcis.identifiers import Identifiers
from warehouse.epcis.vocabulary import (
    CONTROL_STEPS,
    OWN_CONTROL_STEPS,
    PREFIX,
    RECEIPTS,
    STEPS,
    TAKEN_BACK,
    About,
    Step,
)

AT_ONCE = 500
"""Events for which returns and lines are asked for together."""
ZONE = ZoneInfo("Europe/Stockholm")
AT_THE_WAREHOUSE = {
    About.PRODUCT: frozenset(STEPS) - {EventKind.PACKED, EventKind.CHECKLIST_ANSWERED},
    About.ENVELOPE: frozenset(STEPS),
    About.UNPACKED: frozenset({EventKind.RECEIVED}),
}
"""By what an event is about: the kinds that happen at the warehouse. The others happen at the unit."""

EpcisEvent = dict[str, Any]


@dataclass(frozen=True)
class Around:
    """What the events of one portion refer to."""

    returns: Mapping[int, Return]
    lines: Mapping[int, Line]
    device: Device | None = None
    """Where a document is about one product: a parcel's list of contents then names that one only."""


def in_epcis(
    chosen: sa.Select[Event], names: Identifiers, device: Device | None = None
) -> Iterator[EpcisEvent]:
    """Each chosen event, in order. What never happened comes once as it was written, and once more with its error
    declaration, where that was written."""
    for events in db.session.scalars(chosen.execution_options(yield_per=AT_ONCE)).partitions(AT_ONCE):
        around = _around(events, device)
        for event in events:
            yield from _told(event, around, names)


def _around(events: Iterable[Event], device: Device | None) -> Around:
    returns = {event.return_id for event in events}
    found = db.session.scalars(
        sa.select(Return)
        .where(Return.id.in_(returns))
        .options(
            joinedload(Return.unit),
            joinedload(Return.sealing),
            joinedload(Return.supplier),
            selectinload(Return.envelopes),
            selectinload(Return.lines).joinedload(Line.article).selectinload(Article.gtins),
        )
    )
    by_id = {return_.id: return_ for return_ in found}
    lines = {line.id: line for return_ in by_id.values() for line in return_.lines}
    return Around(by_id, lines, device)


def _told(event: Event, around: Around, names: Identifiers) -> Iterator[EpcisEvent]:
    if event.what in STEPS:
        yield from _seen(event, around, names)
    elif event.what is EventKind.ORDER_NUMBER_CORRECTED:
        yield from _order_number_corrected(event, around, names)
    else:
        if earlier := _earlier(event, _taken_back_by(event)):
            yield _declared_wrong(earlier, event, around, names, "did_not_occur")


def _taken_back_by(event: Event) -> tuple[EventKind, ...]:
    if event.what is EventKind.PRODUCT_RECEIPT_UNDONE:
        return RECEIPTS
    return tuple(kind for what, kind in TAKEN_BACK.items() if what is event.what)


def _seen(event: Event, around: Around, names: Identifiers) -> Iterator[EpcisEvent]:
    """The event. A control step that was done before in another way is declared wrong first."""
    if event.what in CONTROL_STEPS and event.before and (earlier := _earlier(event, CONTROL_STEPS)):
        yield _declared_wrong(
            earlier, event, around, names, "incorrect_data", corrected_by=names.event(event)
        )
    yield _as_epcis(event, around, names)


def _order_number_corrected(event: Event, around: Around, names: Identifiers) -> Iterator[EpcisEvent]:
    sealed = _earlier(event, (EventKind.SEALED,))
    if sealed is None:
        return
    new_id = names.event(event, "/sealing")
    yield _declared_wrong(sealed, event, around, names, "incorrect_data", corrected_by=new_id)
    after = {**(sealed.after or {}), **(event.after or {})}
    yield {**_as_epcis(sealed, around, names, after=after), "eventID": new_id}


def _earlier(event: Event, kinds: tuple[EventKind, ...]) -> Event | None:
    """The last event of these kinds before this one: of the same product, or of the same envelope or return."""
    if not kinds:
        return None
    query = (
        sa.select(Event)
        .where(Event.return_id == event.return_id, Event.what.in_(kinds), Event.id < event.id)
        .order_by(Event.id.desc())
    )
    query = query.where(Event.line_id == event.line_id if event.line_id else Event.line_id.is_(None))
    envelope, code = (event.before or {}).get("envelope"), (event.after or {}).get("code")
    for earlier in db.session.scalars(query):
        after = earlier.after or {}
        if envelope in (None, after.get("envelope")) and code in (None, after.get("code")):
            return earlier
    return None


def _declared_wrong(
    earlier: Event,
    by: Event,
    around: Around,
    names: Identifiers,
    reason: str,
    corrected_by: str | None = None,
) -> EpcisEvent:
    """The earlier event as it was, with the declaration that it was wrong (EPCIS 2.0, 7.4.1.4)."""
    declaration: dict[str, Any] = {"declarationTime": _moment(by.at), "reason": reason}
    if corrected_by:
        declaration["correctiveEventIDs"] = [corrected_by]
    return {**_as_epcis(earlier, around, names), "errorDeclaration": declaration}


def _as_epcis(
    event: Event, around: Around, names: Identifiers, after: Mapping[str, Any] | None = None
) -> EpcisEvent:
    step, return_ = STEPS[event.what], around.returns[event.return_id]
    said = after if after is not None else (event.after or {})
    told: EpcisEvent = {
        "type": "ObjectEvent",
        "eventID": names.event(event),
        "eventTime": _moment(event.at),
        "eventTimeZoneOffset": _offset(event.at),
        **_what(event, step, around, names, said),
        "bizStep": _business_step(step, said),
        "disposition": step.disposition,
    }
    place = _place(event, step, return_, names, said)
    told["readPoint"] = {"id": place}
    if step.disposition not in ("in_transit", "dispensed", "unknown"):
        told["bizLocation"] = {"id": place}
    if transactions := _transactions(event, return_, names, said):
        told["bizTransactionList"] = transactions
    if event.what in (EventKind.SENT, EventKind.SENT_BACK):
        told |= _from_and_to(event, return_, names)
    return told | {f"{PREFIX}:{name}": value for name, value in _own_words(event, said)}


def _what(
    event: Event, step: Step, around: Around, names: Identifiers, said: Mapping[str, Any]
) -> dict[str, Any]:
    return_ = around.returns[event.return_id]
    if step.about is About.PRODUCT:
        line = around.lines.get(event.line_id or 0)
        product_class = names.product_class(line) if line else None
        if product_class:
            return {"quantityList": [{"epcClass": product_class, "quantity": 1}], "action": "OBSERVE"}
        return {"epcList": [names.product(line, event)], "action": "OBSERVE"}
    if step.about is About.RETURN:
        return {"epcList": [names.parcel(return_)], "action": "OBSERVE"}
    if step.about is About.ENVELOPE:
        return {"epcList": [names.envelope(return_, int(said["envelope"]))], "action": "OBSERVE"}
    contents = _contents(event, return_, around, names)
    action = "ADD" if step.about is About.PACKED_TOGETHER else "DELETE"
    parent = {"type": "AggregationEvent", "parentID": names.parcel(return_), "action": action}
    return parent if action == "DELETE" else {**parent, **contents}


def _contents(event: Event, return_: Return, around: Around, names: Identifiers) -> dict[str, Any]:
    announced = [line for line in return_.lines if line.announced]
    if around.device is not None:
        announced = [line for line in announced if line.device_id == around.device.id]
    classes = [name for line in announced if (name := names.product_class(line))]
    products = [names.product(line, event) for line in announced if not names.product_class(line)]
    quantities = [{"epcClass": name, "quantity": classes.count(name)} for name in sorted(set(classes))]
    return {"childEPCs": products} | ({"childQuantityList": quantities} if quantities else {})


def _business_step(step: Step, said: Mapping[str, Any]) -> str:
    return OWN_CONTROL_STEPS.get(str(said.get("code", "")), step.business_step)


def _place(event: Event, step: Step, return_: Return, names: Identifiers, said: Mapping[str, Any]) -> str:
    if event.what not in AT_THE_WAREHOUSE.get(step.about, ()):
        return names.unit(return_.unit)
    return names.shelf(said["shelf"]) if said.get("shelf") else names.warehouse()


def _transactions(
    event: Event, return_: Return, names: Identifiers, said: Mapping[str, Any]
) -> list[dict[str, str]]:
    """`rma` is the return's number from WebSesam, `po` the order that a product was picked for (CBV 2.0, 7.3)."""
    if event.what is EventKind.PICKED and said.get("order_number"):
        return [{"type": "po", "bizTransaction": names.transaction(said["order_number"])}]
    number = said.get("order_number") or (return_.sealing.order_number if return_.sealing else None)
    return [{"type": "rma", "bizTransaction": names.transaction(number)}] if number else []


def _from_and_to(event: Event, return_: Return, names: Identifiers) -> dict[str, Any]:
    unit, warehouse = names.unit(return_.unit), names.warehouse()
    if return_.destination is Destination.SUPPLIER and return_.supplier:
        warehouse = f"{names.base}/id/supplier/{return_.supplier.id}"
    source, destination = (warehouse, unit) if event.what is EventKind.SENT_BACK else (unit, warehouse)
    return {
        "sourceList": [{"type": "possessing_party", "source": source}],
        "destinationList": [{"type": "possessing_party", "destination": destination}],
    }


def _own_words(event: Event, said: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What CBV has no word for, in our own namespace. Never who did it: that stays in the house."""
    yield "kind", str(event.what)
    if event.what in CONTROL_STEPS:
        yield "controlStep", said.get("code")
        yield "outcome", said.get("outcome")
    if event.what is EventKind.SENT_BACK and said.get("reasons"):
        yield "reasons", list(said["reasons"])


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="milliseconds")


def _offset(at: datetime.datetime) -> str:
    text = at.astimezone(ZONE).strftime("%z")
    return f"{text[:3]}:{text[3:]}"
