"""The queue's jobs in the database, as `printing.queue.Storage` asks for them."""

import datetime
from collections.abc import Callable
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from common.json_form import to_json
from database import db, forget_and_write, utcnow
from labels.contents import contents_json
from printing.job import UNFINISHED, PrintJob
from printing.queue import Job


def rows_changed(statement: sa.Update | sa.Delete) -> int:
    return cast(sa.CursorResult[Any], db.session.execute(statement)).rowcount


class DatabaseStorage:
    """Reads and changes jobs as a part of the caller's transaction. For what people do in a request."""

    def __init__(self, printer_id: int | None = None, now: Callable[[], datetime.datetime] = utcnow) -> None:
        self.printer_id = printer_id
        self.now = now

    def get(self, job_id: str) -> Job:
        return db.session.get_one(PrintJob, int(job_id), populate_existing=True).job

    def unfinished(self) -> list[Job]:
        query = sa.select(PrintJob).where(PrintJob.state.in_(UNFINISHED)).order_by(PrintJob.id)
        if self.printer_id is not None:
            query = query.where(PrintJob.printer_id == self.printer_id)
        query = query.options(joinedload(PrintJob.printer)).execution_options(populate_existing=True)
        return [row.job for row in db.session.scalars(query)]

    def change(self, was: Job, job: Job) -> bool:
        """The change is one statement, so that of two who change a job at once one is told that it was too late."""
        change = (
            sa.update(PrintJob)
            .where(PrintJob.id == int(was.id), PrintJob.state == was.state, PrintJob.tries == was.tries)
            .values(
                state=job.state,
                tries=job.tries,
                content=contents_json.to_dict(job.content),
                reason=to_json(job.reason),
                changed_at=self.now(),
            )
        )
        return rows_changed(change) > 0


class CommittedRows(DatabaseStorage):
    """Reads and changes each job in a transaction of its own, which is committed before a byte goes to the printer.
    For the worker."""

    def get(self, job_id: str) -> Job:
        with forget_and_write():
            return super().get(job_id)

    def unfinished(self) -> list[Job]:
        with forget_and_write():
            return super().unfinished()

    def change(self, was: Job, job: Job) -> bool:
        with forget_and_write():
            return super().change(was, job)
