"""The test page and the ruler: how a printer changes measures, and how that is made up for."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import labels
from common.sentence import Sentence
from database import utcnow
from labels import Measured
from labels.layouts.test_page import ROLL_HEIGHT
from printing import Printer
from printing.measuring import measuring_faults
from returns import Refused
from web.admin.blueprint import admin, admin_only
from web.admin.printers import known_printer
from web.http.access import actor
from web.http.form_fields import MillimetreField
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.page_form import PageForm
from web.printing.direct import send_to
from web.printing.pdf import answer, rendered

SIDES = {
    "left": _l("A: från vänsterkanten till den lodräta linjalen"),
    "top": _l("B: från överkanten till den vågräta linjalen"),
    "across": _l("C: den vågräta linjalens längd"),
    "down": _l("D: den lodräta linjalens längd"),
}


class MeasuringForm(PageForm):
    """The measures that were read from the ruler, in millimetres."""

    left = MillimetreField(SIDES["left"], required=True)
    top = MillimetreField(SIDES["top"], required=True)
    across = MillimetreField(SIDES["across"], required=True)
    down = MillimetreField(SIDES["down"], required=True)

    def __init__(self, printer: Printer, **more: Any) -> None:
        super().__init__(**more)
        self.printer = printer

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return measuring_faults(self.printer, read)

    @property
    def measured(self) -> Measured:
        return Measured(**self.data)


@dataclass(frozen=True)
class MeasuringPreview:
    """What was measured, what follows from it, and where the rulers are printed before and after, in millimetres."""

    measured: Measured
    profile: labels.Profile
    width: float
    height: float


@admin.get("/skrivare/<int:printer_id>/matt")
@admin_only
def measure(printer_id: int) -> ResponseReturnValue:
    """The form, and what the measures in the address would lead to."""
    printer = known_printer(printer_id)
    if not any(side in request.args for side in SIDES):
        return measure_page(MeasuringForm.shown_with(printer=printer))
    form = MeasuringForm(printer, formdata=request.args)
    return measure_page(form, preview_of(form)) if form.validate() else (measure_page(form), 422)


def measure_page(form: MeasuringForm, preview: MeasuringPreview | None = None) -> str:
    return render_template(
        "admin/measure.html",
        printer=form.printer,
        form=form,
        right=dataclasses.asdict(form.printer.right),
        preview=preview,
    )


def preview_of(form: MeasuringForm) -> MeasuringPreview:
    paper = form.printer.format
    profile = form.printer.corrected(form.measured)
    return MeasuringPreview(form.measured, profile, paper.width, paper.height or ROLL_HEIGHT)


@admin.post("/skrivare/<int:printer_id>/matt")
@admin_only
@changing
def keep_measures(printer_id: int) -> ResponseReturnValue:
    form = MeasuringForm.from_request(printer=known_printer(printer_id))
    if not form.validate():
        return measure_page(form), 422
    form.printer.calibrate(form.measured, actor=actor(), now=utcnow())
    flash(_("Sparat. Skriv ut testsidan igen: nu ska måtten stämma."), "good")
    return redirect(url_for("admin.measure", printer_id=printer_id))


@admin.post("/skrivare/<int:printer_id>/matt/nollstall")
@admin_only
@changing
def forget_measures(printer_id: int) -> ResponseReturnValue:
    known_printer(printer_id).forget_measurement(actor=actor(), now=utcnow())
    flash(_("Skrivaren skriver ut utan rättning igen."), "good")
    return redirect(url_for("admin.measure", printer_id=printer_id))


@admin.get("/skrivare/<int:printer_id>/testsida.pdf")
@admin_only
def test_page_pdf(printer_id: int) -> ResponseReturnValue:
    """The test page, printed with the present profile, so that a second measurement refines the first."""
    printer = known_printer(printer_id)
    return answer(rendered(test_page(printer), printer.paper, printer.profile), f"testsida-{printer.id}")


@admin.post("/skrivare/<int:printer_id>/testsida/skriv-ut")
@admin_only
@changing
def print_test_page(printer_id: int) -> ResponseReturnValue:
    printer = known_printer(printer_id)
    if not printer.prints_directly:
        raise Refused("Skrivaren har ingen adress. Öppna testsidan och skriv ut den från webbläsaren.")
    send_to(printer, [test_page(printer)], f"test page:{printer.id}")
    return redirect(url_for("admin.measure", printer_id=printer.id))


def test_page(printer: Printer) -> labels.TestPage:
    return labels.TestPage(printer.name, today())
