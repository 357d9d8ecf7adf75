"""Choosing the printer for this tablet."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.http.form_fields import ChoiceField, FormOption
from web.http.headers import set_own_cookie
from web.http.own_path import own_path
from web.http.page_form import PageForm
from web.printing.blueprint import printing
from web.printing.chosen_printer import COOKIE, NONE, my_printers

REMEMBERED = 400 * 24 * 3600
"""Seconds: the longest time that browsers store a cookie (RFC 6265bis, 5.5)."""


def back() -> str:
    """The page that the choice was asked for on."""
    return own_path(request.values.get("tillbaka"), url_for("home.index"))


class PrinterChoiceForm(PageForm):
    """One of the printers that this user may print on, or none of them."""

    printer = ChoiceField(_l("Skrivare"), wrong=_l("Skrivaren finns inte längre. Välj en annan."))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        chosen = [FormOption(str(printer.id), printer.name, printer) for printer in my_printers()]
        self.printer.options = [*chosen, FormOption(NONE, _("Ingen av dem"), None)]


@printing.get("/skrivare")
def choose_printer() -> ResponseReturnValue:
    return choice_page(PrinterChoiceForm.shown_with())


def choice_page(form: PrinterChoiceForm) -> str:
    return render_template("printing/choice.html", form=form, back=back())


@printing.post("/skrivare")
def printer_chosen() -> ResponseReturnValue:
    """Store the choice in a cookie of this browser. Nothing else is changed."""
    form = PrinterChoiceForm.from_request()
    if not form.validate():
        return choice_page(form), 422
    printer = form.printer.data
    flash(
        _("Den här enheten skriver ut på %(printer)s.", printer=printer.name)
        if printer
        else _("Den här enheten skriver ut från webbläsaren."),
        "good",
    )
    answer = redirect(back())
    set_own_cookie(answer, COOKIE, str(printer.id) if printer else NONE, REMEMBERED)
    return answer
