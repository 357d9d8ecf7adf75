"""The unit's returns, and a new one."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import Return, ReturnState
from returns.lookup import came_without_label, of_unit, overdue_drafts, search_returns
from warehouse.returning.send_back import unanswered_by
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.http.access import actor
from web.http.idempotency import changing

MOST_WORDS = 100
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
    unit, now = own_unit(), utcnow()
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    overdue = overdue_drafts(now, current_app.config["DRAFT_DAYS"], unit)
    return render_template(
        "clinic/returns.html",
        group="" if words else group,
        words=words,
        returns=search_returns(unit, words) if words else oldest_first(of_unit(unit, GROUPS[group]), overdue),
        days_lain={item.id: (now - item.opened_at).days for item in overdue},
        limit=current_app.config["DRAFT_DAYS"],
        came_back=unanswered_by(unit),
        unlabelled=came_without_label(unit),
    )


def oldest_first(returns: list[Return], overdue: list[Return]) -> list[Return]:
    """The returns, first those that have been drafts for too long (R2)."""
    return (
        [*overdue, *(item for item in returns if item not in overdue)]
        if set(overdue) & set(returns)
        else returns
    )


@clinic.post("/")
@clinic_only
@changing
def create() -> ResponseReturnValue:
    new = Return.open(own_unit(), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=new.number))


@clinic.post("/<number>/utan-etikett/last")
@clinic_only
@changing
def see_without_label(number: str) -> ResponseReturnValue:
    """The unit has read that an envelope of its own came without a label."""
    shown = own_return(number)
    if shown.without_label:
        shown.without_label.see(actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=number))
