"""The charging calendar: what stands on the shelves and has to be charged again, by its article's interval (R11)."""

import datetime
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from database import CLOCKS_APART, db, has_come
from registry.control_steps import CHARGE
from registry.models import Article
from warehouse.shelves.stock import StockItem, on_a_shelf

AHEAD = datetime.timedelta(days=7)
"""How far ahead the calendar looks: who works through it once a week is never late."""


@dataclass(frozen=True)
class ChargingDue:
    """How many products in stock have to be charged."""

    overdue: int
    this_week: int
    """Those of the coming seven days that are not overdue yet."""
    without_interval: int
    """Rechargeable products whose article says no interval: nobody can know when these are due."""


def charging_due(now: datetime.datetime) -> ChargingDue:
    """The counts for a home page."""
    overdue, all_ = _count(_is_due(now, now)), _count(_is_due(now + AHEAD, now))
    return ChargingDue(overdue, all_ - overdue, _count(_has_no_interval()))


def to_charge(now: datetime.datetime, limit: int) -> list[StockItem]:
    """What has to be charged within a week, what has waited longest over its time first. At most `limit`."""
    found: list[StockItem] = []
    for days, article_ids in _intervals().items():
        query = (
            sa.select(StockItem)
            .where(on_a_shelf(), _is_due_of(article_ids, days, now + AHEAD, now))
            .options(
                selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line)
            )
            .order_by(StockItem.charged_at, StockItem.id)
        )
        found += db.session.scalars(query.limit(limit))
    return sorted(found, key=lambda item: (due_at(item, now) or now, item.shelf or "", item.id))[:limit]


def due_at(item: StockItem, now: datetime.datetime) -> datetime.datetime | None:
    """When the product has to be charged again; None where its article asks for no charging on a calendar. A charge
    that lies ahead was written down by a clock that has been put back since: nobody knows when it was, so it is due."""
    days = item.article.charge_interval_days
    if not item.in_stock or not is_charged(item.article) or not days:
        return None
    if item.charged_at > now + CLOCKS_APART:
        return now
    return item.charged_at + datetime.timedelta(days=days)


def is_charged(article: Article) -> bool:
    """Whether the article's products are charged at the warehouse at all."""
    return article.rechargeable and CHARGE.code not in (article.skipped_steps or ())


def charged_last(since: datetime.datetime, now: datetime.datetime, limit: int = 20) -> list[StockItem]:
    """What was charged on the shelves since then, newest first: the list that a mistake is undone from."""
    query = (
        sa.select(StockItem)
        .where(
            on_a_shelf(),
            StockItem.charged_by.is_not(None),
            StockItem.charged_at.between(since, now + CLOCKS_APART),
        )
        .options(
            selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line)
        )
        .order_by(StockItem.charged_at.desc(), StockItem.id.desc())
    )
    return list(db.session.scalars(query.limit(limit)))


def _count(condition: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(StockItem).where(on_a_shelf(), condition)
    return db.session.scalar(query) or 0


def _intervals() -> dict[int, list[int]]:
    """Days → the articles with that interval. A region has a few intervals and some hundred rechargeable articles."""
    query = sa.select(Article).where(Article.rechargeable, Article.charge_interval_days > 0)
    found: dict[int, list[int]] = {}
    for article in db.session.scalars(query):
        if is_charged(article):
            found.setdefault(article.charge_interval_days or 0, []).append(article.id)
    return found


def _is_due(moment: datetime.datetime, now: datetime.datetime) -> sa.ColumnElement[bool]:
    """That a product has to be charged by that moment."""
    return sa.or_(
        sa.false(),
        *(_is_due_of(article_ids, days, moment, now) for days, article_ids in _intervals().items()),
    )


def _is_due_of(
    article_ids: list[int], days: int, moment: datetime.datetime, now: datetime.datetime
) -> sa.ColumnElement[bool]:
    """The same for the products of these articles, with this interval: two ranges of the index on the last charge."""
    latest = moment - datetime.timedelta(days=days)
    return StockItem.article_id.in_(article_ids) & has_come(StockItem.charged_at, latest, now - latest)


def _has_no_interval() -> sa.ColumnElement[bool]:
    query = sa.select(Article).where(
        Article.rechargeable, sa.func.coalesce(Article.charge_interval_days, 0) <= 0
    )
    return StockItem.article_id.in_(
        [article.id for article in db.session.scalars(query) if is_charged(article)]
    )
