"""What the warehouse has sent back to the unit: why, what to do, and the unit's answer."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow
from warehouse import SendBack
from warehouse.deciding.sent_on import sent_on_of
from warehouse.returning.send_back import LONGEST_ANSWER, SendBackAnswerKind, lines_waiting_for, sent_back_to
from web.clinic.blueprint import clinic, clinic_only, own_unit
from web.http.access import actor, works_for
from web.http.idempotency import changing


@clinic.get("/kom-tillbaka")
@clinic_only
def came_back() -> ResponseReturnValue:
    return render_template(
        "clinic/came_back.html",
        found=sent_back_to(own_unit()),
        waiting=lines_waiting_for(own_unit()),
        sent_on=sent_on_of(own_unit()),
        kinds=list(SendBackAnswerKind),
        longest=LONGEST_ANSWER,
    )


@clinic.post("/kom-tillbaka/<int:line_id>")
@clinic_only
@changing
def answer_send_back(line_id: int) -> ResponseReturnValue:
    sent_back = db.session.get(SendBack, line_id)
    if sent_back is None or not works_for(sent_back.line.return_.unit_id):
        abort(404)
    kind = request.form.get("kind", "")
    if kind not in set(SendBackAnswerKind):
        abort(400)
    sent_back.answer(SendBackAnswerKind(kind), request.form.get("note", ""), actor=actor(), now=utcnow())
    flash(_("Svaret är sparat. Huvudlagret ser det."), "good")
    return redirect(url_for("clinic.came_back"))
