"""What has been stored for long enough goes. Each job says how much, also on a dry run."""

import datetime
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import structlog

from database import db, forget_and_write, utcnow
from operations.answers import ANSWERS_STORED_FOR, StoredAnswer
from operations.audit import head, verify
from operations.audit.trimming import count_older, trim
from operations.night.night_job import NightFailed
from operations.photo_moving import orphans
from operations.region_settings import setting
from photos import NoPhoto
from photos.stored_photo import photo_store
from printing.print_look import forget_old_looks
from printing.submitting import forget_old_jobs
from registry.imports import jobs
from registry.models import ImportJob
from returns import Line, Return
from returns.photo import LinePhoto
from returns.states import ReturnState

log = structlog.get_logger()

ACTOR = "flask nightly"
AT_ONCE = 200
"""Rows in one transaction, so that people wait for none."""
A_MONTH = datetime.timedelta(days=30.44)
REASON = "Tom sedan länge"


def remove_old_photos(dry_run: bool) -> str:
    """Those of returns that are closed or cancelled, older than RETURKOLL_PHOTO_MONTHS; 0 keeps them for good."""
    months = int(setting("PHOTO_MONTHS"))
    removed = 0
    if months:
        until = utcnow() - months * A_MONTH
        query = (
            sa.select(LinePhoto.id)
            .join(Line, LinePhoto.line_id == Line.id)
            .join(Return, Line.return_id == Return.id)
            .where(LinePhoto.at < until, Return.state.in_([ReturnState.CLOSED, ReturnState.CANCELLED]))
            .order_by(LinePhoto.id)
        )
        removed = _each(query, dry_run, _remove_photo)
    alone = _remove_orphans(dry_run)
    would = "would remove" if dry_run else "removed"
    return f"{would} {removed} photos and {alone} pictures that no row refers to"


def _remove_photo(photo_id: int, now: datetime.datetime) -> None:
    photo = db.session.get(LinePhoto, photo_id)
    line = db.session.get(Line, photo.line_id) if photo else None
    if photo and line:
        line.drop_old_photo(photo, actor=ACTOR, now=now)


def _remove_orphans(dry_run: bool) -> int:
    store = photo_store()
    if store is None:
        return 0
    try:
        found = list(orphans(store))
        if not dry_run:
            for digest in found:
                store.remove(digest)
    except NoPhoto as error:
        raise NightFailed(f"the photo store does not answer: {error}") from error
    return len(found)


def cancel_empty_drafts(dry_run: bool) -> str:
    """Returns that hold nothing, opened RETURKOLL_EMPTY_DRAFT_DAYS ago. One with a product is the unit's to decide."""
    until = utcnow() - datetime.timedelta(days=int(setting("EMPTY_DRAFT_DAYS")))
    query = (
        sa.select(Return.id)
        .where(Return.state == ReturnState.DRAFT, Return.opened_at < until, ~Return.lines.any())
        .order_by(Return.id)
    )
    count = _each(query, dry_run, _cancel)
    return f"{'would cancel' if dry_run else 'cancelled'} {count} empty drafts"


def _cancel(return_id: int, now: datetime.datetime) -> None:
    found = db.session.get(Return, return_id)
    if found and found.is_draft and not found.lines:
        found.cancel(REASON, actor=ACTOR, now=now)


def _each(query: sa.Select[Any], dry_run: bool, change: Callable[[int, datetime.datetime], None]) -> int:
    """How many there are. Without `dry_run` each is changed, so many in a transaction."""
    ids = list(db.session.scalars(query))
    if dry_run:
        return len(ids)
    for at in range(0, len(ids), AT_ONCE):
        with forget_and_write():
            now = utcnow()
            for one in ids[at : at + AT_ONCE]:
                change(one, now)
    return len(ids)


def forget_what_is_over(dry_run: bool) -> str:
    """Files of imports that nobody goes on with, answers for repeated requests, finished print jobs."""
    now = utcnow()
    if dry_run:
        count = sa.func.count()
        imports = db.session.scalar(sa.select(count).where(ImportJob.touched_at < now - jobs.FORGOTTEN_AFTER))
        answers = db.session.scalar(sa.select(count).where(StoredAnswer.at < now - ANSWERS_STORED_FOR))
        return f"would remove the files of {imports} imports, and {answers} answers"
    with forget_and_write():
        before = _imports()
        jobs.forget_old(db.session, db.engine, now)
        StoredAnswer.forget_old(now)
        printed = forget_old_jobs(now)
        forget_old_looks(now)
        removed = before - _imports()
    return f"removed the files of {removed} imports, and {printed} finished print jobs"


def _imports() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(ImportJob)) or 0


def shorten_audit_log(dry_run: bool) -> str:
    """Entries older than RETURKOLL_AUDIT_YEARS, after the chain has been verified. The head of the chain goes into the
    machine's log: where that is sent to another machine, each night is anchored outside."""
    years, now = int(setting("AUDIT_YEARS")), utcnow()
    end, broken = head(db.session), verify(db.session())
    if broken:
        raise NightFailed(
            f"the audit log does not hold at entry {broken.number}: {broken.why} Nothing was removed from it. "
            "Compare it with a backup."
        )
    if dry_run:
        return f"would remove {count_older(db.session(), years, now)} entries, older than {years} years"
    with forget_and_write():
        removed = trim(db.session(), years, actor=ACTOR, now=now)
    log.info("audit_head", head=str(end))
    return f"the chain holds to {end}; removed {removed} entries, older than {years} years"
