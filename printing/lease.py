"""Which worker has which printer: a lease in its row, so that many workers on many machines may run at once."""

import datetime
from dataclasses import dataclass

import sqlalchemy as sa

from database import db, forget_and_write, has_come
from printing.job import PrintJob
from printing.printer import Printer
from printing.queue import State
from printing.storage import rows_changed

LENGTH = datetime.timedelta(minutes=5)
"""Longer than one job can take with its printer's patience and every answer waited for: it is renewed before each."""
TO_BE_WORKED = (State.WAITING, State.SENDING)
"""A job that is being sent on a printer that nobody has was left by a worker that died."""


@dataclass(frozen=True)
class PrinterLease:
    """A worker's lease on one printer."""

    printer_id: int
    worker: str

    def take(self, now: datetime.datetime) -> bool:
        """Takes the printer. Says whether it was free."""
        free = has_come(Printer.free_at, now, LENGTH) & Printer.removed_at.is_(None)
        return self._set(free, worker=self.worker, free_at=now + LENGTH)

    def renew(self, now: datetime.datetime) -> bool:
        """Renews the lease. Says whether this worker still had it."""
        return self._set(Printer.worker == self.worker, free_at=now + LENGTH)

    def give_back(self, now: datetime.datetime, pause: datetime.timedelta) -> bool:
        """`pause` is how long nobody needs to try it."""
        return self._set(Printer.worker == self.worker, worker=None, free_at=now + pause)

    def _set(self, where: sa.ColumnElement[bool], **values: object) -> bool:
        with forget_and_write():
            statement = sa.update(Printer).where(Printer.id == self.printer_id, where).values(**values)
            return rows_changed(statement) > 0


def printers_to_work(now: datetime.datetime) -> list[int]:
    """The printers that no worker has and for which something waits."""
    query = (
        sa.select(Printer.id)
        .join(PrintJob, PrintJob.printer_id == Printer.id)
        .where(
            PrintJob.state.in_(TO_BE_WORKED),
            has_come(Printer.free_at, now, LENGTH),
            Printer.removed_at.is_(None),
        )
        .distinct()
        .order_by(Printer.id)
    )
    found = list(db.session.scalars(query))
    db.session.rollback()
    return found


def try_now(printer: Printer, now: datetime.datetime) -> None:
    """Somebody has mended the printer, so it need not wait until its pause is over. Part of the caller's
    transaction."""
    db.session.execute(
        sa.update(Printer)
        .where(Printer.id == printer.id, Printer.worker.is_(None), Printer.free_at > now)
        .values(free_at=now)
    )
