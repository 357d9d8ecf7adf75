"""`flask nightly`: everything that is done at night, job by job; one that fails does not stop the others."""

import datetime
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import sqlalchemy as sa
import structlog
from flask.cli import with_appcontext

from database import db, forget_and_write, utcnow
from operations.night.backups import back_up
from operations.night.drill import restore_on_trial
from operations.night.last_run import LastRun
from operations.night.night_job import NightFailed, NightJob
from operations.night.retention import (
    cancel_empty_drafts,
    forget_what_is_over,
    remove_old_photos,
    shorten_audit_log,
)
from registry.imports import job_lock

log = structlog.get_logger()

NIGHT_JOBS = (
    NightJob("backup", back_up),
    NightJob("drill", restore_on_trial),
    NightJob("photos", remove_old_photos),
    NightJob("drafts", cancel_empty_drafts),
    NightJob("leftovers", forget_what_is_over),
    NightJob("audit", shorten_audit_log),
)
DUE_AFTER = datetime.timedelta(hours=18)
LOCK = -1
"""The number of the night among the imports' locks, which are numbered from 1."""


@click.command("nightly")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--only", type=click.Choice([job.name for job in NIGHT_JOBS]), multiple=True, help="Only this job."
)
@click.option("--if-due", is_flag=True, help="Only what has not gone well for 18 hours, by any machine.")
@with_appcontext
def nightly_command(dry_run: bool, only: tuple[str, ...], if_due: bool) -> None:
    """Make a backup, restore it on trial, and remove what has been stored for long enough.

    It ends with 1 where a job failed; what each job did is also told by `flask doctor` and /metrics."""
    with _alone() as alone:
        if not alone:
            click.echo("Another machine is at it just now.")
            return
        wanted = [job for job in NIGHT_JOBS if not only or job.name in only]
        failed = [job.name for job in wanted if (not if_due or _is_due(job)) and not _run(job, dry_run)]
    if failed:
        click.echo(f"Failed: {', '.join(failed)}.", err=True)
        sys.exit(1)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other machine or process is at it. The lock ends with the process, however that ends."""
    lease = job_lock.take(db.engine, LOCK)
    try:
        yield lease is not None
    finally:
        if lease is not None:
            lease.release()


def _is_due(job: NightJob) -> bool:
    last = db.session.get(LastRun, job.name)
    # The one of a clock that was ahead counts as little as an old one.
    return last is None or last.well_at is None or abs(utcnow() - last.well_at) >= DUE_AFTER


def _run(job: NightJob, dry_run: bool) -> bool:
    """Whether it went well."""
    began = time.monotonic()
    try:
        told, well = job.do(dry_run), True
    except NightFailed as failure:
        told, well = str(failure), False
    except Exception as error:
        log.exception("nightly_failed", job=job.name)
        told, well = f"{type(error).__name__}: {error}", False
    db.session.rollback()
    click.echo(f"{job.name}: {told}", err=not well)
    if not dry_run:
        _note(job, well, told, time.monotonic() - began)
    return well


def _note(job: NightJob, well: bool, told: str, took_s: float) -> None:
    """What cannot be written down has been told already."""
    try:
        with forget_and_write():
            LastRun.note(job.name, well=well, told=told, took_s=took_s, now=utcnow())
    except sa.exc.SQLAlchemyError as error:
        log.error("nightly_not_noted", job=job.name, error=str(error))
