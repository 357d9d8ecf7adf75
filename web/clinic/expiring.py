"""The unit's products that a supplier takes back for only a few days more: money is lost there."""

from flask import render_template
from flask.typing import ResponseReturnValue

from web.clinic import clinic, clinic_only, own_unit
from web.expiring import SHOWN, csv_answer, soon


@clinic.get("/returratt-snart-slut")
@clinic_only
def expiring_soon() -> ResponseReturnValue:
    unit = own_unit()
    rows, days, today = soon(unit)
    return render_template(
        "clinic/expiring.html",
        rows=rows,
        shown=SHOWN,
        days=days,
        today=today,
        endpoint="clinic.expiring_soon",
        unit=unit,
    )


@clinic.get("/returratt-snart-slut.csv")
@clinic_only
def expiring_soon_csv() -> ResponseReturnValue:
    return csv_answer(own_unit())
