"""The page about what this device has taken along: how large and how old it is, and fetching it anew."""

from flask import render_template
from flask.typing import ResponseReturnValue

from returns.snapshot.snapshot_columns import DAYS
from web.clinic.blueprint import clinic, clinic_only, own_unit


@clinic.get("/utan-kontakt")
@clinic_only
def device_page() -> ResponseReturnValue:
    return render_template("clinic/without_contact.html", unit=own_unit(), days=DAYS)
