"""The trend of the rates as a chart: a bar a month for the unit, and a line for all units."""

from collections.abc import Sequence

from warehouse.follow_up.figures import MonthShares
from web.charts.month_chart import MonthChart, MonthColumn, month_chart

STEPS = (5, 10, 20, 30, 40, 50, 60, 80, 100)
"""Where the scale can end, in per cent."""


def trend_chart_of(trend: Sequence[MonthShares]) -> MonthChart:
    columns = [
        MonthColumn(month.month.first, month.unit.percent, beside=month.everybody.percent) for month in trend
    ]
    highest = max((value or 0 for column in columns for value in (column.own, column.beside)), default=0)
    return month_chart(columns, next(step for step in STEPS if step >= highest))
