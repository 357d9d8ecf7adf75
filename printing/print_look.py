"""How well a label was printed, as the look at the envelope saw it, and whether its printer gets worse."""

import datetime
from collections.abc import Sequence
from statistics import median
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.sentence import Sentence
from database import Model, UtcDateTime, db
from printing.job import PrintJob
from printing.printer import Printer
from printing.queue import State
from printing.storage import rows_changed

SHOWN_LOOKS = 12
LOOKS_STORED_FOR = datetime.timedelta(days=365)
JUDGED_TOGETHER = 3
"""Looks whose median is judged: one crumpled label or one bad picture is no reason to clean a printer."""
HINT_BELOW = 3.5
"""Grade below which that median is a hint: well before 1.5, where readers begin to fail (ISO/IEC 15416, annex D)."""
HINT_AT_ONCE = 2.0
"""Grade below which the last look alone is a hint."""
PALE, GROWN = 0.60, 0.15
"""Symbol contrast below which the print is called pale, and modules of growth above which its ink has spread."""


class PrintLook(Model):
    """The indicators of one label (scanner.print_quality): no certified grade."""

    __tablename__ = "print_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    printer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("printer.id"), index=True)
    """Empty where it was printed from a browser, which does not say on what."""
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    """What was printed, as the queue names it: "label:RK7H4MCXD"."""
    envelope: Mapped[int]
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    grade: Mapped[float]
    """0 to 4, of the code that is worst off."""
    wear: Mapped[float]
    """0 at best."""
    contrast: Mapped[float]
    gain: Mapped[float]
    """Modules."""
    codes: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    """Of each code its format and the values of its parameters."""

    @classmethod
    def note(
        cls,
        subject: str,
        envelope: int,
        *,
        grade: float,
        wear: float,
        codes: Sequence[dict[str, Any]],
        now: datetime.datetime,
    ) -> "PrintLook":
        """Keep what a look has measured. `codes` have `format`, `values` and `gain`."""
        new = cls(
            printer_id=printer_that_printed(subject),
            subject=subject,
            envelope=envelope,
            at=now,
            grade=round(grade, 2),
            wear=round(wear, 3),
            contrast=round(min(code["values"]["contrast"] for code in codes), 3),
            gain=round(max(code["gain"] for code in codes), 3),
            codes=list(codes),
        )
        db.session.add(new)
        db.session.flush()
        return new


def printer_that_printed(subject: str) -> int | None:
    """The printer that this subject came out of last."""
    query = sa.select(PrintJob.printer_id).where(PrintJob.subject == subject, PrintJob.state == State.PRINTED)
    return db.session.scalar(query.order_by(PrintJob.changed_at.desc(), PrintJob.id.desc()).limit(1))


def print_looks_of(printer: Printer) -> list[PrintLook]:
    """The last looks at what it has printed, newest first."""
    query = sa.select(PrintLook).where(PrintLook.printer_id == printer.id)
    return list(
        db.session.scalars(query.order_by(PrintLook.at.desc(), PrintLook.id.desc()).limit(SHOWN_LOOKS))
    )


def hint_for(looks: Sequence[PrintLook]) -> Sentence | None:
    """What to do about a printer before a label cannot be read; `looks` are newest first. None while it prints well."""
    if not looks:
        return None
    last = looks[:JUDGED_TOGETHER]
    worse = len(last) == JUDGED_TOGETHER and median(look.grade for look in last) < HINT_BELOW
    if not worse and last[0].grade >= HINT_AT_ONCE:
        return None
    worst = min(last, key=lambda look: look.grade)
    if worst.contrast < PALE:
        return Sentence("Trycket har blivit blekt. Byt färgband eller papper, eller höj värmen.")
    if worst.gain > GROWN:
        return Sentence("Det svarta flyter ut. Rengör skrivhuvudet, sänk värmen eller byt papper.")
    return Sentence("Det är streck eller fläckar i koderna. Rengör skrivhuvudet.")


def forget_old_looks(now: datetime.datetime) -> int:
    """Deletes looks that are too old for a trend. Returns how many."""
    return rows_changed(sa.delete(PrintLook).where(PrintLook.at < now - LOOKS_STORED_FOR))
