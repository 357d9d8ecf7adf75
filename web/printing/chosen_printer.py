"""The printer that this browser prints on. It is chosen once on each tablet and remembered there; where nothing was
chosen and the unit has only one printer, it is that one."""

from flask import g, request
from flask_security import current_user

import labels
from printing import Printer, PrintJob, printers_for
from printing.submitting import jobs_of, stuck
from registry.lookup import warehouse_unit
from registry.models import Unit
from web.http.headers import cookie_value

COOKIE = "skrivare"
NONE = "0"
"""The choice of no printer: the browser shows a PDF instead."""


def my_unit() -> Unit | None:
    """The unit at which the signed-in user prints: the clinic's own, else the warehouse."""
    return current_user.unit if current_user.is_clinic else warehouse_unit()


def my_printers() -> list[Printer]:
    """The printers that this user may print on."""
    if "my_printers" not in g:
        g.my_printers = printers_for(my_unit())
    mine: list[Printer] = g.my_printers
    return mine


def my_printer() -> Printer | None:
    """The printer named in the request, else the one remembered here, else the unit's when it has only one."""
    wanted = request.args.get("skrivare") or cookie_value(COOKIE)
    for printer in my_printers():
        if str(printer.id) == wanted:
            return printer
    own = [printer for printer in my_printers() if printer.unit_id is not None]
    return own[0] if len(own) == 1 and wanted != NONE else None


def profile_for(paper: labels.Format) -> labels.Profile:
    """The profile of the chosen printer, when it has this paper or was asked for by name; otherwise one that changes
    nothing."""
    printer = my_printer()
    if printer is None:
        return labels.EXACT
    same = (printer.format.width, printer.format.height) == (paper.width, paper.height)
    return printer.profile if same or request.args.get("skrivare") == str(printer.id) else labels.EXACT


def prints_to_look_at() -> int:
    """How many of this user's prints have failed and will not be tried again without somebody."""
    return stuck(my_unit(), everybodys=current_user.is_admin)


def prints_of(*subjects: str) -> list[PrintJob]:
    """The print jobs of something, the latest first."""
    return jobs_of(subjects)
