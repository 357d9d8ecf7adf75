"""The pile: each envelope is noted as it comes, label after label, and opened later."""

from collections.abc import Sequence

from flask import abort, current_app, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.sentence import Sentence
from database import utcnow
from identity import return_number
from registry.printed_serials import Suggested
from returns import Envelope, Refused, Return
from warehouse import Receipt, lookup
from web.http.access import actor
from web.http.errors import wants_json
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.printed_serials import printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import known_return, warehouse, warehouse_only
from web.warehouse.envelope_in_view import EnvelopeInView, envelope_in_view
from web.warehouse.home import envelope_sentence

NOTHING_IN_VIEW = EnvelopeInView(None, None, None)


@warehouse.get("/hog")
@warehouse_only
def pile() -> ResponseReturnValue:
    return pile_page()


def pile_page(
    message: str = "", printed: Sequence[Suggested] = (), in_view: EnvelopeInView = NOTHING_IN_VIEW
) -> str:
    return render_template(
        "warehouse/pile.html",
        pile=lookup.on_the_desk(),
        message=message,
        printed=printed,
        in_view=in_view,
        refused=why_not(in_view.return_),
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.post("/hog/skanna")
@warehouse_only
def scan_into_pile() -> ResponseReturnValue:
    """Which envelope is in view. Changes nothing: its card notes it by itself, where the page has its script."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), pile_page)
    in_view = envelope_in_view(seen)
    found, refused = in_view.return_, why_not(in_view.return_)
    printed = [item for item in printed_numbers(seen) if return_number.parse(item.text)]
    if found and not refused:
        message = _sentence(found, in_view.envelope)
    elif refused:
        message = say(refused)
    else:
        message = envelope_sentence(False, in_view.number, bool(seen.key), bool(printed))
    return answer(
        seen,
        html=render_template("warehouse/_pile_card.html", in_view=in_view, refused=refused, printed=printed),
        tone="stop" if refused else "good" if found and in_view.envelope else "attention",
        message=message,
        page=lambda message: pile_page(message, printed, in_view),
    )


@warehouse.post("/hog/rader")
@warehouse_only
def note_scanned() -> ResponseReturnValue:
    """Note the envelope in view, which waited on the device for contact."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), pile_page)
    return note_seen(envelope_in_view(seen), bool(seen.key))


@changing
def note_seen(in_view: EnvelopeInView, anything: bool) -> ResponseReturnValue:
    found, refused = in_view.return_, why_not(in_view.return_)
    if found and in_view.envelope and not refused:
        return noted(found, in_view.envelope)
    if refused:
        message = say(refused)
    elif found:
        message = _sentence(found, None)
    else:
        message = envelope_sentence(False, in_view.number, anything, printed=False)
    return told_to_queue("left", "stop", message, found.shown_number if found else in_view.label)


def noted(found: Return, number: int) -> ResponseReturnValue:
    """The answer after that envelope has been noted as arrived."""
    receipt = Receipt.open(found, actor=actor(), now=utcnow())
    receipt.arrive(own_envelope(receipt, number), actor=actor(), now=utcnow())
    if wants_json():
        return told_to_queue("opened", "good", _sentence(found, number), found.shown_number)
    return _noted()


def told_to_queue(state: str, tone: str, message: str, what: str) -> ResponseReturnValue:
    if not wants_json():
        return pile_page(message)
    result = {"state": state, "tone": tone, "message": message, "what": what}
    html = render_template("warehouse/_noted.html", pile=lookup.on_the_desk())
    return jsonify(tone=tone, message=message, results=[result], html=html)


def why_not(found: Return | None) -> Sentence | None:
    """Why this return's envelopes do not belong on the desk."""
    if found is None:
        return None
    try:
        Receipt.of_or_new(found)
    except Refused as refusal:
        return refusal.sentence
    return None


def _sentence(found: Return, envelope: int | None) -> str:
    if envelope is None:
        return _("Välj vilket av returens kuvert det är. Numret står på etiketten, till exempel 2 av 3.")
    if len(found.envelopes) == 1:
        return _("Retur %(number)s från %(unit)s.", number=found.shown_number, unit=found.unit.name)
    return _(
        "Kuvert %(envelope)s av %(all)s från %(unit)s.",
        envelope=envelope,
        all=len(found.envelopes),
        unit=found.unit.name,
    )


@warehouse.post("/mottag/<number>/kuvert/<int:envelope>/kommit")
@warehouse_only
@changing
def note_arrival(number: str, envelope: int) -> ResponseReturnValue:
    return noted(known_return(number), envelope)


@warehouse.post("/mottag/<number>/kuvert/<int:envelope>/inte-kommit")
@warehouse_only
@changing
def undo_arrival(number: str, envelope: int) -> ResponseReturnValue:
    current, now = known_return(number), utcnow()
    receipt = Receipt.open(current, actor=actor(), now=now)
    own_envelope(receipt, envelope).undo_arrival(actor=actor(), now=now)
    return _noted()


def own_envelope(receipt: Receipt, number: int) -> Envelope:
    return receipt.envelope(number) or abort(404)


def _noted() -> ResponseReturnValue:
    if wants_fragment():
        return render_template("warehouse/_noted.html", pile=lookup.on_the_desk())
    return redirect(url_for("warehouse.pile"))
