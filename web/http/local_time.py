"""Which day it is at the place where the clinics are."""

import datetime
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import get_timezone

from database import utcnow


def local_date(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(get_timezone()).date()


def today() -> datetime.date:
    return local_date(utcnow())


def day_bounds(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """The moments at which a day begins and ends where the clinics are. It has 23 to 25 hours."""
    zone = ZoneInfo(str(get_timezone()))
    start, end = (
        datetime.datetime.combine(d, datetime.time(), zone).astimezone(datetime.UTC)
        for d in (day, day + datetime.timedelta(days=1))
    )
    return start, end


def asked_day(name: str) -> datetime.date | None:
    """The day that stands in the page's address under this name. What is no date is as if nothing had been asked."""
    try:
        day = datetime.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None
