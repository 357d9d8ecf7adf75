"""What stands on the shelves, told from the events alone.

Nothing of the product's code is used: the kinds of event are spelt as they are stored, the rows are read with SQL.
Where the fold and the stock differ, one of them is wrong.
"""

import json
from typing import Any

import sqlalchemy as sa

from database import db

COMES = {"stocked", "found in stock"}
COMES_BACK = {"pick undone", "delivery withdrawn"}
LEAVES = {"picked", "delivered", "missing in stock"}


def _read(value: Any) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else value or {}


def stock_by_events() -> dict[int, str | None]:
    """Line → the shelf it stands on, for each product that the events say is available."""
    shelves: dict[int, str | None] = {}
    here: set[int] = set()
    query = sa.text("SELECT line_id, what, after FROM event WHERE line_id IS NOT NULL ORDER BY id")
    for line, what, after in db.session.execute(query):
        if what in COMES | {"moved"}:
            shelves[line] = _read(after).get("shelf")
        if what in COMES | COMES_BACK:
            here.add(line)
        elif what in LEAVES:
            here.discard(line)
    return {line: shelves[line] for line in here}


def stock_by_rows() -> dict[int, str | None]:
    """The same as the stock has it."""
    query = sa.text("SELECT line_id, shelf FROM stock_item WHERE left_at IS NULL AND missing_at IS NULL")
    return dict(db.session.execute(query).tuples().all())


def saldo_by_events() -> dict[int, int]:
    """Article → how many are available, by the events: what a clinic has to be told."""
    counts: dict[int, int] = {}
    rows = db.session.execute(sa.text("SELECT id, article_id FROM line"))
    articles: dict[int, int] = dict(rows.tuples().all())
    for line in stock_by_events():
        counts[articles[line]] = counts.get(articles[line], 0) + 1
    return counts


def hold_stock_against_events() -> None:
    """Fails where the stock, or the saldo that clinics see, is not what the events say."""
    from warehouse.shelves.stock import balance

    db.session.flush()
    assert stock_by_rows() == stock_by_events()
    assert {article.id: count for article, count in balance()} == saldo_by_events()
