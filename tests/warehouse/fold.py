"""What the events say became of each return and product, and what stands on the shelves, computed from them alone.

Nothing of the product's own code is used: the kinds of event are spelt as they are stored, the rows are read with SQL.
Where the fold and the tables differ, one of them is wrong.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Protocol

import sqlalchemy as sa

from database import db


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
    "left unseen": "left_stock",
    "missing in stock": "missing_in_stock",
    "found in stock": "stocked",
    "sent_back": "sent_back",
    "sent on": "sent_on",
    "sent on undone": "in_control",
}
"""The kind of event → the state that it leaves a product in."""
ONTO_A_SHELF = ("stocked", "moved", "found in stock")
"""The kinds of event that say on which shelf the product stands from then on."""


@dataclass
class ReturnTold:
    """A return as its events tell it."""

    state: str = ""
    products: dict[int, str] = field(default_factory=dict)
    """The line's id → its state. A product that was taken out again is not in it."""
    shelves: dict[int, str | None] = field(default_factory=dict)
    """The line's id → the shelf that its product stands on, or stood on when it left."""
    envelopes_on_desk: set[int] = field(default_factory=set)

    @property
    def stock(self) -> dict[int, str | None]:
        """The line's id → its shelf, for each product that can be ordered."""
        return {line: self.shelves[line] for line, state in self.products.items() if state == "stocked"}


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
    if what in ONTO_A_SHELF:
        told.shelves[line] = event.after["shelf"]


# --- everything in the database


def every_return_told() -> dict[int, ReturnTold]:
    """The return's id → what its events tell."""
    by_return: dict[int, list[EventLike]] = {}
    query = sa.text("SELECT return_id, line_id, what, before, after FROM event ORDER BY id")
    for return_id, line_id, what, before, after in db.session.execute(query):
        event = SimpleNamespace(line_id=line_id, what=what, before=_read(before), after=_read(after))
        by_return.setdefault(return_id, []).append(event)
    return {return_id: folded(events) for return_id, events in by_return.items()}


def _read(value: Any) -> Any:
    """SQLite gives JSON as text."""
    return json.loads(value) if isinstance(value, str) else value


def stock_by_events() -> dict[int, str | None]:
    """Line → the shelf it stands on, for each product that the events say is available."""
    return {line: shelf for told in every_return_told().values() for line, shelf in told.stock.items()}


def stock_by_rows() -> dict[int, str | None]:
    """The same as the stock has it."""
    query = sa.text("SELECT line_id, shelf FROM stock_item WHERE left_at IS NULL AND missing_at IS NULL")
    return dict(db.session.execute(query).all())


def hold_stock_against_events() -> None:
    """Fails where the stock, or the saldo that clinics see, is not what the events say."""
    from warehouse.shelves.stock import balance

    db.session.flush()
    by_events = stock_by_events()
    assert stock_by_rows() == by_events
    articles: dict[int, int] = dict(db.session.execute(sa.text("SELECT id, article_id FROM line")).all())
    saldo: dict[int, int] = {}
    for line in by_events:
        saldo[articles[line]] = saldo.get(articles[line], 0) + 1
    assert {article.id: count for article, count in balance()} == saldo


def hold_tables_against_events() -> None:
    """Fails where a return's or a product's state in the tables is not what its events say."""
    db.session.flush()
    told = every_return_told()
    assert _states("return") == {return_id: one.state for return_id, one in told.items()}
    assert _states("line") == {line: state for one in told.values() for line, state in one.products.items()}


def _states(table: str) -> dict[int, str]:
    rows = sa.table(table, sa.column("id"), sa.column("state"))
    return dict(db.session.execute(sa.select(rows.c.id, rows.c.state)).all())
