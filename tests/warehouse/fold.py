"""What the events say became of each return and product, computed from them alone.

Nothing of the product's own code is used, so that a test can hold the tables against it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol


class EventLike(Protocol):
    """What the fold reads of an event: the stored text of its kind, and its product's line."""

    line_id: Any
    what: Any
    before: Any
    after: Any


RETURN_AFTER = {
    "opened": "draft",
    "opened at warehouse": "draft",
    "hand-over undone": "sealed",
    "reopened": "received",
}
"""The kind of event → the state that it leaves a return in, for those that do not say it themselves."""
STATE_AFTER = {
    "packed": "packed",
    "product received": "received",
    "extra product received": "received",
    "product found": "received",
    "product came elsewhere": "came_elsewhere",
    "product missing": "missing",
    "control started": "in_control",
    "stocked": "stocked",
    "picked": "left_stock",
    "pick undone": "stocked",
    "delivered": "left_stock",
    "delivery withdrawn": "stocked",
    "missing in stock": "missing_in_stock",
    "found in stock": "stocked",
    "sent_back": "sent_back",
    "sent on": "sent_on",
}
"""The kind of event → the state that it leaves a product in."""


@dataclass
class ReturnTold:
    """A return as its events tell it."""

    state: str = ""
    products: dict[int, str] = field(default_factory=dict)
    """The line's id → its state. A product that was taken out again is not in it."""
    envelopes_on_desk: set[int] = field(default_factory=set)


def folded(events: Iterable[EventLike]) -> ReturnTold:
    """The events of one return, in the order in which they were written."""
    told = ReturnTold()
    history: dict[int, set[str]] = {}
    for event in events:
        if event.line_id is None:
            _tell_of_return(told, event)
        else:
            before = history.setdefault(event.line_id, set())
            _tell_of_product(told, event, before)
            before.add(str(event.what))
    return told


def _tell_of_return(told: ReturnTold, event: EventLike) -> None:
    what, after = str(event.what), event.after or {}
    told.state = RETURN_AFTER.get(what) or after.get("state") or told.state
    if what == "envelope arrived":
        told.envelopes_on_desk.add(after["envelope"])
    elif what == "envelope taken in":
        told.envelopes_on_desk.discard(after["envelope"])
    elif what == "envelope arrival undone":
        told.envelopes_on_desk.discard(event.before["envelope"])


def _tell_of_product(told: ReturnTold, event: EventLike, before: set[str]) -> None:
    """`before` are the kinds of event that the product has had until now."""
    what, line = str(event.what), event.line_id
    if what == "product receipt undone":
        if "extra product received" in before:
            told.products.pop(line)
        else:
            told.products[line] = "missing" if "product found" in before else "packed"
    elif what == "product elsewhere undone":
        told.products[line] = event.after["state"]
    elif what == "unpacked":
        told.products.pop(line)
    elif what in STATE_AFTER:
        told.products[line] = STATE_AFTER[what]
