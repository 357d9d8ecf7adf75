"""The page on which a receiver scans without a press between, and what its camera sees."""

from collections.abc import Sequence

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from returns.judging import Judged, registered_serials
from warehouse.deciding.discrepancy import on_desk
from web.http.translated import say
from web.scan.card_token import card_token
from web.scan.printed_serials import nothing_read, printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead
from web.warehouse.arriving import why_not
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.direct.open_envelope import OpenEnvelope
from web.warehouse.direct.sending import cards_on, parts_of, said_desk, seen_or_chosen
from web.warehouse.direct.took import Took, loudest
from web.warehouse.envelope_in_view import EnvelopeInView, envelope_in_view


@warehouse.get("/direkt")
@warehouse_only
def direct() -> ResponseReturnValue:
    return direct_page(said_desk())


def direct_page(desk: OpenEnvelope, message: str = "", outcomes: Sequence[Took] = ()) -> str:
    return render_template(
        "warehouse/direct/direct.html",
        message=message,
        outcomes=outcomes,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
        **parts_of(desk),
    )


@warehouse.post("/direkt/skanna")
@warehouse_only
def look_at_desk() -> ResponseReturnValue:
    """What is in view, and which of it may be taken in by itself. Changes nothing: the page sends that as a scan."""
    desk = said_desk()
    try:
        seen = seen_or_chosen()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: direct_page(desk, message))
    in_view = envelope_in_view(seen)
    cards = [] if in_view.number else cards_on(desk, seen)
    outcomes = (
        [_of_envelope(desk, in_view)] if in_view.number else [_of_product(desk, card) for card in cards]
    )
    printed = printed_numbers(seen, desk.return_.unit if desk.return_ else None)
    return answer(
        seen,
        html=render_template(
            "warehouse/direct/_looked.html", outcomes=outcomes, printed=printed, **parts_of(desk)
        ),
        tone=loudest(outcomes) if outcomes else "none",
        message=outcomes[0].message if outcomes else nothing_read(seen),
        page=lambda message: direct_page(desk, message, outcomes),
        registered=registered_serials(cards),
        products=[_scan_of_label(desk, in_view)] if in_view.number else [*map(_scan_of, cards, outcomes)],
    )


def _of_envelope(desk: OpenEnvelope, in_view: EnvelopeInView) -> Took:
    """What there is to do about an envelope."""
    after, of = OpenEnvelope.with_envelope(in_view), in_view.return_
    if of is None:
        return Took.no_return(in_view.number or "")
    if refused := why_not(of):
        return Took.refused(say(refused), of.number)
    if after.receipt is None or after.envelope is None:
        return Took.which_envelope(of)
    missing = after.receipt.missing_without(after.envelope)
    if after.is_at(desk) or not missing or not after.envelope.on_desk:
        return Took.opened_before(after) if after.envelope.has_arrived else Took.opened(after)
    return Took.not_empty(after, len(missing))


def _of_product(desk: OpenEnvelope, card: Judged) -> Took:
    if desk.receipt is None:
        return Took.without_envelope(card, desk)
    found = on_desk(desk.receipt, card)
    if found.line is not None and not found.is_awaited:
        return Took.there(found.line)
    return Took.question(found, desk)


def _scan_of_label(desk: OpenEnvelope, in_view: EnvelopeInView) -> dict[str, str]:
    """A label for the page, which sends it as a scan by itself."""
    label = in_view.label
    there = OpenEnvelope.with_envelope(in_view).is_at(desk)
    return {"text": label, "what": label, "may": "there" if there else "pack"}


def _scan_of(card: Judged, outcome: Took) -> dict[str, str]:
    """A product for the page: what is as announced is sent at once, another one when no more of its codes are read."""
    may = {"there": "there", "offered": "pack"}.get(outcome.state, "look")
    return {"token": card_token(card), "what": card.what, "may": may}
