"""`flask notices`: the worker that mails people what waits for them, from the command line."""

import os
import signal

import click
from flask import current_app
from flask.cli import AppGroup

from database import utcnow
from operations.notices.notice_worker import NoticeWorker

notices_cli = AppGroup("notices", help="Mail to people at work.")


@notices_cli.command("work")
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
@click.option(
    "--beside", type=int, metavar="PID", help="End when that process, which started this one, has ended."
)
def work_command(once: bool, beside: int | None) -> None:
    """Mail people what waits for them. Several may run at once, on several machines."""
    worker = NoticeWorker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        click.echo(f"{worker.work_once(utcnow())} mails")
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run(lambda: beside is None or os.getppid() == beside)
