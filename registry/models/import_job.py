"""An import that is under way, and its file: in the database, so that any worker on any machine can continue it."""

import datetime
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, text_enum


class JobState(enum.StrEnum):
    """The state that was written last. An import whose worker has died still says running: `jobs.standing` finds
    out."""

    NEW = "new"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


class ImportJob(Model):
    """One uploaded file, by the token in its page's address."""

    __tablename__ = "import_job"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    """The name that the user's computer gave it. Pages and reports show it; it is never used as a path."""
    size: Mapped[int] = mapped_column(sa.BigInteger)
    state: Mapped[JobState] = mapped_column(text_enum(JobState, 12), default=JobState.NEW)
    touched_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(sa.String(255))
    """Who uploaded it, and then who started it last."""
    choices: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    """How it is read, as chosen when it was started."""
    dry_run: Mapped[bool] = mapped_column(default=True)
    done: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    """Bytes read so far."""
    result: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)


class ImportChunk(Model):
    """A part of a job's file, or of its report by row, compressed."""

    __tablename__ = "import_chunk"

    job_id: Mapped[int] = mapped_column(sa.ForeignKey("import_job.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(sa.String(4), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
