"""One look at the label that was stuck on, before the envelope leaves."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from identity import Identity
from operations.region_settings import setting
from printing.print_look import PrintLook
from returns import Refused, Return
from returns.envelope import REASONS_TO_SKIP, SkippedLook
from returns.label_look import LabelCode, LabelLook, LabelVerdict, judge_labels, labels_in_view
from scanner.print_quality.label_print import PrintMeasure
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.packing import summary_page
from web.clinic.sending.label import label_subject
from web.http.access import actor
from web.http.errors import wants_json
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.print_measure import as_stored, print_seen
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see

PARTS = ("_label_looks", "_hand_over")
"""The templates of what a look changes on the page."""


@clinic.post("/<number>/kuvert")
@clinic_only
def look_at_label(number: str) -> ResponseReturnValue:
    """Say whose label is in view, and note it where it is the right one. The picture is read before the transaction
    begins, so that nobody waits for its lock."""
    current = own_return(number)
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: summary_page(current, message=message))
    look = judged_label(current, seen)
    if look and look.verdict is LabelVerdict.RIGHT and needs_noting(current, look):
        return note_label(number, seen, print_seen(seen))
    return told_of_label(current, seen, look)


def judged_label(current: Return, seen: Seen) -> LabelLook | None:
    found = labels_in_view(codes_of(seen))
    by_hand = bool(seen.typed) or "whole" in request.form
    return judge_labels(current, found, one_code_is_enough=by_hand)


def codes_of(seen: Seen) -> list[tuple[Identity, LabelCode]]:
    """What is bars and what is a square, where a picture shows it."""
    if seen.typed:
        return [(identity, LabelCode.BARS) for identity in seen.identities]
    return [
        (symbol.identity, LabelCode.SQUARE if symbol.format == "QRCode" else LabelCode.BARS)
        for symbol in seen.symbols
    ]


def needs_noting(current: Return, look: LabelLook) -> bool:
    return look.envelope in [envelope.number for envelope in current.unseen_envelopes]


@changing
def note_label(number: str, seen: Seen, measure: PrintMeasure | None) -> ResponseReturnValue:
    """Judged anew, as the return may have changed while the picture was read."""
    current = own_return(number)
    look = judged_label(current, seen)
    if look and look.verdict is LabelVerdict.RIGHT and look.envelope:
        current.see_label(look.envelope, look.label.codes, actor=actor(), now=utcnow())
        if measure:
            note_print(current, look.envelope, measure)
    return told_of_label(current, seen, look)


def note_print(current: Return, envelope: int, measure: PrintMeasure) -> None:
    """For the printer's page: a printer that gets worse is told before a label cannot be read."""
    codes = [as_stored(code) for code in measure.codes]
    grades = {"grade": measure.grade, "wear": measure.wear}
    PrintLook.note(label_subject(current), envelope, codes=codes, now=utcnow(), **grades)


def told_of_label(current: Return, seen: Seen, look: LabelLook | None) -> ResponseReturnValue:
    if "whole" in request.form and not wants_json():
        return redirect(url_for("clinic.show", number=current.number))
    message = " ".join(say(one) for one in (look.headline, look.todo) if one) if look else nothing_said(seen)
    return answer(
        seen,
        html="".join(render_template(f"clinic/{part}.html", return_=current, look=look) for part in PARTS),
        tone=tone_of(seen, look),
        message=message,
        page=lambda message: summary_page(current, look=look, message=message),
    )


def tone_of(seen: Seen, look: LabelLook | None) -> str:
    """A moving camera sees half a label on its way to the whole one: that makes no sound."""
    if look is None:
        return "attention" if seen.key else "none"
    return "none" if seen.live and look.verdict is LabelVerdict.TORN else look.tone


def nothing_said(seen: Seen) -> str:
    if seen.key:
        return _("Det är ingen etikett från Returkoll. Visa etiketten på kuvertet.")
    return _("Ingen etikett syns i bilden. Gå närmare och håll stilla, eller skriv returens nummer.")


@clinic.post("/<number>/kuvert/<int:envelope>/angra")
@clinic_only
@changing
def undo_label_look(number: str, envelope: int) -> ResponseReturnValue:
    """It was another envelope."""
    own_return(number).undo_see_label(envelope, actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=number))


@clinic.post("/<number>/kuvert/utan-kontroll")
@clinic_only
@changing
def skip_label_looks(number: str) -> ResponseReturnValue:
    """The camera cannot: the reason is one press."""
    current = own_return(number)
    said = request.form.get("reason", "")
    if said not in list(SkippedLook):
        raise Refused("Välj varför etiketten inte kan kontrolleras.")
    current.skip_label_looks(SkippedLook(said), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=current.number))


@clinic.context_processor
def demanded_looks() -> dict[str, object]:
    """What the templates ask of the look: whether the region demands it, and the reasons for which it is left out."""
    return {"look_is_demanded": lambda: setting("LABEL_LOOK_DEMANDED"), "reasons_to_skip": REASONS_TO_SKIP}
