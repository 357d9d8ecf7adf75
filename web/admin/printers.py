"""The printers: which ones there are, what paper is in them, and at which address they answer."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import db, utcnow
from labels import FORMATS
from labels.profile import ROTATIONS
from labels.typesetting.drawing import DOTS_PER_MM
from operations.region_settings import setting
from printing import Printer, all_printers
from printing.print_look import hint_for, print_looks_of
from printing.printer import PRINTER_FIELDS, printer_faults
from printing.printer_address import PrinterAddress
from printing.submitting import unfinished_on
from registry.models import Unit
from returns import Refused
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import ChoiceField, FormOption, NameField, TextField
from web.http.idempotency import changing
from web.http.page_form import PageForm

USUAL = {"paper": "102x152", "dpi": 203, "rotation": 0}
"""The values of most label printers, with which the form for a new one begins."""


class PrinterForm(PageForm):
    """The form in which an administrator describes a printer."""

    name = NameField(_l("Namn"), required=True)
    unit_id = ChoiceField(_l("Enhet"), wrong=_l("Enheten finns inte. Välj en annan."))
    paper = ChoiceField(_l("Papper i skrivaren"))
    dpi = ChoiceField(_l("Upplösning"))
    rotation = ChoiceField(_l("Vridning"))
    address = TextField(_l("Adress i nätet"))

    def __init__(self, printer: Printer | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.printer = printer
        self.unit_id.options = unit_options()
        self.paper.options = [
            FormOption(paper.name, _(paper.title), paper.name) for paper in FORMATS.values()
        ]
        self.dpi.options = [FormOption(str(dpi), f"{dpi} dpi", dpi) for dpi in DOTS_PER_MM]
        self.rotation.options = [FormOption(str(turn), f"{turn}°", turn) for turn in ROTATIONS]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        found = printer_faults(read, self.printer)
        if read.get("address") and "address" not in found:
            found |= port_faults(read["address"])
        return found

    @property
    def fields(self) -> dict[str, Any]:
        """What was typed, as a printer's fields."""
        return {**self.data, "address": self.address.data or ""}


def unit_options() -> list[FormOption]:
    units = db.session.scalars(sa.select(Unit).order_by(Unit.name))
    return [
        FormOption("", _("Alla enheter"), None),
        *(FormOption(str(unit.id), unit.name, unit.id) for unit in units),
    ]


def port_faults(address: str) -> dict[str, Sentence]:
    """The server connects to the address for whoever typed it: it does so only on ports that printers have."""
    port = PrinterAddress.parse(address).port
    if any(port in ports for ports in allowed_ports(setting("PRINTER_PORTS"))):
        return {}
    said = Sentence(
        "Port %(port)s är ingen port för skrivare. Behövs den, lägg till den under Inställningar.",
        {"port": port},
    )
    return {"address": said}


def allowed_ports(setting: object) -> list[range]:
    """`443 631 9100-9107` → ranges."""
    ends = [part.partition("-") for part in str(setting).replace(",", " ").split()]
    return [range(int(first), int(last or first) + 1) for first, _dash, last in ends]


@admin.get("/skrivare")
@admin_only
def printers() -> ResponseReturnValue:
    found = all_printers()
    waiting = {printer.id: unfinished_on(printer) for printer in found}
    hints = {printer.id: hint_for(print_looks_of(printer)) for printer in found}
    return render_template("admin/printers.html", printers=found, waiting=waiting, hints=hints)


@admin.get("/skrivare/ny")
@admin_only
def new_printer() -> ResponseReturnValue:
    return printer_page(PrinterForm.shown_with(USUAL))


@admin.get("/skrivare/<int:printer_id>")
@admin_only
def printer(printer_id: int) -> ResponseReturnValue:
    shown = known_printer(printer_id)
    values = {name: getattr(shown, name) for name in PRINTER_FIELDS}
    return printer_page(PrinterForm.shown_with(values, printer=shown))


def known_printer(printer_id: int) -> Printer:
    found = db.session.get(Printer, printer_id)
    return found if found and found.removed_at is None else abort(404)


def printer_page(form: PrinterForm) -> str:
    looks = print_looks_of(form.printer) if form.printer else []
    return render_template(
        "admin/printer.html", printer=form.printer, form=form, looks=looks, hint=hint_for(looks)
    )


@admin.post("/skrivare/ny")
@admin_only
@changing
def add_printer() -> ResponseReturnValue:
    form = PrinterForm.from_request()
    if not form.validate():
        return printer_page(form), 422
    added = Printer.add(actor=actor(), now=utcnow(), **form.fields)
    flash(_("Skrivaren är inlagd. Skriv ut testsidan och mät den."), "good")
    return redirect(url_for("admin.measure", printer_id=added.id))


@admin.post("/skrivare/<int:printer_id>")
@admin_only
@changing
def change_printer(printer_id: int) -> ResponseReturnValue:
    shown = known_printer(printer_id)
    form = PrinterForm.from_request(printer=shown)
    if not form.validate():
        return printer_page(form), 422
    shown.change(actor=actor(), now=utcnow(), **form.fields)
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
