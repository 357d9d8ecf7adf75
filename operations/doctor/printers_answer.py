"""Network printers: whether each answers and can print, and whether its labels come out."""

import datetime
from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import force_locale, gettext

from database import db, utcnow
from operations.doctor.finding import HealthFinding
from printing.job import PrintJob
from printing.printer import Printer, all_printers
from printing.protocols.outcome import NotPrinted
from printing.protocols.send import refuse_when_unable
from printing.queue import State

ANSWERS_WITHIN_S = 5.0
WAITED_LONG = datetime.timedelta(minutes=15)


def network_printers_answer() -> Iterator[HealthFinding]:
    """Each is asked how it is, as before a label: one that takes a connection and says nothing is not well."""
    for printer in all_printers():
        if not printer.prints_directly:
            continue
        subject = f"printer {printer.name}"
        if wrong := _refusal(printer.address):
            yield HealthFinding(subject, wrong, "Mend that, or correct its address on its page.")
        elif since := _oldest_job(printer):
            yield HealthFinding(
                subject,
                f"a label has waited since {since:%Y-%m-%d %H:%M} UTC",
                "See that `flask printers work` runs, and look at the printer.",
            )
        else:
            yield HealthFinding(subject, f"{printer.address} answers")


def _refusal(address: str) -> str:
    """The sentence that a person at the queue would see, in English."""
    try:
        refuse_when_unable(address, ANSWERS_WITHIN_S)
    except NotPrinted as error:
        with force_locale("en"):
            return error.sentence.translated(gettext, "en")
    return ""


def _oldest_job(printer: Printer) -> datetime.datetime | None:
    since = db.session.scalar(
        sa.select(sa.func.min(PrintJob.added_at)).where(
            PrintJob.printer_id == printer.id, PrintJob.state.in_([State.WAITING, State.SENDING])
        )
    )
    return since if since and utcnow() - since > WAITED_LONG else None
