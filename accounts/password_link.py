"""The link with which a person chooses a password: signed, good once, and not for long (docs/decisions/0028)."""

import datetime
import enum

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from database import Model, UtcDateTime, db, text_enum


class LinkKind(enum.StrEnum):
    """What the link is for. The values are stored: they never change."""

    INVITE = "invite"
    NEW_PASSWORD = "new password"  # noqa: S105 - a word


GOOD_FOR = {LinkKind.INVITE: datetime.timedelta(days=7), LinkKind.NEW_PASSWORD: datetime.timedelta(days=1)}


class PasswordLink(Model):
    """That a link was made, for whom and by whom. The link itself is not stored: its text is this row's number, signed
    with the server's secret, so that who reads the database cannot use it."""

    __tablename__ = "password_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LinkKind] = mapped_column(text_enum(LinkKind))
    made_by: Mapped[str] = mapped_column(sa.String(255))
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    @classmethod
    def make(cls, user: User, kind: LinkKind, *, actor: str, now: datetime.datetime) -> "PasswordLink":
        """A new one. Those that were made for the same person before are not good any more."""
        cls.withdraw_all(user, now)
        made = cls(user_id=user.id, kind=kind, made_by=actor, made_at=now, ends_at=now + GOOD_FOR[kind])
        db.session.add(made)
        db.session.flush()
        return made

    @classmethod
    def withdraw_all(cls, user: User, now: datetime.datetime) -> None:
        db.session.execute(
            sa.update(cls)
            .where(cls.user_id == user.id, cls.used_at.is_(None), cls.ends_at > now)
            .values(ends_at=now)
        )

    @classmethod
    def open_for(cls, user: User, now: datetime.datetime) -> "PasswordLink | None":
        """The one that the person could use now."""
        return db.session.scalar(
            sa.select(cls).where(cls.user_id == user.id, cls.used_at.is_(None), cls.ends_at > now)
        )

    @classmethod
    def signed_by(cls, secret: str, token: str) -> "PasswordLink | None":
        """The row that the text of a link names; None for a text that this server has not signed."""
        try:
            number, user_id = _signer(secret).loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        found = db.session.get(cls, number)
        return found if found and found.user_id == user_id else None

    def token(self, secret: str) -> str:
        """The text of the link."""
        return str(_signer(secret).dumps([self.id, self.user_id]))

    def is_good(self, now: datetime.datetime) -> bool:
        return self.used_at is None and now < self.ends_at and self.user.active


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="password-link")
