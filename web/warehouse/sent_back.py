"""What the warehouse has sent back: what each unit has answered, and what the warehouse writes to it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow
from warehouse import SendBack
from warehouse.returning.send_back import (
    LONGEST_ANSWER,
    SendBackTurn,
    number_waiting_for,
    threads_waiting_for,
)
from web.http.access import actor
from web.http.idempotency import changing
from web.warehouse.blueprint import warehouse, warehouse_only

GROUPS = {
    "bestridda": SendBackTurn.WAREHOUSE,
    "obesvarade": SendBackTurn.UNIT,
    "klara": SendBackTurn.NOBODY,
}


@warehouse.get("/skickat-tillbaka")
@warehouse_only
def sent_back() -> ResponseReturnValue:
    group = request.args.get("visa", "")
    if group not in GROUPS:
        group = "bestridda" if number_waiting_for(SendBackTurn.WAREHOUSE) else "obesvarade"
    return render_template(
        "warehouse/sent_back.html",
        group=group,
        found=threads_waiting_for(GROUPS[group]),
        disputed=number_waiting_for(SendBackTurn.WAREHOUSE),
        unanswered=number_waiting_for(SendBackTurn.UNIT),
        longest=LONGEST_ANSWER,
    )


@warehouse.post("/kontroll/<int:line_id>/tillbaka/skriv")
@warehouse_only
@changing
def reply_to_unit(line_id: int) -> ResponseReturnValue:
    thread = db.session.get(SendBack, line_id) or abort(404)
    asks = request.form.get("asks") != "no"
    thread.reply(request.form.get("text", ""), asks=asks, actor=actor(), now=utcnow())
    flash(_("Enheten ser det på sin sida Kom tillbaka."), "good")
    if "listed" in request.form:
        return redirect(url_for("warehouse.sent_back"))
    return redirect(url_for("warehouse.control", line_id=line_id, _anchor="trad"))
