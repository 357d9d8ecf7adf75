"""`flask webhooks`: the worker that tells other systems, from the command line."""

import os
import signal

import click
from flask import current_app
from flask.cli import AppGroup

from operations.webhooks.webhook_worker import WebhookWorker

webhooks_cli = AppGroup("webhooks", help="Events for other systems.")


@webhooks_cli.command("work")
@click.option("--once", is_flag=True, help="Send what is due now, and end.")
@click.option(
    "--beside", type=int, metavar="PID", help="End when that process, which started this one, has ended."
)
def work_command(once: bool, beside: int | None) -> None:
    """Send events to their subscribers. Several may run at once, on several machines."""
    worker = WebhookWorker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        while worker.work_once():
            pass
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run(lambda: beside is None or os.getppid() == beside)
