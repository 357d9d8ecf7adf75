"""The unit's returns, and a new one."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import Return, ReturnState
from returns.lookup import of_unit, overdue_drafts
from web.access import actor
from web.clinic import clinic, clinic_only, own_unit
from web.idempotency import changing

GROUPS = {
    "pagar": (ReturnState.DRAFT, ReturnState.SEALED),
    "skickade": (ReturnState.SENT, ReturnState.RECEIVED),
    "avslutade": (ReturnState.CLOSED, ReturnState.CANCELLED),
}


@clinic.get("/")
@clinic_only
def returns() -> ResponseReturnValue:
    group = request.args.get("visa", "pagar")
    if group not in GROUPS:
        group = "pagar"
    unit = own_unit()
    overdue = overdue_drafts(utcnow(), current_app.config["DRAFT_DAYS"], unit)
    return render_template(
        "clinic/returns.html",
        unit=unit,
        group=group,
        groups=list(GROUPS),
        returns=of_unit(unit, GROUPS[group]),
        overdue={item.id for item in overdue},
        sealed=ReturnState.SEALED.value,
    )


@clinic.post("/")
@clinic_only
@changing
def create() -> ResponseReturnValue:
    new = Return.open(own_unit(), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=new.number))
