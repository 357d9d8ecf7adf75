"""What the region saved: products that went to a next patient instead of a new purchase, and products that went to
their supplier while the right of return still ran (docs/decisions/0027).

A product counts in kronor at the price that the register knows, else at the price of its category that the
administrator has given. Where neither is known it counts as a product only: no price is made up.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from database import UtcDateTime, date_at_offset, db
from registry.models import Article, Category
from returns.sealing import SupplierHandover
from warehouse.follow_up.period import Month, Period, steady_spans
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
    spans, months = _spans(period, zone), len(period.months)
    reused = _reused(spans, months, prices)
    in_time, too_late = _returned_to_suppliers(spans, months, prices)
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


def _spans(period: Period, zone: ZoneInfo) -> sa.CTE:
    """A table of the period's months for a statement: the place of each month, where it starts and ends, and how many
    seconds the zone's clocks are ahead of UTC there. A month in which they are set anew has two rows."""
    columns = (
        sa.column("place", sa.Integer()),
        sa.column("start", UtcDateTime()),
        sa.column("end", UtcDateTime()),
        sa.column("seconds", sa.Integer()),
    )
    rows = [
        (place, span.start, span.end, round(offset.total_seconds()))
        for place, month in enumerate(period.months)
        for span, offset in steady_spans(month.span, zone)
    ]
    return sa.values(*columns, name="months").data(rows).cte("span")


def _reused(spans: sa.CTE, months: int, prices: dict[int, int]) -> list[Worth]:
    """For each month a range of the index `ix_stock_item_reused` is read, and no row of the table."""
    query = (
        sa.select(
            spans.c.place,
            StockItem.article_id,
            sa.func.count(),
            sa.func.count(StockItem.price),
            sa.func.coalesce(sa.func.sum(StockItem.price), 0),
        )
        .join(StockItem, sa.and_(StockItem.left_at >= spans.c.start, StockItem.left_at < spans.c.end))
        .group_by(spans.c.place, StockItem.article_id)
    )
    worths = [Worth()] * months
    for place, article_id, products, priced, kronor in db.session.execute(query):
        worths[place] += _worth(products, priced, int(kronor or 0), prices.get(article_id))
    return worths


def _returned_to_suppliers(
    spans: sa.CTE, months: int, prices: dict[int, int]
) -> tuple[list[Worth], list[Worth]]:
    """By month: what was handed over in time, and what too late. Counted by the database from an index alone. A verdict
    that sends a product to its supplier always knows the last day of its right."""
    late = (SupplierHandover.last_day < date_at_offset(SupplierHandover.at, spans.c.seconds)).label("late")
    query = (
        sa.select(
            spans.c.place,
            late,
            SupplierHandover.article_id,
            sa.func.count(),
            sa.func.count(SupplierHandover.price),
            sa.func.coalesce(sa.func.sum(SupplierHandover.price), 0),
        )
        .join(
            SupplierHandover,
            sa.and_(
                SupplierHandover.at >= spans.c.start,
                SupplierHandover.at < spans.c.end,
                SupplierHandover.last_day.is_not(None),
            ),
        )
        .group_by(spans.c.place, late, SupplierHandover.article_id)
    )
    worths = {is_late: [Worth()] * months for is_late in (False, True)}
    for place, is_late, article_id, products, priced, kronor in db.session.execute(query):
        worths[bool(is_late)][place] += _worth(
            products, priced, int(kronor or 0), prices.get(article_id or 0)
        )
    return worths[False], worths[True]


def _worth(products: int, priced: int, kronor: int, other_price: int | None) -> Worth:
    """Where the register knows no price, `other_price` stands in for it."""
    if other_price is None:
        return Worth(products, priced, kronor)
    return Worth(products, products, kronor + (products - priced) * other_price)
