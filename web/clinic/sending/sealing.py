"""Sealing: the hämtorder's number, the label, the envelope handed over."""

import re
from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.privacy import PatientDataError, masked_number, refuse_in_number
from common.sentence import Sentence
from database import utcnow
from labels.contents import contents_json
from returns import MOST_ENVELOPES, Envelopes, Return
from returns.label_contents import labels_of_envelopes
from returns.lookup import others_with_order_number
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.clinic.sending.label import label_for
from web.http.access import actor
from web.http.form_fields import ChoiceField, FormOption, TextField, TickField
from web.http.idempotency import changing
from web.http.page_form import PageForm
from web.http.translated import say
from web.printing.pdf import refuse_what_does_not_fit, usual_paper

MOST_SHOWN = 3


class OrderNumberField(TextField):
    """A number from WebSesam, without spaces. Ten digits in a row can be one; a personnummer as people write it can
    not."""

    def read(self, text: str) -> str:
        try:
            refuse_in_number(text)  # before its spaces go: 880320 0016 would be ten digits like others
        except PatientDataError as error:
            raise ValueError(say(error.sentence)) from error
        return "".join(text.split())

    def hidden(self, text: str) -> str:
        return masked_number(text)


class CountField(TextField):
    """How many. What is no number counts as 0."""

    def read(self, text: str) -> int:
        return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0


class SealingForm(PageForm):
    """What is asked before a return is sealed."""

    order_number = OrderNumberField(_l("Hämtordernummer"), required=True)
    envelopes = CountField(_l("Antal vadderade kuvert"), required=True)
    thick = ChoiceField(_l("Tjocka kuvert"), wrong=_l("Svara ja eller nej."))
    lithium = TickField(_l("Litiumbatterier"))

    def __init__(self, current: Return, **more: Any) -> None:
        super().__init__(**more)
        self.current = current
        if current.to_supplier:
            self.order_number.label.text = _("Nummer på retur till leverantör")
        self.thick.options = [FormOption("no", _("Nej"), False), FormOption("yes", _("Ja"), True)]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        found = self.current.envelope_faults(self.said_of_envelopes)
        faults = {{"count": "envelopes"}.get(name, name): sentence for name, sentence in found.items()}
        if "order_number" in read:
            number = read["order_number"] or ""
            if fault := order_number_fault(number) or used_elsewhere(self.current, number):
                faults["order_number"] = fault
        return faults

    @property
    def said_of_envelopes(self) -> Envelopes:
        """Who is not asked how many there are has one."""
        count = (self.envelopes.data or 0) if self.envelopes.raw_data else 1
        return Envelopes(count, self.thick.data, self.lithium.data)

    @property
    def asks_same_order_number(self) -> bool:
        number = self.order_number.data
        return bool(number and others_with_order_number(number, self.current))


@clinic.get("/<number>/forsegla")
@clinic_only
def sealing(number: str) -> ResponseReturnValue:
    current = own_return(number)
    if not current.is_draft:
        return redirect(url_for("clinic.show", number=current.number))
    return sealing_page(SealingForm.shown_with({"envelopes": 1}, current=current))


def sealing_page(form: SealingForm) -> str:
    return render_template(
        "clinic/sealing.html",
        return_=form.current,
        form=form,
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
    form = SealingForm.from_request(current=current)
    if not form.validate() and current.is_draft and not current.obstacles():
        return sealing_page(form), 422
    now, order_number = utcnow(), form.order_number.data or ""
    label = label_for(current, order_number, now)
    envelopes = form.said_of_envelopes
    # The last envelope has the longest code.
    for each in labels_of_envelopes(label, min(envelopes.count, MOST_ENVELOPES))[-1:]:
        refuse_what_does_not_fit(each, usual_paper())
    current.seal(order_number, contents_json.to_dict(label), envelopes, actor=actor(), now=now)
    return redirect(url_for("clinic.show", number=current.number))


def used_elsewhere(current: Return, order_number: str) -> Sentence | None:
    """A number that another return has is asked about once: it is a mistyped one, or one pick-up of several returns."""
    others = others_with_order_number(order_number, current)
    is_meant = (
        request.form.get("same_order_number") == order_number or "same_order_number_too" in request.form
    )
    if not others or is_meant:
        return None
    return Sentence(
        "Numret används redan på retur %(number)s. Är det samma hämtning? Kryssa i rutan då, annars rätta numret.",
        {"number": ", ".join(other.shown_number for other in others[:MOST_SHOWN])},
    )


def order_number_shape() -> str:
    """The region's pattern in words, when it is a number of digits; other patterns show in the error only."""
    digits = re.fullmatch(r"\\d\{(\d+)(?:,(\d+))?\}", current_app.config["ORDER_NUMBER_PATTERN"])
    if digits is None:
        return ""
    fewest, most = digits[1], digits[2] or digits[1]
    return _("%(count)s siffror", count=fewest if fewest == most else f"{fewest}–{most}")


def order_number_fault(order_number: str) -> Sentence | None:
    """Nothing when the number has the shape that the region's WebSesam gives (R5)."""
    if not order_number:
        return Sentence("Skriv numret från WebSesam.")
    if re.fullmatch(current_app.config["ORDER_NUMBER_PATTERN"], order_number):
        return None
    return Sentence(
        "Numret ser inte ut som ett nummer från WebSesam: %(number)s. Kontrollera det och skriv igen.",
        {"number": order_number[:20]},
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
    if fault := order_number_fault(order_number) or used_elsewhere(current, order_number):
        flash(say(fault), "stop")
        return redirect(url_for("clinic.show", number=current.number))
    current.correct_order_number(order_number, request.form.get("reason", ""), actor=actor(), now=utcnow())
    flash(_("Numret är rättat. Skriv ut etiketten igen och kasta den gamla."), "attention")
    return redirect(url_for("clinic.show", number=current.number))
