"""Imports that go on beside the request: any worker can show them, and one that dies leaves nothing half done."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.imports import Choices, job_lock, jobs, stored_files
from registry.models import Device, ImportChunk, ImportJob, ImportRun, JobState
from tests.registry.conftest import NOW

HEADINGS = "Serienummer;Artikel\n"
MANY = 150_000
PATIENCE = 60.0
"""Seconds: two cores may be busy with other tests."""

DYING = """
import sys
from tests.conftest import build_app
from database import db, utcnow
from registry.imports import job_lock, jobs
with build_app(sys.argv[1]).app_context():
    held = job_lock.take(db.engine, int(sys.argv[2]))
    print("begins", flush=True)
    jobs.run(db.engine, int(sys.argv[2]), held, utcnow())
"""


def kept(text: str, name: str = "export.csv") -> int:
    job = jobs.store_upload(db.session, io.BytesIO(text.encode()), name, actor="Ada", now=NOW)
    db.session.commit()
    return job.id


def started(job_id: int, *, dry_run: bool = False, **choices: object) -> int:
    jobs.start(
        db.session,
        db.session.get_one(ImportJob, job_id),
        Choices(**choices),
        dry_run=dry_run,
        actor="Bo",
        now=NOW,
    )
    db.session.commit()
    return job_id


def run(job_id: int) -> ImportJob:
    held = job_lock.take(db.engine, job_id)
    assert held is not None
    jobs.run(db.engine, job_id, held, NOW)
    db.session.expire_all()
    return db.session.get_one(ImportJob, job_id)


def count(model: type = Device) -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_what_was_kept_comes_back_byte_by_byte(register: APIFlask) -> None:
    content = os.urandom(stored_files.SIZE + 1)
    job = jobs.store_upload(db.session, io.BytesIO(content), "x", actor="Ada", now=NOW)
    db.session.commit()
    assert job.size == len(content)
    assert count(ImportChunk) == 2
    with stored_files.as_file(db.engine, job.id) as path:
        assert path.read_bytes() == content
    assert not path.exists()


def test_an_import_ends_with_its_result_and_without_its_file(register: APIFlask) -> None:
    job = run(started(kept(f"{HEADINGS}X1;A1\n")))
    assert jobs.standing(db.engine, job) == "done"
    assert job.result["applied"]
    assert not jobs.has_file(db.session, job)
    report = b"".join(stored_files.read_parts(db.engine, job.id, stored_files.ROWS)).decode("utf-8-sig")
    assert "2;ny;X1" in report
    assert db.session.scalars(sa.select(ImportRun.actor)).one() == "Bo"
    assert jobs.unfinished(db.session) == []


def test_a_dry_run_keeps_the_file_to_be_imported(register: APIFlask) -> None:
    job = run(started(kept(f"{HEADINGS}X1;A1\n"), dry_run=True))
    assert (job.result["ok"], job.result["applied"], count()) == (True, False, 0)
    assert jobs.unfinished(db.session) == [job]
    assert run(started(job.id)).result["applied"]
    assert count() == 1


@pytest.mark.slow
def test_a_file_that_cannot_be_imported_says_why(register: APIFlask) -> None:
    job = run(started(kept(HEADINGS)))
    assert jobs.standing(db.engine, job) == "refused"
    assert "inga rader" in job.result["sentence"]["text"]


def test_a_job_that_ends_while_somebody_looks_at_it_has_not_died(register: APIFlask) -> None:
    job_id = started(kept(f"{HEADINGS}X1;A1\n"))
    held = job_lock.take(db.engine, job_id)
    assert held is not None
    looked_at = db.session.get_one(ImportJob, job_id)
    assert looked_at.state is JobState.RUNNING
    with ThreadPoolExecutor() as worker:  # in a session of its own, as beside a request
        worker.submit(jobs.run, db.engine, job_id, held, NOW).result()
    assert jobs.standing(db.engine, looked_at) == "done"
    assert looked_at.result["applied"]


def test_only_one_works_on_a_job(register: APIFlask) -> None:
    job_id = kept(HEADINGS)
    held = job_lock.take(db.engine, job_id)
    assert held is not None
    assert job_lock.is_taken(db.engine, job_id)
    assert job_lock.take(db.engine, job_id) is None
    assert not job_lock.is_taken(db.engine, job_id + 1)
    held.release()
    assert not job_lock.is_taken(db.engine, job_id)


def test_a_job_that_nobody_touches_goes_after_an_hour_but_not_while_it_runs(register: APIFlask) -> None:
    old, running = kept(HEADINGS), kept(HEADINGS)
    with job_lock.take(db.engine, running):
        jobs.forget_old(db.session, db.engine, NOW + jobs.FORGOTTEN_AFTER)
        assert count(ImportJob) == 2
        jobs.forget_old(db.session, db.engine, NOW + 2 * jobs.FORGOTTEN_AFTER)
        db.session.commit()
    assert db.session.scalars(sa.select(ImportJob.id)).all() == [running] != [old]
    assert count(ImportChunk) == 1


@pytest.mark.slow
def test_a_worker_that_is_killed_leaves_the_register_as_it_was_and_the_import_to_be_tried_again(
    register: APIFlask, database_url: str
) -> None:
    job_id = started(kept(HEADINGS + "".join(f"X{n:07};A1\n" for n in range(MANY))))
    process = subprocess.Popen(
        [sys.executable, "-c", DYING, database_url, str(job_id)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    try:
        until(lambda: progress(job_id) > 0)
        assert jobs.standing(db.engine, db.session.get_one(ImportJob, job_id)) == "running"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    until(lambda: jobs.standing(db.engine, db.session.get_one(ImportJob, job_id)) == jobs.DIED)
    assert count() == 0
    assert count(ImportRun) == 0
    assert run(started(job_id)).result["counts"]["added"] == MANY
    assert count() == MANY


def progress(job_id: int) -> int:
    db.session.rollback()
    job = db.session.get_one(ImportJob, job_id)
    assert job.state == "running", "expected to see it before it is done"
    return job.done


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"expected it within {PATIENCE:.0f} s")
        time.sleep(0.01)
