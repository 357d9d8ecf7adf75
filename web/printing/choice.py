"""Choosing the printer for this tablet."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.http.own_path import own_path
from web.printing.blueprint import printing
from web.printing.chosen_printer import COOKIE, NONE, my_printers

REMEMBERED = 400 * 24 * 3600
"""Seconds: the longest time that browsers store a cookie (RFC 6265bis, 5.5)."""


def back() -> str:
    """The page that the choice was asked for on."""
    return own_path(request.values.get("tillbaka"), url_for("home.index"))


@printing.get("/skrivare")
def choose_printer() -> ResponseReturnValue:
    return render_template("printing/choice.html", back=back())


@printing.post("/skrivare")
def printer_chosen() -> ResponseReturnValue:
    """Store the choice in a cookie of this browser. Nothing else is changed."""
    chosen = request.form.get("printer", NONE)
    names = {str(printer.id): printer.name for printer in my_printers()}
    if chosen not in {NONE, *names}:
        abort(400)
    flash(
        _("Den här enheten skriver ut på %(printer)s.", printer=names[chosen])
        if chosen in names
        else _("Den här enheten skriver ut från webbläsaren."),
        "good",
    )
    answer = redirect(back())
    answer.set_cookie(
        COOKIE, chosen, max_age=REMEMBERED, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer
