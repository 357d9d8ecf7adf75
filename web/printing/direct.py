"""Printing on the chosen printer without the browser: the contents go into the queue, whose worker proves the label."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext as _

import labels
from database import utcnow
from labels.layouts.cells import Content
from printing import Printer, Put, put_in_queue
from returns import Refused
from web.http.access import actor
from web.printing.chosen_printer import my_printer, my_unit
from web.printing.pdf import refuse_what_does_not_fit


def print_directly(contents: Sequence[Content], subject: str) -> None:
    """Print on the chosen printer, and tell the user."""
    printer = direct_printer()
    tell_what_became(queue_on(printer, contents, subject), printer)


def queue_on(printer: Printer, contents: Sequence[Content], subject: str) -> Put:
    """Contents that have no room on the printer's paper are refused now, not later in the queue."""
    for content in contents:
        refuse_what_does_not_fit(content, printer.paper, printer.profile)
    return put_in_queue(printer, contents, subject, unit=my_unit(), actor=actor(), now=utcnow())


def direct_printer() -> Printer:
    """The chosen printer. Raises Refused when nothing can be sent to it."""
    return require_direct(my_printer())


def require_direct(printer: Printer | None) -> Printer:
    if printer is None or not printer.prints_directly:
        raise Refused("Välj en skrivare som tar emot utskrifter först.")
    return printer


def send_to(printer: Printer, contents: Sequence[labels.TestPage], subject: str) -> None:
    """Put test pages into the queue, and tell the user."""
    became = put_in_queue(printer, contents, subject, unit=my_unit(), actor=actor(), now=utcnow())
    tell_what_became(became, printer)


def tell_what_became(became: Put, printer: Printer) -> None:
    match became:
        case Put.NEW:
            # No green: whether it comes out stands in the line about the print, which may say that it did not.
            flash(_("Skickas till %(printer)s.", printer=printer.name), "info")
        case Put.AGAIN:
            text = _(
                "Skickas till %(printer)s en gång till. Det står OMTRYCK på den: kasta den förra.",
                printer=printer.name,
            )
            flash(text, "attention")
        case Put.WAITS_ALREADY:
            flash(_("Den ligger redan i kön. Titta under Utskrifter."), "attention")
