"""The question behind both lists of return rights that end soon."""

import datetime

from flask import Response, request

from database import db
from registry.expiring import Expiring, as_csv, expiring
from registry.models import Unit
from returns.lookup import on_their_way
from web.clock import today
from web.saying import say

DAYS = 14
MOST_DAYS = 365
SHOWN = 200
"""Rows on the page, the most urgent ones; the file has all."""


def soon(unit: Unit | None) -> tuple[list[Expiring], int, datetime.date]:
    """The rows, how many days ahead they look (`?dagar=`), and today."""
    asked = request.args.get("dagar", DAYS, type=int)
    days = min(max(asked, 0), MOST_DAYS)
    day = today()
    rows = expiring(db.session, day, days, unit)
    gone = on_their_way([row.device.id for row in rows])
    return [row for row in rows if row.device.id not in gone], days, day


def csv_answer(unit: Unit | None) -> Response:
    rows, _days, day = soon(unit)
    name = f"returratt-{day.isoformat()}.csv"
    return Response(
        as_csv(rows, say),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
