"""Which worker works on an import: a lock that ends with the process that holds it, however it ends, without a clock.

On PostgreSQL it is an advisory lock of a session of its own, which the server releases when the connection breaks. On
SQLite, where all workers are on one machine, it is a lock on a file, which the kernel releases when the process ends.
"""

import contextlib
import fcntl
import os
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

ADVISORY = 0x524B
"""The number that tells our advisory locks from those of other programs in the same database."""
TRIES, PAUSE = 20, 0.05
"""How often, and with how many seconds between, a lock is tried: a worker that only looks whether it is held has to
hold it for a moment."""


class Lease:
    """The right to work on a job. It is held until it is released or until the process ends."""

    def __init__(self, connection: sa.Connection | None = None, descriptor: int | None = None) -> None:
        self._connection = connection
        self._descriptor = descriptor

    def release(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sa.exc.DBAPIError):  # a broken connection has let go of it already
                self._connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
            self._connection.close()
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._connection = self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


def take(engine: sa.Engine, job_id: int) -> Lease | None:
    """The lease on a job, or None when somebody else works on it."""
    for _try in range(TRIES):
        found = _take_in_postgresql(engine, job_id) if _is_postgresql(engine) else _take_file(engine, job_id)
        if found is not None:
            return found
        time.sleep(PAUSE)
    return None


def is_taken(engine: sa.Engine, job_id: int) -> bool:
    """Whether a running process works on the job."""
    if _is_postgresql(engine):
        with engine.connect() as connection:
            free = sa.select(sa.func.pg_try_advisory_xact_lock_shared(ADVISORY, job_id))
            return not connection.execute(free).scalar_one()
    if not _path(engine, job_id).exists():
        return False
    lease = _take_file(engine, job_id, fcntl.LOCK_SH)
    if lease is not None:
        lease.release()
    return lease is None


def forget(engine: sa.Engine, job_id: int) -> None:
    """Remove what is left of the locks on a job that has been deleted."""
    if not _is_postgresql(engine):
        _path(engine, job_id).unlink(missing_ok=True)


def notice_death(connection: sa.Connection) -> None:
    """Let PostgreSQL notice within half a minute when this machine is gone. Without this it takes two hours."""
    if connection.dialect.name == "postgresql":
        for name, seconds in (("idle", 10), ("interval", 5), ("count", 3)):
            connection.exec_driver_sql(f"SET tcp_keepalives_{name} = {seconds}")


def _is_postgresql(engine: sa.Engine) -> bool:
    return engine.dialect.name == "postgresql"


def _take_in_postgresql(engine: sa.Engine, job_id: int) -> Lease | None:
    connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    connection.detach()  # closed when released, not given back with the lock on it
    notice_death(connection)
    if connection.execute(sa.select(sa.func.pg_try_advisory_lock(ADVISORY, job_id))).scalar_one():
        return Lease(connection=connection)
    connection.close()
    return None


def _take_file(engine: sa.Engine, job_id: int, how: int = fcntl.LOCK_EX) -> Lease | None:
    descriptor = os.open(_path(engine, job_id), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Lease(descriptor=descriptor)


def _path(engine: sa.Engine, job_id: int) -> Path:
    database = engine.url.database or ""
    base = database if database not in ("", ":memory:") else str(Path(tempfile.gettempdir()) / "returkoll")
    return Path(f"{base}.import-{job_id}")
