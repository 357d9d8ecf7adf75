"""The answers that changing requests got, kept so that the same request sent again gets the same answer."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, db

ANSWERS_STORED_FOR = datetime.timedelta(days=14)


class StoredAnswer(Model):
    """The first answer to a request with an `Idempotency-Key`, by user. `status` is empty while it is being made."""

    __tablename__ = "kept_answer"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    request: Mapped[str] = mapped_column(sa.String(64))
    """A digest of path, form and files: the same key with other contents is a mistake, not a repetition."""
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(sa.Text)
    mimetype: Mapped[str | None] = mapped_column(sa.String(80))
    body: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def forget_old(cls, now: datetime.datetime) -> None:
        db.session.execute(sa.delete(cls).where(cls.at < now - ANSWERS_STORED_FOR))
