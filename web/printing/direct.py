"""Straight to the chosen printer, past the browser: put in the queue, whose worker proves what it sends."""

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
    """On the chosen printer. What has no room on its paper is told now, and not found in the queue later."""
    printer = direct_printer()
    for content in contents:
        refuse_what_does_not_fit(content, printer.paper, printer.profile)
    send_to(printer, contents, subject)


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
