"""When each nightly job was run last, and what came of it. It is in the database, so that every machine knows it."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, db


class LastRun(Model):
    """One row for each nightly job."""

    __tablename__ = "night_run"

    job: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    """When it ended."""
    took_s: Mapped[float] = mapped_column(sa.Float)
    well: Mapped[bool]
    told: Mapped[str] = mapped_column(sa.Text)
    """What was done, or what went wrong and what to do, in one or a few sentences."""
    well_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When it last ended well."""

    @classmethod
    def note(cls, job: str, *, well: bool, told: str, took_s: float, now: datetime.datetime) -> None:
        """Write down how a run ended. It flushes."""
        row = db.session.get(cls, job)
        if row is None:
            row = cls(job=job)
            db.session.add(row)
        row.at, row.took_s, row.well, row.told = now, took_s, well, told
        if well:
            row.well_at = now
        db.session.flush()
