"""A passkey: a key on the person's telephone, computer or security key that signs in instead of the password."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.account_event import AccountEventKind
from accounts.models import User
from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db

LONGEST_PASSKEY_NAME = 60
LONGEST_CREDENTIAL_ID = 1364
"""1,023 bytes in base64url (WebAuthn Level 2, section 4)."""
MOST_PASSKEYS = 20
"""Of one person."""


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


def passkeys_of(user: User) -> Sequence[Passkey]:
    return db.session.scalars(sa.select(Passkey).where(Passkey.user_id == user.id).order_by(Passkey.id)).all()


def passkey_name_fault(name: str | None) -> Sentence | None:
    """What is wrong with a name that somebody wants to give to a passkey."""
    if not name:
        return Sentence("Ge den ett namn, så att du känner igen den.")
    if len(name) > LONGEST_PASSKEY_NAME:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_PASSKEY_NAME})
    return free_text_fault(name)


def add_passkey(
    user: User, name: str, *, credential_id: str, public_key: bytes, sign_count: int, now: datetime.datetime
) -> Passkey:
    """Raises WrongFields."""
    fault = passkey_name_fault(name)
    if len(passkeys_of(user)) >= MOST_PASSKEYS:
        fault = Sentence("Du har redan %(most)s. Ta bort en först.", {"most": MOST_PASSKEYS})
    if fault:
        raise WrongFields({"name": fault})
    added = Passkey(
        user_id=user.id,
        name=name,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        added_at=now,
    )
    db.session.add(added)
    user.note(AccountEventKind.PASSKEY_ADDED, actor=user.email, now=now)
    return added


def remove_passkeys(user: User, *, actor: str, now: datetime.datetime, only: Passkey | None = None) -> int:
    """All of the user's, or only one. How many there were."""
    going = [only] if only else list(passkeys_of(user))
    for one in going:
        db.session.delete(one)
        user.note(AccountEventKind.PASSKEY_REMOVED, actor=actor, now=now)
    return len(going)
