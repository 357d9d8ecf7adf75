"""Putting contents into the queue, and what people see of the queue."""

import datetime
import enum
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from common.json_form import to_json
from common.sentence import Sentence
from database import db
from labels import TestPage
from labels.contents import contents_json
from labels.layouts.cells import Content
from printing.job import UNFINISHED, PrintJob
from printing.printer import Printer
from printing.queue import Queue, State, marked_as_reprint
from printing.storage import DatabaseStorage, rows_changed
from registry.models import Unit

SHOWN_FINISHED = 20
FINISHED_STORED_FOR = datetime.timedelta(days=180)
"""How long the queue knows that something has been printed."""


class Put(enum.Enum):
    """What became of contents that somebody wants to print."""

    NEW = "new"
    AGAIN = "again"
    """It was added; it has been printed before, and the label says so."""
    WAITS_ALREADY = "waits already"
    """Nothing was added, because it lies in the queue already."""


def put_in_queue(
    printer: Printer,
    contents: Sequence[Content | TestPage],
    subject: str,
    *,
    unit: Unit | None,
    actor: str,
    now: datetime.datetime,
) -> Put:
    """Adds contents that belong together to a printer's queue, in their order."""
    # Two tablets that ask for the same at once: the second one waits here for what the first one added.
    db.session.execute(sa.select(Printer.id).where(Printer.id == printer.id).with_for_update())
    if _of(subject, UNFINISHED):
        return Put.WAITS_ALREADY
    again = was_printed_before(subject)
    for content in contents:
        made = marked_as_reprint(content) if again else content
        db.session.add(
            PrintJob(
                printer_id=printer.id,
                unit_id=unit.id if unit else None,
                subject=subject,
                content=contents_json.to_dict(made),
                format=printer.paper,
                added_by=actor,
                added_at=now,
                state=State.WAITING,
                tries=0,
                changed_at=now,
            )
        )
    db.session.flush()
    return Put.AGAIN if again else Put.NEW


def was_printed_before(subject: str) -> bool:
    return _of(subject, (State.PRINTED,))


def _of(subject: str, states: Sequence[str]) -> bool:
    query = sa.select(PrintJob.id).where(PrintJob.subject == subject, PrintJob.state.in_(states)).limit(1)
    return db.session.scalar(query) is not None


def queue_of(unit: Unit | None, *, everybodys: bool = False) -> tuple[list[PrintJob], list[PrintJob]]:
    """The unfinished jobs, oldest first, and the latest finished ones, newest first."""
    query = sa.select(PrintJob).options(joinedload(PrintJob.printer), joinedload(PrintJob.unit))
    if not everybodys:
        query = query.where(PrintJob.unit_id == (unit.id if unit else None))
    waiting = query.where(PrintJob.state.in_(UNFINISHED)).order_by(PrintJob.id)
    finished = query.where(PrintJob.state.not_in(UNFINISHED)).order_by(PrintJob.changed_at.desc())
    return list(db.session.scalars(waiting)), list(db.session.scalars(finished.limit(SHOWN_FINISHED)))


def stuck(unit: Unit | None, *, everybodys: bool = False) -> int:
    """How many jobs have failed or may have failed, so that a person has to act."""
    query = sa.select(sa.func.count(PrintJob.id)).where(
        PrintJob.state.in_(UNFINISHED), PrintJob.reason.is_not(None)
    )
    if not everybodys:
        query = query.where(PrintJob.unit_id == (unit.id if unit else None))
    return db.session.scalar(query) or 0


def unfinished_on(printer: Printer) -> int:
    query = sa.select(sa.func.count(PrintJob.id)).where(
        PrintJob.printer_id == printer.id, PrintJob.state.in_(UNFINISHED)
    )
    return db.session.scalar(query) or 0


def queue_for_people() -> Queue:
    """The queue for what people do with its jobs. Nothing can be sent from it."""
    return Queue(DatabaseStorage(), {}, _send_nothing)


def _send_nothing(*_sent: object) -> None:
    raise NotImplementedError


def forget_old_jobs(now: datetime.datetime) -> int:
    """Deletes finished jobs that are so old that nobody asks for them. Returns how many."""
    old = sa.delete(PrintJob).where(
        PrintJob.state.not_in(UNFINISHED), PrintJob.changed_at < now - FINISHED_STORED_FOR
    )
    return rows_changed(old)


def doubt_all(now: datetime.datetime) -> int:
    """After a backup has been put back: what waited when it was made may have come out since."""
    reason = Sentence("Databasen är återställd från en säkerhetskopia. Titta om etiketten kom ut.")
    doubt = (
        sa.update(PrintJob)
        .where(PrintJob.state.in_((State.WAITING, State.SENDING)))
        .values(state=State.DOUBTFUL, reason=to_json(reason), changed_at=now)
    )
    return rows_changed(doubt)


def jobs_of(subjects: Sequence[str]) -> list[PrintJob]:
    """Every job that prints one of these subjects, latest first."""
    query = sa.select(PrintJob).options(joinedload(PrintJob.printer)).where(PrintJob.subject.in_(subjects))
    return list(db.session.scalars(query.order_by(PrintJob.id.desc())))
