"""Whether the database can be written: the only way to know is to write something."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, db

ONLY_ROW = 1
PATIENCE_MS = 200
"""How long the beat waits for SQLite's one writer, in milliseconds."""
USUAL_PATIENCE_MS = 10_000


class Heartbeat(Model):
    """One row, written anew by each health check."""

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


def beat(now: datetime.datetime) -> None:
    """Commit one small write on a connection of its own.

    Raises sqlalchemy.exc.SQLAlchemyError where that is not possible: the database does not answer, its disk is full, or
    it may only be read. When SQLite's write lock is taken, somebody else is writing just now, and that is as good.
    """
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        try:
            _write(connection, now)
        except sa.exc.OperationalError as error:
            if not (is_sqlite and "database is locked" in str(error.orig)):
                raise
        finally:
            connection.rollback()
            if is_sqlite:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {USUAL_PATIENCE_MS}")


def _write(connection: sa.Connection, now: datetime.datetime) -> None:
    changed = connection.execute(sa.update(Heartbeat).where(Heartbeat.id == ONLY_ROW).values(at=now))
    if not changed.rowcount:
        connection.execute(sa.insert(Heartbeat).values(id=ONLY_ROW, at=now))
    connection.commit()
