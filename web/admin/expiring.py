"""Devices whose return right ends soon, for every unit; the clinic's own list is web/clinic/expiring.py."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.admin import admin, admin_only
from web.expiring import SHOWN, csv_answer, soon


@admin.get("/returratt/snart")
@admin_only
def expiring_soon() -> ResponseReturnValue:
    rows, days, today = soon(None)
    return render_template(
        "clinic/expiring.html",
        rows=rows,
        shown=SHOWN,
        days=days,
        today=today,
        endpoint="admin.expiring_soon",
        unit=None,
    )


@admin.get("/returratt/snart.csv")
@admin_only
def expiring_soon_csv() -> ResponseReturnValue:
    return csv_answer(None)
