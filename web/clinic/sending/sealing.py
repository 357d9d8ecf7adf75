"""Sealing: the hämtorder's number, the label, the envelope handed over."""

import re
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.privacy import PatientDataError, masked_number, refuse_in_number
from common.sentence import Sentence
from database import utcnow
from labels.contents import contents_json
from operations.region_settings import setting
from returns import MOST_ENVELOPES, Envelopes, Return
from returns.label_contents import labels_of_envelopes
from returns.lookup import WITH_LINES, others_with_order_number
from web.clinic.belonging.answering import refuse_unanswered_parts
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
            return plain_order_number(text)
        except PatientDataError as error:
            raise ValueError(say(error.sentence)) from error

    def hidden(self, text: str) -> str:
        return masked_number(text)


def plain_order_number(text: str) -> str:
    """Without spaces. Raises PatientDataError."""
    refuse_in_number(text)  # before its spaces go: 880320 0016 would be ten digits like others
    return "".join(text.split())


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
        number = read["order_number"] or "" if "order_number" in read else None
        is_meant = number is not None and is_same_pickup(number)
        return sealing_faults(self.current, number, self.said_of_envelopes, is_meant=is_meant)

    @property
    def said_of_envelopes(self) -> Envelopes:
        """Who is not asked how many there are has one."""
        count = (self.envelopes.data or 0) if self.envelopes.raw_data else 1
        return Envelopes(count, self.thick.data, self.lithium.data)

    @property
    def asks_same_order_number(self) -> bool:
        number = self.order_number.data
        return bool(number and others_with_order_number(number, self.current))


def sealing_faults(
    current: Return, order_number: str | None, envelopes: Envelopes, *, is_meant: bool
) -> dict[str, Sentence]:
    """What is wrong with each thing that is said at the sealing; a number that could not be read is None. `is_meant`:
    another return has the same number, and that is right."""
    found = current.envelope_faults(envelopes)
    faults = {{"count": "envelopes"}.get(name, name): sentence for name, sentence in found.items()}
    number = order_number
    if number is not None and (fault := order_number_faults(current, number, is_meant=is_meant)):
        faults["order_number"] = fault
    return faults


@clinic.get("/<number>/forsegla")
@clinic_only
def sealing(number: str) -> ResponseReturnValue:
    current = own_return(number, WITH_LINES)
    if not current.is_draft:
        return redirect(url_for("clinic.show", number=current.number))
    return sealing_page(SealingForm.shown_with({"envelopes": 1}, current=current))


def sealing_page(form: SealingForm) -> str:
    return render_template(
        "clinic/sealing.html",
        return_=form.current,
        form=form,
        shape=order_number_shape(),
        thick_mm=setting("LETTER_THICKNESS_MM"),
        most_envelopes=MOST_ENVELOPES,
    )


@clinic.post("/<number>/forsegla")
@clinic_only
@changing
def seal(number: str) -> ResponseReturnValue:
    """Freeze the contents. A label that its paper has no room for is told before anything is kept."""
    current = own_return(number, WITH_LINES)
    form = SealingForm.from_request(current=current)
    if not form.validate() and current.is_draft and not current.obstacles():
        return sealing_page(form), 422
    seal_as_said(current, form.order_number.data or "", form.said_of_envelopes)
    return redirect(url_for("clinic.show", number=current.number))


def seal_as_said(current: Return, order_number: str, envelopes: Envelopes) -> None:
    """Raises Refused, also for a label that its paper has no room for: before anything is stored."""
    refuse_unanswered_parts(current)
    now = utcnow()
    label = label_for(current, order_number, now)
    # The last envelope has the longest code.
    for each in labels_of_envelopes(label, min(envelopes.count, MOST_ENVELOPES))[-1:]:
        refuse_what_does_not_fit(each, usual_paper())
    current.seal(order_number, contents_json.to_dict(label), envelopes, actor=actor(), now=now)


def is_same_pickup(order_number: str) -> bool:
    """Whether the form says that another return with that number is no mistake."""
    return request.form.get("same_order_number") == order_number or "same_order_number_too" in request.form


def order_number_faults(current: Return, order_number: str, *, is_meant: bool) -> Sentence | None:
    """What is wrong with the number for this return."""
    return order_number_fault(order_number) or (None if is_meant else used_elsewhere(current, order_number))


def used_elsewhere(current: Return, order_number: str) -> Sentence | None:
    """A number that another return has is asked about once: it is a mistyped one, or one pick-up of several returns."""
    others = others_with_order_number(order_number, current)
    if not others:
        return None
    return Sentence(
        "Numret används redan på retur %(number)s. Är det samma hämtning? Kryssa i rutan då, annars rätta numret.",
        {"number": ", ".join(other.shown_number for other in others[:MOST_SHOWN])},
    )


def order_number_shape() -> str:
    """The region's pattern in words, when it is a number of digits; other patterns show in the error only."""
    digits = re.fullmatch(r"\\d\{(\d+)(?:,(\d+))?\}", setting("ORDER_NUMBER_PATTERN"))
    if digits is None:
        return ""
    fewest, most = digits[1], digits[2] or digits[1]
    return _("%(count)s siffror", count=fewest if fewest == most else f"{fewest}–{most}")


def order_number_fault(order_number: str) -> Sentence | None:
    """Nothing when the number has the shape that the region's WebSesam gives (R5)."""
    if not order_number:
        return Sentence("Skriv numret från WebSesam.")
    if re.fullmatch(setting("ORDER_NUMBER_PATTERN"), order_number):
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
    current.hand_over(actor=actor(), now=utcnow(), demands_look=setting("LABEL_LOOK_DEMANDED"))
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
    order_number = plain_order_number(request.form.get("order_number", ""))
    if fault := order_number_faults(current, order_number, is_meant=is_same_pickup(order_number)):
        flash(say(fault), "stop")
        return redirect(url_for("clinic.show", number=current.number))
    current.correct_order_number(order_number, request.form.get("reason", ""), actor=actor(), now=utcnow())
    flash(_("Numret är rättat. Skriv ut etiketten igen och kasta den gamla."), "attention")
    return redirect(url_for("clinic.show", number=current.number))
