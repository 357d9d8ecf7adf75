"""The checklist of one product: is it complete, whole, clean and working (R6, R7)."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import MOST_PHOTOS, Answer, Line
from warehouse.returning.send_back import sent_back_before
from web.clinic.answering_many import shared_checks
from web.clinic.blueprint import clinic, clinic_only, line_to_change, own_line
from web.http.access import actor
from web.http.idempotency import changing


@clinic.get("/<number>/rader/<int:line_id>/kontroll")
@clinic_only
def checklist(number: str, line_id: int) -> ResponseReturnValue:
    line = own_line(number, line_id)
    return render_template(
        "clinic/checklist.html",
        line=line,
        many=next(iter(shared_checks(line.return_)), None),
        most_photos=MOST_PHOTOS,
        before=sent_back_before(line),
    )


@clinic.post("/<number>/rader/<int:line_id>/kontroll")
@clinic_only
@changing
def answer_checklist(number: str, line_id: int) -> ResponseReturnValue:
    """Store the answers; `rest` answers yes to every question that has none. Then show the next product that has
    questions left, or what to do after a "no"."""
    line = line_to_change(number, line_id)
    given = {
        item.code: Answer(request.form[item.code])
        for item in line.checklist
        if request.form.get(item.code) in set(Answer)
    }
    if "rest" in request.form:
        given = {item.code: Answer.YES for item in line.missing_answers} | given
    notes = {code: request.form.get(f"note-{code}", "") for code in given}
    line.answer(given, notes, actor=actor(), now=utcnow())
    return redirect(_next_page(line))


def _next_page(line: Line) -> str:
    number = line.return_.number
    if not line.ready:
        return url_for("clinic.checklist", number=number, line_id=line.id, _anchor="kvar")
    following = next((other for other in line.return_.lines if other.missing_answers), None)
    if following:
        return url_for("clinic.checklist", number=number, line_id=following.id)
    return url_for("clinic.sealing", number=number)
