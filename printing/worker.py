"""Sends what waits: `flask printers work`. Several may run, on several machines: see `printing.lease`."""

import contextlib
import datetime
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
import structlog
from flask import Flask

from database import db, forget_and_write, utcnow
from printing.lease import PrinterLease, printers_to_work
from printing.network_printer import NetworkPrinter
from printing.printer import Printer
from printing.protocols.send import send
from printing.queue import Queue, Send
from printing.storage import CommittedRows
from printing.submitting import forget_old_jobs

log = structlog.get_logger()

PAUSE_AFTER_FAILURE = datetime.timedelta(seconds=10)
LOOKS_EVERY = 0.7
"""An empty queue is looked at again after so many seconds."""
WAITS_FOR_DATABASE = 5.0
FORGETS_EVERY = datetime.timedelta(days=1)
AT_ONCE = 8
"""Printers that are printed on at the same time: a slow one must not make the others wait."""


class Worker:
    """What one process does: it takes printers that are free, and sends what waits for them."""

    def __init__(self, app: Flask, send: Send = send) -> None:
        self.app = app
        self.send = send
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.stopping = threading.Event()
        self.busy: set[int] = set()
        self.forget_at = utcnow()

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Works until `stop()` is called or `goes_on` says no. A job that has begun is ended first."""
        with ThreadPoolExecutor(AT_ONCE, "printer") as pool:
            while not self.stopping.is_set() and goes_on():
                self.stopping.wait(self._look(pool))
            self.stop()

    def run_once(self) -> None:
        """Sends everything that waits now, printer by printer."""
        for printer_id in self._due():
            self.work(printer_id)

    def stop(self) -> None:
        self.stopping.set()

    def work(self, printer_id: int) -> None:
        """Sends one printer's jobs, unless another worker has the printer."""
        with self.app.app_context(), self._leased(PrinterLease(printer_id, self.name)) as queue:
            if queue:
                queue.recover()
                queue.fine = queue.work(self._keeps(PrinterLease(printer_id, self.name)))

    def _look(self, pool: ThreadPoolExecutor) -> float:
        """Begin what there is; seconds until the next look."""
        try:
            for printer_id in self._due():
                if printer_id not in self.busy:
                    self.busy.add(printer_id)
                    pool.submit(self._work_in_thread, printer_id)
        except sa.exc.OperationalError as error:
            log.warning("print_queue_out_of_reach", error=str(error))
            return WAITS_FOR_DATABASE
        return LOOKS_EVERY

    def _work_in_thread(self, printer_id: int) -> None:
        try:
            self.work(printer_id)
        except Exception:
            log.exception("printing_failed", printer=printer_id)
            raise
        finally:
            self.busy.discard(printer_id)

    def _due(self) -> list[int]:
        now = utcnow()
        with self.app.app_context():
            if now >= self.forget_at:
                with forget_and_write():
                    forget_old_jobs(now)
                self.forget_at = now + FORGETS_EVERY
            return printers_to_work(now)

    @contextlib.contextmanager
    def _leased(self, lease: PrinterLease) -> Iterator["PrinterQueue | None"]:
        if not lease.take(utcnow()):
            yield None
            return
        queue = PrinterQueue(CommittedRows(lease.printer_id), network_printers(lease.printer_id), self.send)
        try:
            yield queue
        finally:
            lease.give_back(utcnow(), datetime.timedelta() if queue.fine else PAUSE_AFTER_FAILURE)

    def _keeps(self, lease: PrinterLease) -> Callable[[], bool]:
        return lambda: not self.stopping.is_set() and lease.renew(utcnow())


class PrinterQueue(Queue):
    """A leased printer's jobs."""

    fine = False
    """Whether the printer took what it was given."""


def network_printers(printer_id: int) -> dict[str, NetworkPrinter]:
    with forget_and_write():
        printer = db.session.get_one(Printer, printer_id)
        return {printer.name: printer.profile}
