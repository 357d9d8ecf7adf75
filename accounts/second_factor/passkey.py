"""A passkey: a key on the person's telephone, computer or security key that signs in instead of the password."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import User
from database import Model, UtcDateTime

LONGEST_PASSKEY_NAME = 60
LONGEST_CREDENTIAL_ID = 1364
"""1,023 bytes in base64url (WebAuthn Level 2, section 4)."""


class Passkey(Model):
    """The public half. It is worth nothing to who steals it."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_PASSKEY_NAME))
    credential_id: Mapped[str] = mapped_column(sa.String(LONGEST_CREDENTIAL_ID), unique=True)
    """In base64url."""
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """A COSE key (RFC 9052)."""
    sign_count: Mapped[int] = mapped_column(sa.BigInteger)
    """How often it has signed, as it said the last time; 0 from one that does not count."""
    added_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()
