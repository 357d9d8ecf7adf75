"""Codes on paper, each good once, for whoever has lost the telephone with the app."""

import datetime
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from accounts.account_event import AccountEventKind
from accounts.models import User
from accounts.sign_in_pace import digest
from database import Model, UtcDateTime, db

HOW_MANY = 10
CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that is taken for another one."""
LENGTH, GROUP = 24, 4
"""118 bits: nobody guesses one, not even with the database at hand, so that a plain digest of it can be stored (OWASP
ASVS 5.0, 6.5.2: from 112 bits on). A version before this one made codes of 59 bits; they go on being good."""


class RecoveryCode(Model):
    """A code by its digest. One that was used stays as a row."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


def make_recovery_codes(user: User, *, now: datetime.datetime) -> list[str]:
    """New ones, to be shown once. Those from before are not good any more."""
    forget_recovery_codes(user)
    made = [_written("".join(secrets.choice(CHARACTERS) for _ in range(LENGTH))) for _ in range(HOW_MANY)]
    db.session.add_all([RecoveryCode(user_id=user.id, digest=_digest(user, code)) for code in made])
    user.note(AccountEventKind.RECOVERY_CODES_MADE, actor=user.email, now=now)
    return made


def use_recovery_code(user: User, code: str, *, now: datetime.datetime) -> bool:
    """Whether it is one of theirs that was not used before. It is used up."""
    used = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user.id,
            RecoveryCode.digest == _digest(user, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    if not used.rowcount:  # type: ignore[attr-defined]
        return False
    user.note(AccountEventKind.RECOVERY_CODE_USED, actor=user.email, now=now)
    return True


def recovery_codes_left(user: User) -> int:
    return (
        db.session.scalar(
            sa.select(sa.func.count(RecoveryCode.id)).where(
                RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None)
            )
        )
        or 0
    )


def forget_recovery_codes(user: User) -> None:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def _written(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _digest(user: User, code: str) -> str:
    bare = "".join(one for one in code.casefold() if one.isalnum())
    return digest("recovery", str(user.id), bare)
