"""What a region has beside its returns: categories, terms, a charging calendar, counted shelves, a contact log."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa

from database import db
from registry.models import Category, CountsFrom
from registry.models.category import HANDLED
from warehouse.shelves.stocktake import ShelfFinding

TERM_DAYS, CHARGED_EVERY_DAYS = 30, 90
RECHARGEABLE_OF = 4
"""Of each so many articles one is rechargeable."""
COUNTED_SHELVES = 300
PRODUCTS_COUNTED = 40
CONTACTS = 400


def beside(connection: sa.Connection, shelves: Sequence[str], actor: str, end: datetime.datetime) -> None:
    """Put it into the tables, after the returns."""
    tables = db.metadata.tables
    article = tables["article"]
    categories = [*sorted(HANDLED), Category.BATTERY]
    for place, category in enumerate(categories):
        chosen = sa.update(article).where(article.c.id % len(categories) == place)
        connection.execute(chosen.values(category=category))
    connection.execute(
        sa.update(article)
        .where(article.c.id % RECHARGEABLE_OF == 0)
        .values(rechargeable=True, charge_interval_days=CHARGED_EVERY_DAYS)
    )
    connection.execute(
        sa.insert(tables["guarantee_term"]),
        [
            {
                "supplier_id": 1,
                "days": TERM_DAYS,
                "counts_from": CountsFrom.DELIVERY,
                "valid_from": datetime.date(2020, 1, 1),
            }
        ],
    )
    _counts(connection, shelves, actor, end)
    contacts = [
        {"unit_id": 1 + number % 50, "said": "Gick igenom det som var felpackat.", "actor": actor, "at": end}
        for number in range(CONTACTS)
    ]
    connection.execute(sa.insert(tables["unit_contact"]), contacts)


def _counts(connection: sa.Connection, shelves: Sequence[str], actor: str, end: datetime.datetime) -> None:
    """The newest counts of shelves: all are finished but the last one."""
    tables = db.metadata.tables
    item = tables["stock_item"]
    for number in range(COUNTED_SHELVES):
        shelf, is_open = shelves[number % len(shelves)], number == COUNTED_SHELVES - 1
        at = end - datetime.timedelta(days=COUNTED_SHELVES - number)
        connection.execute(
            sa.insert(tables["stocktake"]),
            {
                "id": number + 1,
                "shelf": shelf,
                "open_shelf": shelf if is_open else None,
                "started_by": actor,
                "started_at": at,
                "finished_by": None if is_open else actor,
                "finished_at": None if is_open else at,
            },
        )
        here = connection.execute(
            sa.select(item.c.id, item.c.device_id, item.c.article_id)
            .where(item.c.shelf == shelf, item.c.left_at.is_(None))
            .limit(PRODUCTS_COUNTED)
        )
        counted = [
            {
                "stocktake_id": number + 1,
                "key": f"device {device}",
                "item_id": item_id,
                "device_id": device,
                "article_id": article_id,
                "finding": None if is_open else ShelfFinding.FOUND,
                "actor": actor,
                "at": at,
            }
            for item_id, device, article_id in here
        ]
        if counted:
            connection.execute(sa.insert(tables["counted_product"]), counted)
