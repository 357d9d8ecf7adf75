"""`flask printers`: the worker that prints, from the command line."""

import os
import signal

import click
from flask import current_app
from flask.cli import AppGroup

from printing.worker import Worker

printers_cli = AppGroup("printers", help="Network printers.")


@printers_cli.command("work")
@click.option("--once", is_flag=True, help="Send what waits now, and end.")
@click.option(
    "--beside", type=int, metavar="PID", help="End when that process, which started this one, has ended."
)
def work(once: bool, beside: int | None) -> None:
    """Print what waits in the queue. Several may run at once, on several machines."""
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        worker.run_once()
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    # Whoever loses its parent gets another one. The parent's number is told: it may have ended before we look.
    worker.run(lambda: beside is None or os.getppid() == beside)
