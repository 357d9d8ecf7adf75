"""Where a product is now, as far as the last return and the register know."""

import enum
from dataclasses import dataclass

from common.sentence import Sentence
from registry.models import Device
from returns import Line, LineState, ReturnState
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
    """`lines` are the product in each of its returns, oldest first. What was delivered after the last return began is
    at its unit again."""
    last = lines[-1] if lines else None
    delivered = device.delivery_date if device else None
    if last is None or (delivered and delivered > (last.received_at or last.packed_at).date()):
        return _by_register(device)
    if last.state is LineState.PACKED:
        return _of_return(last)
    if last.state is LineState.STOCKED:
        item = StockItem.of(last)
        if item is None or not item.in_stock:
            return _by_register(device)
        words = Sentence("Står på hylla %(shelf)s", {"shelf": item.shelf}) if item.shelf else None
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


def _of_return(line: Line) -> Whereabouts:
    return_ = line.return_
    number = {"number": return_.shown_number}
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
