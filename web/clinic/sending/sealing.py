"""Sealing: the hämtorder's number, the label, the envelope handed over."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from common.privacy import refuse_in_number
from database import utcnow
from labels import contents_json
from returns import MOST_ENVELOPES, Envelopes, Return
from returns.lookup import others_with_order_number
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.sending.label import label_for
from web.http.access import actor
from web.http.idempotency import changing
from web.printing.pdf import refuse_what_does_not_fit, usual_paper

MOST_SHOWN = 3


@clinic.get("/<number>/forsegla")
@clinic_only
def sealing(number: str) -> ResponseReturnValue:
    current = own_return(number)
    if not current.is_draft:
        return redirect(url_for("clinic.show", number=current.number))
    return sealing_page(current)


def sealing_page(
    current: Return, order_number: str = "", form_errors: Mapping[str, str] = MappingProxyType({})
) -> str:
    return render_template(
        "clinic/sealing.html",
        return_=current,
        order_number=order_number,
        asks_same_order_number=bool(order_number and others_with_order_number(order_number, current)),
        form_errors=form_errors,
        shape=order_number_shape(),
        thick_mm=current_app.config["LETTER_THICKNESS_MM"],
        most_envelopes=MOST_ENVELOPES,
    )


@clinic.post("/<number>/forsegla")
@clinic_only
@changing
def seal(number: str) -> ResponseReturnValue:
    """Freeze the contents. A label that its paper has no room for is told before anything is kept."""
    current = own_return(number)
    typed = request.form.get("order_number", "")
    refuse_in_number(typed)  # before its spaces go: 880320 0016 would be ten digits like others
    order_number = "".join(typed.split())
    if current.is_draft and not current.obstacles() and (errors := form_errors(current, order_number)):
        return sealing_page(current, order_number, errors), 422
    now = utcnow()
    label = label_for(current, order_number, now)
    refuse_what_does_not_fit(label, usual_paper())
    current.seal(order_number, contents_json.to_dict(label), envelopes_in_form(), actor=actor(), now=now)
    return redirect(url_for("clinic.show", number=current.number))


def form_errors(current: Return, order_number: str) -> dict[str, str]:
    """What is wrong with each field, all at once, in the order of the form."""
    envelopes = envelopes_in_form()
    found = {"order_number": order_number_error(order_number) or used_elsewhere(current, order_number)}
    if not 1 <= envelopes.count <= MOST_ENVELOPES:
        found["envelopes"] = _("Ange hur många kuvert det är: 1 till %(most)s.", most=MOST_ENVELOPES)
    if envelopes.thick is None:
        found["thick"] = _("Svara ja eller nej.")
    if current.has_lithium and not envelopes.lithium:
        found["lithium"] = _("Titta på batterierna och kryssa i rutan.")
    return {field: error for field, error in found.items() if error}


def used_elsewhere(current: Return, order_number: str) -> str:
    """A number that another return has is asked about once: it is a mistyped one, or one pick-up of several returns."""
    others = others_with_order_number(order_number, current)
    is_meant = (
        request.form.get("same_order_number") == order_number or "same_order_number_too" in request.form
    )
    if not others or is_meant:
        return ""
    return _(
        "Numret används redan på retur %(number)s. Är det samma hämtning? Kryssa i rutan då, annars rätta numret.",
        number=", ".join(other.shown_number for other in others[:MOST_SHOWN]),
    )


def envelopes_in_form() -> Envelopes:
    """A number of envelopes that is none counts as 0, which the form refuses."""
    form = request.form
    written = form.get("envelopes", "1").strip()
    return Envelopes(
        count=int(written) if re.fullmatch(r"[0-9]{1,4}", written) else 0,
        thick={"yes": True, "no": False}.get(form.get("thick", "")),
        lithium=form.get("lithium") == "yes",
    )


def order_number_shape() -> str:
    """The region's pattern in words, when it is a number of digits; other patterns show in the error only."""
    digits = re.fullmatch(r"\\d\{(\d+)(?:,(\d+))?\}", current_app.config["ORDER_NUMBER_PATTERN"])
    if digits is None:
        return ""
    fewest, most = digits[1], digits[2] or digits[1]
    return _("%(count)s siffror", count=fewest if fewest == most else f"{fewest}–{most}")


def order_number_error(order_number: str) -> str:
    """Empty when the number has the shape that the region's WebSesam gives (R5)."""
    if not order_number:
        return _("Skriv numret från WebSesam.")
    if re.fullmatch(current_app.config["ORDER_NUMBER_PATTERN"], order_number):
        return ""
    return _(
        "Numret ser inte ut som ett nummer från WebSesam: %(number)s. Kontrollera det och skriv igen.",
        number=order_number[:20],
    )


@clinic.post("/<number>/overlamnad")
@clinic_only
@changing
def hand_over(number: str) -> ResponseReturnValue:
    current = own_return(number)
    current.hand_over(actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=current.number))


@clinic.post("/<number>/overlamnad/angra")
@clinic_only
@changing
def undo_hand_over(number: str) -> ResponseReturnValue:
    """Pressed too early: it still lies here."""
    current = own_return(number)
    current.undo_hand_over(request.form.get("reason", ""), actor=actor(), now=utcnow())
    return redirect(url_for("clinic.show", number=current.number))


@clinic.post("/<number>/hamtorder")
@clinic_only
@changing
def correct_order_number(number: str) -> ResponseReturnValue:
    """Another number after sealing. The labels that were printed with the wrong one are printed anew."""
    current = own_return(number)
    typed = request.form.get("order_number", "")
    refuse_in_number(typed)
    order_number = "".join(typed.split())
    if error := order_number_error(order_number) or used_elsewhere(current, order_number):
        flash(error, "stop")
        return redirect(url_for("clinic.show", number=current.number))
    current.correct_order_number(order_number, request.form.get("reason", ""), actor=actor(), now=utcnow())
    flash(_("Numret är rättat. Skriv ut etiketten igen och kasta den gamla."), "attention")
    return redirect(url_for("clinic.show", number=current.number))
