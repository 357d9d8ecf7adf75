"""Answering questions for many products at once, where one look at all of them is enough and the rules allow it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import Answer, Line, Return
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.access import actor
from web.http.idempotency import changing

FEWEST = 2
"""The fewest products for which the page is offered: for one, its own checklist is as fast."""


def lines_for_many(current: Return) -> list[Line]:
    """The products that can be answered together; none where that would save nothing."""
    lines = [line for line in current.lines if line.questions_for_many] if current.is_draft else []
    return lines if len(lines) >= FEWEST else []


@clinic.get("/<number>/hela-hogen")
@clinic_only
def answer_many(number: str) -> ResponseReturnValue:
    current = own_return(number)
    lines = lines_for_many(current)
    if not lines:
        return redirect(url_for("clinic.show", number=number))
    one_by_one = [line for line in current.lines if line.missing_answers and line not in lines]
    questions = {item.code: item for line in lines for item in line.questions_for_many if not item.thing}
    return render_template(
        "clinic/answer_many.html",
        return_=current,
        lines=lines,
        one_by_one=one_by_one,
        questions=questions.values(),
    )


@clinic.post("/<number>/hela-hogen")
@clinic_only
@changing
def answer_many_at_once(number: str) -> ResponseReturnValue:
    """Answer yes for the products that the page showed. One that was packed since has its own checklist."""
    current, shown = own_return(number), set(request.form.getlist("line", type=int))
    for line in lines_for_many(current):
        if line.id in shown:
            answers = {item.code: Answer.YES for item in line.questions_for_many}
            line.answer(answers, actor=actor(), now=utcnow(), for_many=True)
    return redirect(_next_page(current))


def _next_page(current: Return) -> str:
    left = next((line for line in current.lines if not line.ready), None)
    if left is None:
        return url_for("clinic.sealing", number=current.number)
    return url_for("clinic.checklist", number=current.number, line_id=left.id)
