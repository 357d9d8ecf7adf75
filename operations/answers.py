"""The answers that changing requests got. They are stored so that a request that is sent again gets the same answer."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, db

ANSWERS_STORED_FOR = datetime.timedelta(days=14)


class StoredAnswer(Model):
    """The first answer to a user's request with an `Idempotency-Key`. `status` is empty while the answer is being
    made."""

    __tablename__ = "kept_answer"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    request: Mapped[str] = mapped_column(sa.String(64))
    """A digest of path, form and files. A request with the same key and other contents is a mistake, not a
    repetition."""
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(sa.Text)
    mimetype: Mapped[str | None] = mapped_column(sa.String(80))
    body: Mapped[str | None] = mapped_column(sa.Text)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def forget_old(cls, now: datetime.datetime) -> None:
        db.session.execute(sa.delete(cls).where(cls.at < now - ANSWERS_STORED_FOR))
