"""Calling a return off, with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.access import actor
from web.http.idempotency import changing


@clinic.get("/<number>/avbryt")
@clinic_only
def cancelling(number: str) -> ResponseReturnValue:
    return render_template("clinic/cancelling.html", return_=own_return(number))


@clinic.post("/<number>/avbryt")
@clinic_only
@changing
def cancel(number: str) -> ResponseReturnValue:
    current = own_return(number)
    current.cancel(request.form.get("reason", ""), actor=actor(), now=utcnow())
    flash(_("Retur %(number)s är avbruten.", number=current.shown_number), "good")
    return redirect(url_for("clinic.returns"))
