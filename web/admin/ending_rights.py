"""Devices whose return right ends soon, for every unit; the clinic's own list is web/clinic/ending_rights.py."""

from flask.typing import ResponseReturnValue

from web.admin.blueprint import admin, admin_only
from web.site import ending_rights


@admin.get("/returratt/snart")
@admin_only
def expiring_soon() -> ResponseReturnValue:
    return ending_rights.page("admin.expiring_soon", None)


@admin.get("/returratt/snart.csv")
@admin_only
def expiring_soon_csv() -> ResponseReturnValue:
    return ending_rights.csv_answer(None)
