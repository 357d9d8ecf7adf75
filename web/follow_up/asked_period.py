"""The period that a page of the follow-up is asked for: `?fran=2026-01-01&till=2026-11-28`."""

from zoneinfo import ZoneInfo

from flask_babel import get_timezone

from warehouse.follow_up.period import Period, month_before
from web.http.local_time import asked_day, today

SHOWN_MONTHS = 12
"""What is shown when nobody has chosen a period: this month and those before."""


def asked_period() -> Period:
    """The days that were asked for. What is no date is as if nothing had been asked."""
    last = asked_day("till") or today()
    first = asked_day("fran") or month_before(last, SHOWN_MONTHS - 1)
    return Period.of(first, last, ZoneInfo(str(get_timezone())))
