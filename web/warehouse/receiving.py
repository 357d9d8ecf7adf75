"""One envelope: what was announced beside what is scanned, then taken in."""

from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from registry.printed_serials import Suggested
from returns import MOST_PHOTOS, Line, LineState, Refused, Return
from returns.judging import Judged, Shown, judge_again, judge_all, registered_serials
from returns.lookup import newest_event_of
from warehouse import Receipt
from warehouse.deciding.discrepancy import OnDesk, on_desk
from web.http.access import actor
from web.http.errors import wants_json
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.translated import say
from web.scan.card_token import shown_in
from web.scan.likely_in_view import return_numbers
from web.scan.printed_serials import nothing_read, printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import known_line, known_return, warehouse, warehouse_only
from web.warehouse.direct.open_envelope import said_label
from web.warehouse.direct.sending import told_by_card
from web.warehouse.direct.took import Took
from web.warehouse.envelope_in_view import opened_envelope


@warehouse.get("/mottag/<number>")
@warehouse_only
def receive(number: str) -> ResponseReturnValue:
    return receiving_page(known_return(number))


def receiving_page(
    current: Return,
    message: str = "",
    cards: list[Judged] | None = None,
    printed: Sequence[Suggested] = (),
) -> str:
    """The envelope's page. Looking changes nothing: the receipt is opened by the first product that is taken."""
    try:
        receipt, refused = Receipt.of_or_new(current), None
    except Refused as refusal:
        receipt, refused = None, refusal.sentence
    return render_template(
        "warehouse/receive.html",
        opened=opened_envelope(receipt) if receipt else None,
        return_=current,
        receipt=receipt,
        most_photos=MOST_PHOTOS,
        refused=refused,
        message=message,
        printed=printed,
        cards=cards or [],
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.get("/mottag/<number>/mottaget")
@warehouse_only
def received_part(number: str) -> ResponseReturnValue:
    """What has been received until now: a tablet asks for it again and again while others may work at the same
    envelope."""
    current = known_return(number)
    receipt = Receipt.of_or_new(current)
    return render_template(
        "warehouse/_received.html",
        return_=current,
        receipt=receipt,
        opened=opened_envelope(receipt),
        most_photos=MOST_PHOTOS,
    )


@warehouse.app_template_global("newest_event")
def newest_event(return_: Return) -> int:
    """The id of the last event of the return: it changes whenever something is done to it."""
    return newest_event_of(return_)


def judged(shown: Shown, current: Return) -> Judged:
    """As the clinic's unit would be told: the receiver compares with what the unit should have sent."""
    return judge_again(shown, current.unit, today())


@warehouse.post("/mottag/<number>/skanna")
@warehouse_only
def scan_product(number: str) -> ResponseReturnValue:
    """Which line the scanned product answers. Changes nothing."""
    current = known_return(number)
    try:
        seen = see(return_numbers(current))
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: receiving_page(current, message))
    receipt = Receipt.of_or_new(current)
    cards = [on_desk(receipt, card) for card in judge_all(seen.packages, current.unit, today())]
    printed = printed_numbers(seen, current.unit)
    good = bool(cards) and all(found.line is not None for found in cards)
    return answer(
        seen,
        html=render_template(
            "warehouse/_looked.html",
            return_=current,
            cards=cards,
            printed=printed,
            opened=opened_envelope(receipt),
        ),
        tone="good" if good else "attention",
        message=_sentence(cards[0]) if cards else nothing_read(seen),
        page=lambda message: receiving_page(current, message, [found.card for found in cards], printed),
        registered=registered_serials([found.card for found in cards]),
    )


def _sentence(found: OnDesk) -> str:
    line = found.line
    if line is None:
        return say(found.headline)
    if line.state is LineState.MISSING:
        return _("%(product)s saknades. Ta emot den nu.", product=line.name)
    if line.state is not LineState.PACKED:
        return _("%(product)s är redan mottagen.", product=line.name)
    return _("%(product)s är anmäld.", product=line.name)


@warehouse.post("/mottag/<number>/produkter")
@warehouse_only
@changing
def take_product(number: str) -> ResponseReturnValue:
    """Take one product: an announced line by its id, or what was scanned by its token. Both together say that the line
    is what was scanned, under a mistyped number."""
    current, now = known_return(number), utcnow()
    receipt = Receipt.open(current, actor=actor(), now=now)
    if envelope := opened_envelope(receipt):
        receipt.arrive(envelope, actor=actor(), now=now)
    line_id = request.form.get("line_id", type=int)
    line = own_line(current, line_id) if line_id else None
    if "token" not in request.form:
        receipt.take(line or abort(404), actor=actor(), now=now)
        return receiving_answer(current, receipt, Took.received(line, receipt) if line else None)
    taken = take_scanned_card(receipt, line, judged(shown_in(request.form["token"]), current))
    if "oppet" in request.form or wants_json():
        return told_by_card(Took.received(taken, receipt))
    return receiving_answer(current, receipt)


def take_scanned_card(receipt: Receipt, mistyped: Line | None, card: Judged) -> Line:
    """Take what was scanned: as the line whose number was mistyped, as the line that it answers, or as extra."""
    now, found = utcnow(), on_desk(receipt, card)
    if mistyped is not None:
        receipt.take_mistyped(mistyped, card.packed(), actor=actor(), now=now)
        return mistyped
    if found.line is not None:
        receipt.take(found.line, actor=actor(), now=now)
        return found.line
    return receipt.take_extra(card.packed(), actor=actor(), now=now)


def own_line(current: Return, line_id: int) -> Line:
    line = known_line(line_id)
    if line.return_id != current.id:
        raise Refused("Produkten hör till en annan retur. Ladda om sidan.")
    return line


@warehouse.post("/mottag/<number>/produkter/<int:line_id>/angra")
@warehouse_only
@changing
def undo_product(number: str, line_id: int) -> ResponseReturnValue:
    current, now = known_return(number), utcnow()
    receipt = Receipt.open(current, actor=actor(), now=now)
    line = next((line for line in current.lines if line.id == line_id), None)
    undone = Took.undone(line) if line else None
    if line:
        receipt.undo(line, actor=actor(), now=now)
    return receiving_answer(current, receipt, undone)


@warehouse.post("/mottag/<number>/inlagd")
@warehouse_only
@changing
def take_in(number: str) -> ResponseReturnValue:
    """The envelope is empty. More of the return may come in others."""
    current, now = known_return(number), utcnow()
    receipt = Receipt.open(current, actor=actor(), now=now)
    envelope = opened_envelope(receipt)
    receipt.take_in_envelope(envelope.number if envelope else None, actor=actor(), now=now)
    if receipt.finished:
        flash(_("Retur %(number)s är inlagd.", number=current.shown_number), "good")
    else:
        flash(_("Kuvertet är inlagt. Fler väntas i returen."), "good")
    if label := said_label():
        return redirect(url_for("warehouse.direct", oppet=label))
    return redirect(url_for("warehouse.receive", number=current.number))


@warehouse.post("/mottag/<number>/fler-kommer-inte")
@warehouse_only
@changing
def give_up_the_rest(number: str) -> ResponseReturnValue:
    current, now = known_return(number), utcnow()
    receipt = Receipt.open(current, actor=actor(), now=now)
    receipt.give_up_the_rest(request.form.get("reason", ""), actor=actor(), now=now)
    flash(_("Retur %(number)s är inlagd.", number=current.shown_number), "good")
    return redirect(url_for("warehouse.receive", number=current.number))


def receiving_answer(current: Return, receipt: Receipt, took: Took | None = None) -> ResponseReturnValue:
    """The envelope as it is now; `took` is what is told to a tablet's queue, which sends this when contact is back."""
    if took and wants_json():
        return told_by_card(took)
    if wants_fragment():
        return render_template(
            "warehouse/_taken.html",
            return_=current,
            receipt=receipt,
            opened=opened_envelope(receipt),
            most_photos=MOST_PHOTOS,
        )
    return redirect(url_for("warehouse.receive", number=current.number, kuvert=request.form.get("kuvert")))
