"""Printers: which there are, what paper is in them, where they answer."""

from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from database import db, utcnow
from labels import FORMATS, LabelError
from labels.drawing import DOTS_PER_MM
from labels.profile import ROTATIONS
from printing import Printer, all_printers
from printing.printer_address import PrinterAddress
from printing.submitting import unfinished_on
from registry.models import Unit
from returns import Refused
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_problem import FormProblem
from web.http.idempotency import changing
from web.http.translated import say

NAMES = {
    "name": _l("Namn"),
    "unit_id": _l("Enhet"),
    "paper": _l("Papper i skrivaren"),
    "dpi": _l("Upplösning"),
    "rotation": _l("Vridning"),
    "address": _l("Adress i nätet"),
}
LONGEST_NAME, LONGEST_ADDRESS = 60, 255


@admin.get("/skrivare")
@admin_only
def printers() -> ResponseReturnValue:
    found = all_printers()
    waiting = {printer.id: unfinished_on(printer) for printer in found}
    return render_template("admin/printers.html", printers=found, waiting=waiting)


@admin.get("/skrivare/ny")
@admin_only
def new_printer() -> ResponseReturnValue:
    return printer_page(None)


@admin.get("/skrivare/<int:printer_id>")
@admin_only
def printer(printer_id: int) -> ResponseReturnValue:
    return printer_page(known_printer(printer_id))


def known_printer(printer_id: int) -> Printer:
    found = db.session.get(Printer, printer_id)
    return found if found and found.removed_at is None else abort(404)


def printer_page(shown: Printer | None, problem: FormProblem | None = None) -> str:
    """The form, with what was typed when something in it is wrong."""
    values: dict[str, Any] = {"paper": "102x152", "dpi": 203, "rotation": 0}
    if problem:
        values = request.form.to_dict()
    elif shown:
        values = {name: getattr(shown, name) for name in NAMES}
    return render_template(
        "admin/printer.html",
        printer=shown,
        values={name: "" if value is None else value for name, value in values.items()},
        problem=problem,
        names=NAMES,
        papers=FORMATS.values(),
        dpis=list(DOTS_PER_MM),
        rotations=ROTATIONS,
        units=db.session.scalars(sa.select(Unit).order_by(Unit.name)).all(),
    )


@admin.post("/skrivare/ny")
@admin_only
@changing
def add_printer() -> ResponseReturnValue:
    try:
        added = Printer.add(actor=actor(), now=utcnow(), **fields_from_form())
    except FormProblem as problem:
        return printer_page(None, problem), 422
    flash(_("Skrivaren är inlagd. Skriv ut testsidan och mät den."), "good")
    return redirect(url_for("admin.measure", printer_id=added.id))


@admin.post("/skrivare/<int:printer_id>")
@admin_only
@changing
def change_printer(printer_id: int) -> ResponseReturnValue:
    shown = known_printer(printer_id)
    try:
        shown.change(actor=actor(), now=utcnow(), **fields_from_form(shown))
    except FormProblem as problem:
        return printer_page(shown, problem), 422
    flash(_("Skrivaren är ändrad."), "good")
    return redirect(url_for("admin.printers"))


@admin.post("/skrivare/<int:printer_id>/ta-bort")
@admin_only
@changing
def remove_printer(printer_id: int) -> ResponseReturnValue:
    shown = known_printer(printer_id)
    if unfinished_on(shown):
        raise Refused("Det väntar utskrifter på skrivaren. Avbryt dem först, under Utskrifter.")
    shown.remove(actor=actor(), now=utcnow())
    flash(_("Skrivaren är borttagen."), "good")
    return redirect(url_for("admin.printers"))


# --- what was typed


def fields_from_form(shown: Printer | None = None) -> dict[str, Any]:
    """What was typed, as a printer's fields. Raises FormProblem for the first field that cannot be."""
    form = request.form
    fields: dict[str, Any] = {
        "name": _name(shown),
        "unit_id": _unit_id(),
        "paper": _one_of("paper", {name: name for name in FORMATS}),
        "dpi": _one_of("dpi", {str(dpi): dpi for dpi in DOTS_PER_MM}),
        "rotation": _one_of("rotation", {str(turn): turn for turn in ROTATIONS}),
        "address": form.get("address", "").strip(),
    }
    if fields["address"]:
        _check_address(fields["address"])
        if FORMATS[fields["paper"]].positions > 1:
            text = _(
                "Ark med flera etiketter skrivs ut från webbläsaren: där väljs den första lediga platsen. "
                "Lämna adressen tom, eller välj ett annat papper."
            )
            raise FormProblem("address", text)
    return fields


def _name(shown: Printer | None) -> str:
    name = " ".join(request.form.get("name", "").split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise FormProblem("name", _("Skriv ett namn på högst %(most)s tecken.", most=LONGEST_NAME))
    if any(other.name == name and other is not shown for other in all_printers()):
        raise FormProblem("name", _("Det finns redan en skrivare som heter %(name)s.", name=name))
    return name


def _unit_id() -> int | None:
    chosen = request.form.get("unit_id", type=int)
    if chosen and db.session.get(Unit, chosen) is None:
        raise FormProblem("unit_id", _("Enheten finns inte. Välj en annan."))
    return chosen or None


def _one_of(name: str, known: dict[str, Any]) -> Any:
    try:
        return known[request.form.get(name, "")]
    except KeyError:
        raise FormProblem(name, _("Välj en av dem som finns.")) from None


def _check_address(address: str) -> None:
    """A printer's address, on a port that printers have: the server will connect to it for whoever typed it."""
    if len(address) > LONGEST_ADDRESS:
        raise FormProblem("address", _("Adressen får ha högst %(most)s tecken.", most=LONGEST_ADDRESS))
    try:
        parsed = PrinterAddress.parse(address)
    except LabelError as error:
        raise FormProblem("address", say(error.sentence)) from error
    if not any(parsed.port in ports for ports in allowed_ports(current_app.config["PRINTER_PORTS"])):
        text = _(
            "Port %(port)s är ingen port för skrivare. Behövs den, lägg till den i inställningen "
            "RETURKOLL_PRINTER_PORTS.",
            port=parsed.port,
        )
        raise FormProblem("address", text)


def allowed_ports(setting: object) -> list[range]:
    """`443 631 9100-9107` → ranges."""
    ends = [part.partition("-") for part in str(setting).replace(",", " ").split()]
    return [range(int(first), int(last or first) + 1) for first, _dash, last in ends]
