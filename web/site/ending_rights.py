"""The list of return rights that end soon, as a page and as a file: a unit's own, or every unit's."""

import datetime

from flask import Response, render_template, request

from database import db
from registry.ending_rights import Expiring, as_csv, expiring
from registry.models import Unit
from returns.lookup import on_their_way
from web.http.local_time import today
from web.http.translated import say

DAYS = 14
MOST_DAYS = 365
SHOWN = 200
"""Rows on the page, which shows the most urgent ones. The file has all of them."""


def page(endpoint: str, unit: Unit | None) -> str:
    """The page. `endpoint` is its own endpoint; that of its file has `_csv` after it."""
    rows, days, day = soon(unit)
    return render_template(
        "clinic/expiring.html", rows=rows, shown=SHOWN, days=days, today=day, endpoint=endpoint, unit=unit
    )


def csv_answer(unit: Unit | None) -> Response:
    rows, _days, day = soon(unit)
    name = f"returratt-{day.isoformat()}.csv"
    return Response(
        as_csv(rows, say),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def soon(unit: Unit | None) -> tuple[list[Expiring], int, datetime.date]:
    """The rows, how many days ahead they look (`?dagar=`), and today."""
    asked = request.args.get("dagar", DAYS, type=int)
    days = min(max(asked, 0), MOST_DAYS)
    day = today()
    return ending_soon(day, days, unit), days, day


def ending_soon(day: datetime.date, days: int, unit: Unit | None) -> list[Expiring]:
    """The rights that end within so many days, the most urgent first. What is sealed already is none of them."""
    rows = expiring(db.session, day, days, unit)
    gone = on_their_way([row.device.id for row in rows])
    return [row for row in rows if row.device.id not in gone]
