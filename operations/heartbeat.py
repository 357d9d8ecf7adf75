"""Whether the database can be written: the only way to know is to write something."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, write_apart

ONLY_ROW = 1
PATIENCE_MS = 200
"""How long the beat waits for SQLite's one writer, in milliseconds."""


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
    try:
        with write_apart(PATIENCE_MS) as session:
            changed = session.execute(sa.update(Heartbeat).where(Heartbeat.id == ONLY_ROW).values(at=now))
            if not changed.rowcount:  # type: ignore[attr-defined]
                session.add(Heartbeat(id=ONLY_ROW, at=now))
    except sa.exc.OperationalError as error:
        if "database is locked" not in str(error.orig):
            raise
