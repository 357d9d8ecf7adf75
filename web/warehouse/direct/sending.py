"""What a scan does: it opens an envelope, or takes in the product that is exactly as announced.

A tablet keeps every scan in its queue and sends it here, in order, each with its Idempotency-Key and with the label of
the envelope that was open when it was scanned (static/js/offline/open_envelope.js).
"""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import MOST_PHOTOS
from returns.judging import Judged, judge_again, judge_all
from returns.label_contents import the_warehouse
from warehouse import Receipt
from warehouse.deciding.discrepancy import on_desk
from web.http.access import actor
from web.http.errors import wants_json
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.translated import say
from web.scan.card_token import shown_in
from web.scan.printed_serials import nothing_read
from web.scan.scan_answer import unread_note
from web.scan.scanning import NothingToRead, Seen, see
from web.warehouse.arriving import why_not
from web.warehouse.blueprint import known_return, warehouse, warehouse_only
from web.warehouse.direct.open_envelope import FIELD, WHICH_ENVELOPE, OpenEnvelope, said_label
from web.warehouse.direct.took import Took, loudest
from web.warehouse.envelope_in_view import EnvelopeInView, envelope_in_view, opened_envelope


@warehouse.post("/direkt/rader")
@warehouse_only
def take_scanned() -> ResponseReturnValue:
    """Do what was scanned. Pictures are read before the transaction begins, so that nobody waits for its lock."""
    seen, why = seen_or_why_not()
    return take_seen(seen) if seen else told([Took.unread(why)], said_desk())


@warehouse.post("/mottag/<number>/rader")
@warehouse_only
def take_scanned_in(number: str) -> ResponseReturnValue:
    """The same on the page of one envelope, whose scans wait on the device while there is no contact."""
    desk = desk_of(
        number
    )  # asked for first: a return that does not exist is answered before its picture is read
    seen, why = seen_or_why_not()
    return take_seen_in(number, seen) if seen else told([Took.unread(why)], desk, own_page=True)


def seen_or_why_not() -> tuple[Seen | None, str]:
    """What the request brings. Where nothing in it could be read, None and the sentence that says why."""
    try:
        seen = seen_or_chosen()
    except NothingToRead as nothing:
        return None, say(nothing.sentence)
    return (seen, "") if seen.identities else (None, unread_note(seen) or nothing_read(seen))


def desk_of(number: str) -> OpenEnvelope:
    """The desk with the envelope that the page was opened for, or the only one that can be meant."""
    receipt = Receipt.of_or_new(known_return(number))
    return OpenEnvelope(receipt, opened_envelope(receipt), WHICH_ENVELOPE)


@changing
def take_seen_in(number: str, seen: Seen) -> ResponseReturnValue:
    desk = desk_of(number)
    return told([take_announced(card, desk) for card in cards_on(desk, seen)], desk, own_page=True)


def seen_or_chosen() -> Seen:
    """What the request brings: a picture, a text, or the token of a product that was seen before."""
    if token := request.form.get("token"):
        package = shown_in(token).package
        return Seen((package,), identities=package.identities)
    return see()


def said_desk() -> OpenEnvelope:
    """The envelope that the form names, else the address."""
    return OpenEnvelope.as_said(request.form.get(FIELD) or request.args.get(FIELD, ""))


@changing
def take_seen(seen: Seen) -> ResponseReturnValue:
    desk = said_desk()
    in_view = envelope_in_view(seen)
    if in_view.number:
        outcomes, desk = change_envelope(desk, in_view)
    else:
        outcomes = [take_announced(card, desk) for card in cards_on(desk, seen)]
    if note := unread_note(seen):
        outcomes.append(Took.unread(note))
    return told(outcomes, desk)


def cards_on(desk: OpenEnvelope, seen: Seen) -> list[Judged]:
    """The products in view, as the unit that has sent the envelope would be told."""
    unit = desk.return_.unit if desk.return_ else the_warehouse()
    if token := request.form.get("token"):
        return [judge_again(shown_in(token), unit, today())]
    return judge_all(seen.packages, unit, today())


# --- an envelope


def change_envelope(before: OpenEnvelope, in_view: EnvelopeInView) -> tuple[list[Took], OpenEnvelope]:
    """Open the envelope whose label is in view. The one that lay open is taken in where nothing of it is missing."""
    after = OpenEnvelope.with_envelope(in_view)
    if after.is_at(before):
        return [Took.opened_before(after)], after
    left = leave(before)
    number, of = in_view.number or "", in_view.return_
    if of is None:
        return [Took.no_return(number), *left], OpenEnvelope()
    if refused := why_not(of):
        return [Took.refused(say(refused), number), *left], OpenEnvelope(why=refused)
    if after.receipt is None or after.envelope is None:
        return [Took.which_envelope(of), *left], after
    if after.envelope.taken_in_at:
        return [Took.opened_before(after), *left], after
    receipt, new = Receipt.open(of, actor=actor(), now=utcnow()), not after.envelope.has_arrived
    receipt.arrive(after.envelope, actor=actor(), now=utcnow())
    opened = OpenEnvelope(receipt, after.envelope)
    return [Took.opened(opened, arrived_now=new), *left], opened


def leave(desk: OpenEnvelope) -> list[Took]:
    """Take in the envelope that lay open. One whose products have not all come stays on the desk, and a person is told;
    one in which nothing was scanned stays in the pile."""
    receipt, envelope = desk.receipt, desk.envelope
    if receipt is None or envelope is None or not envelope.on_desk or receipt.nothing_scanned:
        return []
    if missing := receipt.missing_without(envelope):
        return [Took.not_empty(desk, len(missing))]
    receipt.take_in_envelope(envelope.number, actor=actor(), now=utcnow())
    return []


# --- a product


def take_announced(card: Judged, desk: OpenEnvelope) -> Took:
    """Take the product in that is exactly as announced. Everything else is a question to a person."""
    if desk.receipt is None or desk.envelope is None or desk.return_ is None:
        return Took.without_envelope(card, desk)
    found = on_desk(desk.receipt, card)
    if found.line is not None and not found.is_awaited:
        return Took.there(found.line)
    if found.line is None or not found.is_as_announced:
        return Took.question(found, desk)
    receipt = Receipt.open(desk.return_, actor=actor(), now=utcnow())
    receipt.arrive(desk.envelope, actor=actor(), now=utcnow())
    receipt.take(found.line, actor=actor(), now=utcnow())
    return Took.received(found.line, receipt)


# --- the answer


def told(outcomes: Sequence[Took], desk: OpenEnvelope, *, own_page: bool = False) -> ResponseReturnValue:
    """What became of the scan, as JSON with the parts of the page that have changed; as a page without its script.
    `own_page` is the envelope's own page, on which no other one can be opened."""
    message = " ".join(outcome.message for outcome in outcomes)
    if wants_fragment():
        return render_template("warehouse/direct/_answer.html", outcomes=outcomes, **parts_of(desk))
    if not wants_json():
        if message:
            flash(message, {"again": "info"}.get(loudest(outcomes), loudest(outcomes)))
        return redirect(url_for("warehouse.direct", oppet=desk.label or None))
    return jsonify(
        tone=loudest(outcomes),
        message=message,
        results=[outcome.as_json() for outcome in outcomes],
        open=desk.label,
        html=render_template(
            "warehouse/direct/_answer.html",
            **{
                **parts_of(desk),
                "outcomes": outcomes,
                "own_page": own_page,
                "direct": "" if own_page else desk.label,
            },
        ),
    )


def told_by_card(outcome: Took) -> ResponseReturnValue:
    """The answer to a card's button. The envelope that lies open may be another one by now: it is left as it is."""
    if wants_json():
        return jsonify(tone=outcome.tone, message=outcome.message, results=[outcome.as_json()])
    if wants_fragment():
        return render_template("warehouse/direct/_cards.html", outcomes=[outcome], direct="")
    flash(outcome.message, outcome.tone)
    return redirect(url_for("warehouse.direct", oppet=said_label() or None))


def parts_of(desk: OpenEnvelope) -> dict[str, object]:
    """What the templates are told about the desk."""
    return {
        "return_": desk.return_,
        "receipt": desk.receipt,
        "opened": desk.envelope,
        "direct": desk.label,
        "most_photos": MOST_PHOTOS,
    }
