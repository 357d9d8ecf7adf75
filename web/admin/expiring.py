"""Devices whose return right ends soon, for every unit; the clinic's own list is web/clinic/expiring.py."""

from flask.typing import ResponseReturnValue

from web import expiring
from web.admin import admin, admin_only


@admin.get("/returratt/snart")
@admin_only
def expiring_soon() -> ResponseReturnValue:
    return expiring.page("admin.expiring_soon", None)


@admin.get("/returratt/snart.csv")
@admin_only
def expiring_soon_csv() -> ResponseReturnValue:
    return expiring.csv_answer(None)
