"""Putting products in: the one on a card, or at once all that were typed, scanned or photographed.

A tablet without contact stores what it saw in a queue and sends it here later, each look with its Idempotency-Key:
typed text and pictures as they are, cards as the token that they carried. Products that may not be packed are told, and
left out.
"""

from collections.abc import Sequence
from dataclasses import replace

from flask import abort, flash, request
from flask.typing import ResponseReturnValue

from database import db, utcnow
from registry.models import Device
from returns import Refused, Return
from returns.judging import Judged, Shown, judge_again, judge_all
from returns.packed_product import Packed
from web.clinic.belonging.answering import ANSWERS, answer_part
from web.clinic.blueprint import clinic, clinic_only, own_return, own_unit
from web.clinic.packing import packing_answer, packing_page
from web.clinic.put_in import Outcome, put, told_of_outcomes
from web.clinic.questions import card_again, with_answers
from web.http.errors import wants_json
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.translated import say
from web.scan.card_token import shown_in
from web.scan.likely_in_view import unit_numbers
from web.scan.printed_serials import nothing_read
from web.scan.scan_answer import unread_note
from web.scan.scanning import NothingToRead, Seen, see


@clinic.post("/<number>/rader")
@clinic_only
def add(number: str) -> ResponseReturnValue:
    """Put in the products that were sent. Pictures are read before the transaction begins, so that nobody waits for its
    lock."""
    current = own_return(number)
    if "token" in request.form:
        return add_chosen(number)
    try:
        seen = see(unit_numbers(own_unit()))
    except NothingToRead as nothing:
        return told(current, [Outcome.unread(say(nothing.sentence))])
    if not seen.packages:
        return told(current, [Outcome.unread(unread_note(seen) or nothing_read(seen))])
    return add_seen(number, seen)


@changing
def add_chosen(number: str) -> ResponseReturnValue:
    """Put the card's product in. Its verdict is made anew, because the register may have changed since."""
    current = own_return(number)
    current.require_draft()
    if len(request.form.getlist("token")) > 1 or "parts" in request.form:
        return add_together(current)
    card, packed = chosen()
    outcome = put(card, packed, current, utcnow())
    if wants_json():
        return told(current, [outcome])
    if outcome.line is None and ("told" in request.form or "when" in request.form):
        return card_again(current, card)
    if outcome.line is None or (outcome.state == "there" and outcome.target is not current):
        raise Refused("Produkten kan inte läggas i returen. %(reason)s", reason=outcome.sentence)
    if outcome.target is not current:
        flash(outcome.message, "attention")
    return packing_answer(current, outcome.line)


MOST_TOGETHER = 20


def add_together(current: Return) -> ResponseReturnValue:
    """Put in all that stand on one card, at one moment, so that they are taken out together, too. `parts` is what was
    answered about the parts that the card missed, whose keys are in `part`."""
    now, tokens = utcnow(), request.form.getlist("token")[:MOST_TOGETHER]
    comes = ANSWERS.get(request.form.get("parts", ""))
    outcomes = [put(*product_on_card(shown_in(token)), current, now) for token in tokens]
    if comes is not None and all(outcome.line for outcome in outcomes):
        keys = request.form.getlist("part")[:MOST_TOGETHER]
        outcomes += [answer_part(current, key, comes=comes, now=now).outcome for key in keys]
    if wants_json():
        return told(current, outcomes)
    for outcome in outcomes:
        if outcome.state == "left" or (outcome.state == "there" and outcome.target is not current):
            raise Refused("Produkten kan inte läggas i returen. %(reason)s", reason=outcome.sentence)
    elsewhere = {o.message for o in outcomes if o.state == "packed" and o.target is not current}
    for message in sorted(elsewhere):
        flash(message, "attention")
    return packing_answer(current, next((o.line for o in reversed(outcomes) if o.line), None))


def chosen() -> tuple[Judged, Packed]:
    """The product that the card was shown for, or the similar number that was chosen on it."""
    shown = with_answers(shown_in(request.form.get("token", "")))
    return product_on_card(shown, request.form.get("device_id", type=int))


def product_on_card(shown: Shown, device_id: int | None = None) -> tuple[Judged, Packed]:
    """The product that a card stood for, judged anew; with `device_id` the similar one that was chosen in its place."""
    if device_id:
        device = db.session.get(Device, device_id) or abort(404)
        package = replace(shown.package, serials=(device.serial_number,))  # in the box that was read
        card = judge_again(replace(shown, package=package, device_id=device.id), own_unit(), today())
        return card, card.packed(suggested_for=shown.package)
    card = judge_again(shown, own_unit(), today())
    _refuse_another_product(shown, card)
    return card, card.packed()


def _refuse_another_product(shown: Shown, card: Judged) -> None:
    """Raises Refused when an import has given the card's code to another article since the card was shown."""
    article = card.verdict.article
    if shown.article_id and not card.verdict.device and (not article or article.id != shown.article_id):
        raise Refused("Registret har ändrats sedan kortet visades. Skanna produkten igen.")


@changing
def add_seen(number: str, seen: Seen) -> ResponseReturnValue:
    """Put each package into the return that takes it. Where there is none, the answer says what to do about it."""
    current = own_return(number)
    current.require_draft()
    outcomes = [
        put(card, card.packed(), current, utcnow()) for card in judge_all(seen.packages, own_unit(), today())
    ]
    if note := unread_note(seen):
        outcomes.append(Outcome.unread(note))
    return told(current, outcomes)


def told(current: Return, outcomes: Sequence[Outcome]) -> ResponseReturnValue:
    """The answer: what became of each product, as JSON, or as a page with messages where there is no script."""
    if wants_json():
        return told_of_outcomes(outcomes)
    return packing_page(current, message=" ".join(outcome.message for outcome in outcomes))
