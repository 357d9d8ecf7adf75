"""The date on the wall: what day it is where the clinics are."""

import datetime

from flask_babel import get_timezone

from database import utcnow


def local_date(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(get_timezone()).date()


def today() -> datetime.date:
    return local_date(utcnow())
