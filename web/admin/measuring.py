"""The test page and the ruler: what a printer does to measures, and what makes up for it."""

from dataclasses import astuple, dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import labels
from database import utcnow
from labels import LabelError, Measured
from labels.layouts.test_page import ROLL_HEIGHT
from printing import Printer
from returns import Refused
from web.admin.blueprint import admin, admin_only
from web.admin.printers import known_printer
from web.http.access import actor
from web.http.form_problem import FormProblem
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.translated import say
from web.printing.direct import send_to
from web.printing.pdf import answer, rendered

FARTHEST = 60.0
"""Millimetres that a measure may lie from what it should be: more is a slip of the pen."""
SIDES = {
    "left": _l("A: från vänsterkanten till den lodräta linjalen"),
    "top": _l("B: från överkanten till den vågräta linjalen"),
    "across": _l("C: den vågräta linjalens längd"),
    "down": _l("D: den lodräta linjalens längd"),
}


@dataclass(frozen=True)
class MeasuringPreview:
    """What was measured, what is computed from it, and where the rulers come out now and then, in millimetres."""

    measured: Measured
    profile: labels.Profile
    width: float
    height: float


@admin.get("/skrivare/<int:printer_id>/matt")
@admin_only
def measure(printer_id: int) -> ResponseReturnValue:
    """The form; with measures in the address, what they would give."""
    printer = known_printer(printer_id)
    if not any(side in request.args for side in SIDES):
        return measure_page(printer)
    try:
        return measure_page(printer, preview=preview_of(printer))
    except FormProblem as problem:
        return measure_page(printer, problem=problem), 422


def measure_page(
    printer: Printer, preview: MeasuringPreview | None = None, problem: FormProblem | None = None
) -> str:
    right = dict(zip(SIDES, astuple(printer.right), strict=True))
    values = {side: request.values.get(side, "") for side in SIDES}
    return render_template(
        "admin/measure.html",
        printer=printer,
        sides=SIDES,
        right=right,
        values=values,
        preview=preview,
        problem=problem,
    )


def preview_of(printer: Printer) -> MeasuringPreview:
    """Raises FormProblem for what no ruler says."""
    measured = measured_in_form(printer)
    try:
        profile = printer.corrected(measured)
    except LabelError as error:
        raise FormProblem("across", say(error.sentence)) from error
    return MeasuringPreview(measured, profile, printer.format.width, printer.format.height or ROLL_HEIGHT)


def measured_in_form(printer: Printer) -> Measured:
    right = dict(zip(SIDES, astuple(printer.right), strict=True))
    return Measured(**{side: _millimetres(side, right[side]) for side in SIDES})


def _millimetres(side: str, right: float) -> float:
    """As people write them: 9,5 or 9.5, with or without mm."""
    text = request.values.get(side, "").strip()
    try:
        value = float(text.removesuffix("mm").strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not abs(value - right) <= FARTHEST:
        raise FormProblem(side, _("Skriv ett mått i mm, ungefär %(right)s.", right=f"{right:.0f}"))
    return value


@admin.post("/skrivare/<int:printer_id>/matt")
@admin_only
@changing
def keep_measures(printer_id: int) -> ResponseReturnValue:
    printer = known_printer(printer_id)
    try:
        preview_of(printer)
    except FormProblem as problem:
        return measure_page(printer, problem=problem), 422
    printer.calibrate(measured_in_form(printer), actor=actor(), now=utcnow())
    flash(_("Sparat. Skriv ut testsidan igen: nu ska måtten stämma."), "good")
    return redirect(url_for("admin.measure", printer_id=printer.id))


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
    """With the profile as it is now: a second measurement refines the first."""
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
