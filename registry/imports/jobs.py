"""Imports from the page: uploaded, tried, carried out beside the request, shown by whichever worker is asked.

Everything that is needed after the request is in the database: the file, how far the import has come, and its result.
The end of an import is written in the transaction of the import itself. So when its worker dies, the register is as it
was before, the job is free again, and anybody can start it once more.
"""

import contextlib
import dataclasses
import datetime
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session, object_session

from common.json_form import to_json
from common.sentence import Say, Sentence
from common.storage_fault import has_no_room
from database import AnySession, utcnow
from registry.imports import job_lock, stored_files
from registry.imports.problem import DISK_IS_FULL, FileProblem
from registry.imports.report import Report
from registry.imports.run import Choices, import_file, preview
from registry.imports.table.source import Source
from registry.models import ImportJob, JobState
from registry.models.columns import table_of
from workbooks import Table

log = structlog.get_logger()

JOB = table_of(ImportJob)
FORGOTTEN_AFTER = datetime.timedelta(hours=1)
"""A file may hold what the register refuses, so that it is stored no longer than somebody works with it."""
TOLD_EVERY = 0.5
SHOWN_PROBLEMS = 100
DIED = "died"
OUR_FAULT = Sentence("Importen avbröts av ett fel hos oss. Registret är som det var.")


# --- stored


def store_upload(
    session: AnySession, stream: IO[bytes], name: str, *, actor: str, now: datetime.datetime
) -> ImportJob:
    """Store an uploaded file as a new job. It flushes."""
    token = secrets.token_hex(16)
    job = ImportJob(
        token=token, file_name=name[:255], size=0, actor=actor, touched_at=now, choices=None, result=None
    )
    session.add(job)
    session.flush()
    job.size = stored_files.store(session.connection(), job.id, stored_files.FILE, stream)
    session.flush()
    return job


def open_upload(engine: sa.Engine, job_id: int, seconds: float) -> Source:
    """The table in the job's file. A workbook may take so many seconds. Raises FileProblem for what is no table."""
    with stored_files.as_file(engine, job_id) as path:
        source = Source(path, seconds)
        preview(source.table.path if source.table else path)
    return source


def keep_table(session: AnySession, job: ImportJob, table: Table) -> None:
    """The table in the place of the workbook that it was read from: it is opened once. Flushes."""
    with table.path.open("rb") as file:
        job.size = stored_files.store(session.connection(), job.id, stored_files.FILE, file)
    session.flush()


def find_job(session: AnySession, token: str) -> ImportJob | None:
    return session.scalar(sa.select(ImportJob).where(ImportJob.token == token))


def unfinished(session: AnySession) -> list[ImportJob]:
    """Jobs that somebody may want to continue, the latest first."""
    latest = sa.select(ImportJob).order_by(ImportJob.touched_at.desc(), ImportJob.id.desc())
    return [job for job in session.scalars(latest) if not (job.result or {}).get("applied")]


def standing(engine: sa.Engine, job: ImportJob) -> str:
    """The state of a job: new, running, done, refused, or "died" when its worker is gone.

    A worker writes how the import ended and then lets go of the job. A job that was read as running before that, and
    whose lock is free afterwards, is therefore read again: only if it still runs is its worker gone. The job's session
    has nothing unwritten in it.
    """
    if job.state is not JobState.RUNNING or job_lock.is_taken(engine, job.id):
        return job.state.value
    if session := object_session(job):
        session.rollback()  # what the transaction has seen until now is as old as the job
        session.refresh(job)
    return DIED if job.state is JobState.RUNNING else job.state.value


def has_file(session: AnySession, job: ImportJob) -> bool:
    return stored_files.is_stored(session.connection(), job.id, stored_files.FILE)


def forget_old(session: AnySession, engine: sa.Engine, now: datetime.datetime) -> None:
    """Delete the jobs that nobody has touched for an hour, with their files. It flushes."""
    for job in session.scalars(
        sa.select(ImportJob).where(ImportJob.touched_at < now - FORGOTTEN_AFTER)
    ).all():
        if not job_lock.is_taken(engine, job.id):
            forget(session, engine, job)


def forget(session: AnySession, engine: sa.Engine, job: ImportJob) -> None:
    for part in (stored_files.FILE, stored_files.ROWS, stored_files.LEFT_OUT):
        stored_files.forget(session.connection(), job.id, part)
    session.delete(job)
    session.flush()
    job_lock.forget(engine, job.id)


# --- started


def start(
    session: AnySession,
    job: ImportJob,
    choices: Choices,
    *,
    dry_run: bool,
    actor: str,
    now: datetime.datetime,
) -> None:
    """Note that a job runs, and with which choices. The holder of its lease may then `run` it. It flushes."""
    job.state, job.actor, job.touched_at, job.dry_run = JobState.RUNNING, actor, now, dry_run
    job.choices = {
        "kind": choices.kind,
        "columns": dict(choices.columns) if choices.columns is not None else None,
        "left_out": list(choices.left_out),
        "full": choices.full,
        "empties": choices.empties,
        "without_bad_rows": choices.without_bad_rows,
    }
    job.done, job.result = 0, None
    session.flush()


def choices_of(job: ImportJob) -> Choices:
    """The choices with which it was started last."""
    return Choices(**(job.choices or {}))


def run(engine: sa.Engine, job_id: int, held: job_lock.Lease, now: datetime.datetime, say: Say = str) -> None:
    """Carry a started job out, and let go of it. What came of it is in its `result`; the report is as `say` says."""
    with held:
        try:
            _run(engine, job_id, now, say)
        except FileProblem as problem:
            _refuse(engine, job_id, problem.sentence)
        except Exception as error:
            log.exception("import_failed", job=job_id)
            with contextlib.suppress(sa.exc.SQLAlchemyError):  # it is "died" then, and can be started again
                _refuse(engine, job_id, DISK_IS_FULL if has_no_room(error) else OUR_FAULT)
            raise


def _run(engine: sa.Engine, job_id: int, now: datetime.datetime, say: Say) -> None:
    with Session(engine) as session:
        job = session.get_one(ImportJob, job_id)
        session.expunge(job)
    with stored_files.as_file(engine, job_id) as path, tempfile.TemporaryDirectory() as folder:
        rows, left_out = Path(folder) / "rows.csv", Path(folder) / "left-out.csv"
        import_file(
            engine,
            path,
            actor=job.actor,
            now=now,
            choices=choices_of(job),
            dry_run=job.dry_run,
            file_name=job.file_name,
            rows_to=rows,
            left_out_to=left_out,
            progress=_Teller(engine, job_id),
            say=say,
            finish=lambda connection, report: _finish(connection, job_id, report, rows, left_out),
        )


def _finish(connection: sa.Connection, job_id: int, report: Report, rows: Path, left_out: Path) -> None:
    """Write the result in the import's own transaction, so that the register and the job change together."""
    with rows.open("rb") as file:
        stored_files.store(connection, job_id, stored_files.ROWS, file)
    if left_out.exists():
        with left_out.open("rb") as file:
            stored_files.store(connection, job_id, stored_files.LEFT_OUT, file)
    if report.applied:
        stored_files.forget(connection, job_id, stored_files.FILE)
    _write(connection, job_id, state=JobState.DONE, result=stored_report(report))


def _refuse(engine: sa.Engine, job_id: int, sentence: Sentence) -> None:
    with engine.begin() as connection:
        _write(connection, job_id, state=JobState.REFUSED, result={"sentence": to_json(sentence)})


def _write(connection: sa.Connection, job_id: int, **values: Any) -> None:
    connection.execute(JOB.update().values(**values).where(JOB.c.id == job_id))


class _Teller:
    """Writes how far an import has come, and so seldom that the import does not wait for it."""

    def __init__(self, engine: sa.Engine, job_id: int) -> None:
        self._engine, self._job_id = engine, job_id
        self._told_at = 0.0

    def __call__(self, done: int, size: int) -> None:
        if time.monotonic() - self._told_at < TOLD_EVERY and done < size:
            return
        self._told_at = time.monotonic()
        with contextlib.suppress(sa.exc.OperationalError), _impatient(self._engine) as connection:
            _write(connection, self._job_id, done=done, touched_at=utcnow())
            connection.commit()


@contextlib.contextmanager
def _impatient(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that does not wait for SQLite's lock, because the import itself may be holding it."""
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        patience = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")


def stored_report(report: Report) -> dict[str, Any]:
    """The report in the form in which a job stores it, for the page of the result."""
    return {
        "summary": to_json(report.summary),
        "ok": report.ok,
        "applied": report.applied,
        "left_out": len(report.left_out),
        "counts": dataclasses.asdict(report.counts),
        "problems": [
            {"line": problem.line, "column": problem.column, "sentence": to_json(problem.sentence)}
            for problem in report.problems[:SHOWN_PROBLEMS]
        ],
    }
