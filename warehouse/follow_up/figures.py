"""How much of what came from the units was packed wrong. docs/decisions/0023 says what counts and what does not.

A product belongs to the day on which the warehouse received it: every rate is a part of the products that were received
in the period, so that no rate is above 100 %.
"""

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from database import db
from registry.models import Unit
from returns import Line, LineState, Return
from warehouse.follow_up.period import Month, Period, Span
from warehouse.receipt import Receipt
from warehouse.returning.send_back import SendBack

FEWEST_FOR_A_RATE = 20
"""With fewer received products a rate is not shown: one product would change it by more than 5 percentage points."""
UNANNOUNCED = "unannounced"
"""Stands among the reasons for a product that came without having been announced."""


@dataclass(frozen=True)
class Share:
    """How many products were received, and how many of them had been packed wrong."""

    received: int = 0
    wrong: int = 0

    @property
    def percent(self) -> float | None:
        """None where there are too few products for a rate to say anything."""
        return 100 * self.wrong / self.received if self.received >= FEWEST_FOR_A_RATE else None


@dataclass(frozen=True)
class UnitShare:
    """One row of the list of all units."""

    unit: Unit
    returns: int
    share: Share


@dataclass(frozen=True)
class MonthShares:
    """A month of the trend: the unit beside all units."""

    month: Month
    unit: Share
    everybody: Share


@dataclass(frozen=True)
class UnitFigures:
    """What the page, the file and the PDF about one unit show. All of them are made from this."""

    unit: Unit
    period: Period
    returns: int
    """Returns of which a product was received in the period."""
    share: Share
    everybody: Share
    reasons: tuple[tuple[str, int], ...]
    """Code of the reason (or UNANNOUNCED) and products that were packed wrong for it, the most frequent first. A
    product can have several."""
    not_counted: int
    """Products that went back for other reasons only, and were not packed wrong."""
    missing: int
    """Announced products that did not come. They are not counted as packed wrong."""
    uncontrolled: int
    """Received products of which nobody knows yet how they were packed."""
    trend: tuple[MonthShares, ...]


def unit_figures(unit: Unit, period: Period) -> UnitFigures:
    of_unit, of_all = _months_of_unit(unit, period), _months_of_all(period)
    returns, uncontrolled, not_counted = _counts_of_unit(unit, period.span)
    return UnitFigures(
        unit=unit,
        period=period,
        returns=returns,
        share=_sum(of_unit),
        everybody=_sum(of_all),
        reasons=_reasons(unit, period.span),
        not_counted=not_counted,
        missing=_missing(unit, period.span),
        uncontrolled=uncontrolled,
        trend=tuple(map(MonthShares, period.months, of_unit, of_all)),
    )


def units_in(period: Period) -> list[UnitShare]:
    """Every unit of which a product was received in the period: the highest rates first, then those without a rate by
    name."""
    by_return = (
        sa.select(Line.return_id, sa.func.count().label("received"), _wrong().label("wrong"))
        .where(*_received_in(period.span))
        .group_by(Line.return_id)
        .subquery()
    )
    query = (
        sa.select(
            Return.unit_id, sa.func.count(), sa.func.sum(by_return.c.received), sa.func.sum(by_return.c.wrong)
        )
        .join(by_return, by_return.c.return_id == Return.id)
        .group_by(Return.unit_id)
    )
    rows = [[int(number) for number in row] for row in db.session.execute(query)]
    units = {unit.id: unit for unit in db.session.scalars(sa.select(Unit))}
    found = [UnitShare(units[unit_id], returns, Share(*counts)) for unit_id, returns, *counts in rows]
    return sorted(found, key=_worst_first)


def everybody_in(period: Period) -> Share:
    """All units together."""
    return _sum(_months_of_all(period))


def _worst_first(row: UnitShare) -> tuple[bool, float, str]:
    return row.share.percent is None, -(row.share.percent or 0), row.unit.name


def _received_in(span: Span) -> tuple[sa.ColumnElement[bool], ...]:
    return Line.received_at >= span.start, Line.received_at < span.end


def _wrong() -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((Line.packed_wrong, 1), else_=0)), 0)


def _sum(shares: list[Share]) -> Share:
    return Share(sum(one.received for one in shares), sum(one.wrong for one in shares))


def _months_of_all(period: Period) -> list[Share]:
    """One statement, of which each part reads its own range of the index and no row of the table."""
    parts = [
        sa.select(sa.literal(place).label("place"), sa.func.count(), _wrong())
        .select_from(Line)
        .where(*_received_in(month.span))
        for place, month in enumerate(period.months)
    ]
    rows = db.session.execute(sa.union_all(*parts)).all()
    by_place = {place: Share(received, wrong) for place, received, wrong in rows}
    return [by_place[place] for place in range(len(period.months))]


def _months_of_unit(unit: Unit, period: Period) -> list[Share]:
    """One look at the unit's products, each sorted into its month."""
    place = sa.case(
        *((Line.received_at < month.span.end, number) for number, month in enumerate(period.months)),
        else_=len(period.months),
    )
    query = (
        sa.select(place.label("place"), sa.func.count(), _wrong())
        .join(Line.return_)
        .where(Return.unit_id == unit.id, *_received_in(period.span))
        .group_by(sa.literal_column("place"))
    )
    by_place = {number: Share(received, wrong) for number, received, wrong in db.session.execute(query)}
    return [by_place.get(number, Share()) for number in range(len(period.months))]


def _counts_of_unit(unit: Unit, span: Span) -> tuple[int, int, int]:
    """Returns, products that wait for their control, products that went back for other reasons only."""
    waiting = Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL])
    other_reasons = sa.and_(Line.state == LineState.SENT_BACK, Line.packed_wrong.is_(False))
    query = (
        sa.select(
            sa.func.count(sa.distinct(Line.return_id)),
            *(
                sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
                for condition in (waiting, other_reasons)
            ),
        )
        .join(Line.return_)
        .where(Return.unit_id == unit.id, *_received_in(span))
    )
    returns, uncontrolled, not_counted = db.session.execute(query).one()
    return returns, uncontrolled, not_counted


def _reasons(unit: Unit, span: Span) -> tuple[tuple[str, int], ...]:
    query = (
        sa.select(Line.announced, SendBack.packing_faults)
        .join(Line.return_)
        .outerjoin(SendBack, SendBack.line_id == Line.id)
        .where(Return.unit_id == unit.id, Line.packed_wrong, *_received_in(span))
    )
    counts: Counter[str] = Counter()
    for announced, faults in db.session.execute(query):
        counts.update(faults or ())
        counts.update(() if announced else (UNANNOUNCED,))
    return tuple(sorted(counts.items(), key=lambda found: (-found[1], found[0])))


def _missing(unit: Unit, span: Span) -> int:
    query = (
        sa.select(sa.func.count(Line.id))
        .join(Line.return_)
        .join(Receipt, Receipt.return_id == Return.id)
        .where(
            Return.unit_id == unit.id,
            Line.state == LineState.MISSING,
            Receipt.finished_at >= span.start,
            Receipt.finished_at < span.end,
        )
    )
    return db.session.scalar(query) or 0
