"""Which printer this browser prints on: chosen once on each tablet and remembered there, else the unit's only one."""

from collections.abc import Sequence

from flask import flash, g, request
from flask_babel import gettext as _
from flask_security import current_user

import labels
from database import utcnow
from labels.layouts.pieces import Content
from printers import Printer, PrintJob, Put, printers_for, put_in_queue
from printers.queue import jobs_of, stuck
from registry.lookup import warehouse_unit
from registry.models import Unit
from returns import Refused
from web.access import actor

COOKIE = "skrivare"
NONE = "0"
"""Chosen: PDF in the browser only."""


def my_unit() -> Unit | None:
    """Where the signed-in user prints: the clinic's unit, else the warehouse."""
    return current_user.unit if current_user.is_clinic else warehouse_unit()


def my_printers() -> list[Printer]:
    """Those that this user may print on."""
    if "my_printers" not in g:
        g.my_printers = printers_for(my_unit())
    return g.my_printers


def my_printer() -> Printer | None:
    """The one named in the request, else the one remembered here, else the unit's own when it has only one."""
    wanted = request.args.get("skrivare") or request.cookies.get(COOKIE) or ""
    for printer in my_printers():
        if str(printer.id) == wanted:
            return printer
    own = [printer for printer in my_printers() if printer.unit_id is not None]
    return own[0] if len(own) == 1 and wanted != NONE else None


def profile_for(paper: labels.Format) -> labels.Profile:
    """The chosen printer's profile, when this is what lies in it or it was asked for by name; else as it is."""
    printer = my_printer()
    if printer is None:
        return labels.EXACT
    same = (printer.format.width, printer.format.height) == (paper.width, paper.height)
    return printer.profile if same or request.args.get("skrivare") == str(printer.id) else labels.EXACT


def direct_printer() -> Printer:
    """The chosen one, refused when nothing can be sent to it."""
    printer = my_printer()
    if printer is None or not printer.prints_directly:
        raise Refused("Välj en skrivare som tar emot utskrifter först.")
    return printer


def send_to(printer: Printer, contents: Sequence[Content | labels.TestPage], subject: str) -> None:
    """Into the queue, and what became of it told."""
    became = put_in_queue(printer, contents, subject, unit=my_unit(), actor=actor(), now=utcnow())
    match became:
        case Put.NEW:
            flash(_("Skickas till %(printer)s.", printer=printer.name), "good")
        case Put.AGAIN:
            text = _(
                "Skickas till %(printer)s en gång till. Det står OMTRYCK på den: kasta den förra.",
                printer=printer.name,
            )
            flash(text, "attention")
        case Put.WAITS_ALREADY:
            flash(_("Den ligger redan i kön. Titta under Utskrifter."), "attention")


def prints_to_look_at() -> int:
    """How many of this user's did not come out, and will not by themselves."""
    return stuck(my_unit(), everybodys=current_user.is_admin)


def prints_of(*subjects: str) -> list[PrintJob]:
    """What became of the prints of something, latest first."""
    return jobs_of(subjects)
