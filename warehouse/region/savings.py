"""What the region saved: products that went to a next patient instead of a new purchase, and products that went to
their supplier while the right of return still ran (docs/decisions/0027).

A product counts in kronor at the price that the register knows, else at the price of its category that the
administrator has given. Where neither is known it counts as a product only: no price is made up.
"""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from database import db
from registry.models import Article, Category
from returns.sealing import SupplierHandover
from warehouse.follow_up.period import Month, Period
from warehouse.region.assumptions import ALL, RegionAssumption
from warehouse.shelves.stock import StockItem


@dataclass(frozen=True)
class Worth:
    """Products, how many of them have a known price, and the sum of these prices in kronor."""

    products: int = 0
    priced: int = 0
    kronor: int = 0

    @property
    def without_price(self) -> int:
        return self.products - self.priced

    def __add__(self, other: "Worth") -> "Worth":
        return Worth(self.products + other.products, self.priced + other.priced, self.kronor + other.kronor)


@dataclass(frozen=True)
class MonthSavings:
    """One month. `saved_by_reuse` is what the prices come to by the assumptions."""

    month: Month
    reused: Worth
    saved_by_reuse: int
    in_time: Worth
    """Handed over to go to the supplier on the last day of the right of return or before."""
    too_late: Worth
    """Handed over after that day."""


@dataclass(frozen=True)
class RegionSavings:
    """The period, month by month and in sum."""

    months: tuple[MonthSavings, ...]

    @property
    def reused(self) -> Worth:
        return sum((month.reused for month in self.months), Worth())

    @property
    def saved_by_reuse(self) -> int:
        return sum(month.saved_by_reuse for month in self.months)

    @property
    def in_time(self) -> Worth:
        return sum((month.in_time for month in self.months), Worth())

    @property
    def too_late(self) -> Worth:
        return sum((month.too_late for month in self.months), Worth())

    @property
    def has_kronor(self) -> bool:
        """Whether any product of the period has a price."""
        return bool(self.reused.priced or self.in_time.priced or self.too_late.priced)


def region_savings(period: Period, assumption: RegionAssumption, zone: ZoneInfo) -> RegionSavings:
    """`zone` is the one whose days the period has."""
    prices = _category_prices(assumption)
    reused = _reused(period, prices)
    in_time, too_late = _returned_to_suppliers(period, prices, zone)
    return RegionSavings(
        tuple(
            MonthSavings(month, worth, saved_by(worth, assumption), early, late)
            for month, worth, early, late in zip(period.months, reused, in_time, too_late, strict=True)
        )
    )


def saved_by(reused: Worth, assumption: RegionAssumption) -> int:
    """The part of the prices that reuse saves, less what the way through the warehouse costs for each of them."""
    handling = (assumption.handling_kronor or 0) * reused.priced
    return round(reused.kronor * assumption.reuse_percent / ALL) - handling


def _category_prices(assumption: RegionAssumption) -> dict[int, int]:
    """Article → the price that the administrator has given for its category."""
    if not assumption.prices:
        return {}
    priced = [Category(name) for name in assumption.prices]
    rows = db.session.execute(sa.select(Article.id, Article.category).where(Article.category.in_(priced)))
    return {article_id: assumption.prices[category.value] for article_id, category in rows}


def _reused(period: Period, prices: dict[int, int]) -> list[Worth]:
    """One statement, of which each part reads a range of the index `ix_stock_item_reused` and no row of the table."""
    parts = [
        sa.select(
            sa.literal(place).label("place"),
            StockItem.article_id,
            sa.func.count(),
            sa.func.count(StockItem.price),
            sa.func.coalesce(sa.func.sum(StockItem.price), 0),
        )
        .where(StockItem.left_at >= month.span.start, StockItem.left_at < month.span.end)
        .group_by(StockItem.article_id)
        for place, month in enumerate(period.months)
    ]
    worths = [Worth()] * len(period.months)
    for place, article_id, products, priced, kronor in db.session.execute(sa.union_all(*parts)):
        known = prices.get(article_id)
        missing = 0 if known is None else products - priced
        worths[place] += Worth(products, priced + missing, int(kronor or 0) + missing * (known or 0))
    return worths


def _returned_to_suppliers(
    period: Period, prices: dict[int, int], zone: ZoneInfo
) -> tuple[list[Worth], list[Worth]]:
    """By month: what was handed over in time, and what too late."""
    ends = [month.span.end for month in period.months]
    sums = {late: [[0, 0, 0] for _month in ends] for late in (False, True)}
    for moment, last_day, article_id, price in _to_suppliers(period):
        known = prices.get(article_id) if price is None and article_id is not None else price
        is_late = last_day < moment.astimezone(zone).date()
        place = sums[is_late][bisect.bisect_right(ends, moment)]
        place[0] += 1
        if known is not None:
            place[1] += 1
            place[2] += known
    return [Worth(*place) for place in sums[False]], [Worth(*place) for place in sums[True]]


def _to_suppliers(period: Period) -> Iterator[Any]:
    """Every product that was handed over to go to a supplier: when, the last day of its right, its article and its
    price. Read from an index alone. A verdict that sends a product to its supplier always knows the last day."""
    query = sa.select(
        SupplierHandover.at, SupplierHandover.last_day, SupplierHandover.article_id, SupplierHandover.price
    ).where(
        SupplierHandover.at >= period.span.start,
        SupplierHandover.at < period.span.end,
        SupplierHandover.last_day.is_not(None),
    )
    yield from db.session.execute(query)
