"""Which day it is at the place where the clinics are."""

import datetime
from zoneinfo import ZoneInfo

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
