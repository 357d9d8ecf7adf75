"""The answer about a part that is not in the return: it comes too, or this one goes alone."""

import datetime
from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from returns import Refused, Return
from returns.belonging.missing_part import MissingPart, missing_parts, part_named
from returns.judging import Judged
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.packing import packing_answer
from web.clinic.put_in import Outcome, put, told_of_outcomes
from web.clinic.questions import card_again
from web.http.access import actor
from web.http.errors import wants_json
from web.http.idempotency import changing
from web.http.local_time import today

ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class PartOutcome:
    """What became of an answer, and the part as it was judged where it was to come."""

    outcome: Outcome
    card: Judged | None = None


@clinic.post("/<number>/hor-till/<part>")
@clinic_only
@changing
def answer_about_part(number: str, part: str) -> ResponseReturnValue:
    """`answer` is yes, which puts the part in, or no. From the sealing page (`sealing`) it goes on to what is left to
    do there."""
    current = own_return(number)
    comes = ANSWERS.get(request.form.get("answer", ""))
    if comes is None:
        abort(400)
    found = answer_part(current, part, comes=comes, now=utcnow())
    outcome = found.outcome
    if wants_json():
        return told_of_outcomes([outcome])
    if outcome.state == "left" and found.card and found.card.verdict.question:
        return card_again(current, found.card)
    if outcome.state == "left":
        raise Refused("Produkten kan inte läggas i returen. %(reason)s", reason=outcome.sentence)
    if "sealing" not in request.form:
        return packing_answer(current, outcome.line)
    if outcome.line and outcome.target is current:
        return redirect(url_for("clinic.checklist", number=current.number, line_id=outcome.line.id))
    return redirect(url_for("clinic.sealing", number=current.number))


def answer_part(current: Return, key: str, *, comes: bool, now: datetime.datetime) -> PartOutcome:
    """Store the answer; a part that comes is put in. One that has a question of its own stays out, without an answer,
    until that is answered. Raises Refused for a part of nothing that is in the return."""
    current.require_draft()
    part = part_named(current, key)
    if part is None:
        raise Refused("Frågan gäller inte längre: det som den gällde ligger inte kvar i returen.")
    if not comes:
        current.answer_about_part(part.key, part.name, comes=False, actor=actor(), now=now)
        return PartOutcome(Outcome("noted", "good", _("Noterat: den följer inte med.")))
    return _put_in(current, part, now)


def _put_in(current: Return, part: MissingPart, now: datetime.datetime) -> PartOutcome:
    card = part.judged(current.unit, today())
    outcome = put(card, card.packed(), current, now)
    if outcome.line:
        current.answer_about_part(part.key, part.name, comes=True, actor=actor(), now=now)
    return PartOutcome(outcome, card)


def refuse_unanswered_parts(current: Return) -> None:
    """Raises Refused while a part is to be asked about: afterwards it is too late."""
    if current.is_draft and not current.obstacles() and (missing := missing_parts(current, today())):
        raise Refused("Svara först på frågan: %(question)s", question=missing[0].question)
