"""A token with which a program uses the API in somebody's name (docs/decisions/0038)."""

import datetime
import hashlib
import secrets
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from accounts.account_event import AccountEventKind
from accounts.models import User
from accounts.roles import Workplace
from accounts.tokens.scope import Scope
from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import AnySession, Model, UtcDateTime, db

BEGINS = "rk_"
"""How every token begins, so that a search for leaked secrets finds it."""
SECRET_BYTES = 32
LONGEST_TOKEN_NAME = 80
MOST_DAYS = 730
USUAL_DAYS = 365
USED_EVERY = datetime.timedelta(minutes=1)
"""How exactly it is known when a token was used last."""


class ApiToken(Model):
    """Only the hash of the token is stored: whoever reads the database cannot use it."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_TOKEN_NAME))
    """What it is for."""
    secret_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(sa.JSON)
    place: Mapped[str] = mapped_column(sa.String(40))
    """The code of the only workplace that it works at."""
    made_by: Mapped[str] = mapped_column(sa.String(255))
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    revoked_by: Mapped[str | None] = mapped_column(sa.String(255))
    revoked_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    @classmethod
    def make(
        cls,
        user: User,
        *,
        name: str,
        scopes: Collection[Scope],
        place: Workplace,
        days: int,
        actor: str,
        now: datetime.datetime,
    ) -> "tuple[ApiToken, str]":
        """A new one, and its text, which nobody can be shown again. Raises WrongFields. It flushes."""
        fields = {"name": name, "scopes": scopes, "place": place, "days": days}
        if faults := token_faults(fields, user):
            raise WrongFields(faults)
        text = BEGINS + secrets.token_urlsafe(SECRET_BYTES)
        made = cls(
            user=user,
            name=name,
            secret_hash=hash_of(text),
            scopes=[scope.value for scope in Scope if scope in scopes],
            place=place.code,
            made_by=actor,
            made_at=now,
            ends_at=now + datetime.timedelta(days=days),
        )
        db.session.add(made)
        db.session.flush()
        after = {"name": name, "scopes": made.scopes}
        user.note(AccountEventKind.TOKEN_MADE, actor=actor, now=now, after=after)
        return made, text

    @classmethod
    def named_by(cls, session: AnySession, text: str) -> "ApiToken | None":
        """The token with this text, whether it is good or not."""
        if not text.startswith(BEGINS):
            return None
        return session.scalar(sa.select(cls).where(cls.secret_hash == hash_of(text)))

    @classmethod
    def every(cls) -> "list[ApiToken]":
        """Those that are in use first, then the newest first."""
        query = (
            sa.select(cls)
            .options(selectinload(cls.user))
            .order_by(cls.revoked_at.is_not(None), cls.id.desc())
        )
        return list(db.session.scalars(query))

    @property
    def workplace(self) -> Workplace | None:
        """Where it works; None once its account does not work there any more."""
        return next((one for one in self.user.workplaces if one.code == self.place), None)

    def is_good(self, now: datetime.datetime) -> bool:
        is_open = self.revoked_at is None and now < self.ends_at
        return is_open and self.user.active and self.workplace is not None

    def has_ended(self, now: datetime.datetime) -> bool:
        return now >= self.ends_at

    def is_to_be_seen(self, now: datetime.datetime) -> bool:
        """Whether this use has to be written down as its last one."""
        return self.used_at is None or now - self.used_at >= USED_EVERY

    def revoke(self, *, actor: str, now: datetime.datetime) -> None:
        """It is good for nothing from now on. Revoking it again changes nothing."""
        if self.revoked_at is not None:
            return
        self.revoked_by, self.revoked_at = actor, now
        self.user.note(AccountEventKind.TOKEN_REVOKED, actor=actor, now=now, before={"name": self.name})


def hash_of(text: str) -> str:
    """SHA-256 in hexadecimal. A token is 256 random bits, so that a slow hash as for passwords would add nothing."""
    return hashlib.sha256(text.encode()).hexdigest()


def token_faults(fields: Mapping[str, Any], user: User | None) -> dict[str, Sentence]:
    """What is wrong with each field of a token; `user` is the account that it is for, where there is one already."""
    place, scopes = fields.get("place"), fields.get("scopes") or ()
    found = {"name": token_name_fault(fields.get("name") or ""), "days": _days_fault(fields.get("days"))}
    if not scopes:
        found["scopes"] = Sentence("Välj minst en sak som nyckeln får användas till.")
    elif place and (beyond := [scope.words for scope in scopes if place.role not in scope.roles]):
        found["scopes"] = Sentence(
            "Den som arbetar där kan inte: %(beyond)s. Välj bort det, eller välj en annan plats.",
            {"beyond": beyond},
        )
    if place and user and place.code not in {one.code for one in user.workplaces}:
        found["place"] = Sentence("Personen arbetar inte där. Välj en av personens platser.")
    return {name: fault for name, fault in found.items() if fault}


def token_name_fault(name: str) -> Sentence | None:
    if not name:
        return Sentence("Det här fältet måste fyllas i.")
    if len(name) > LONGEST_TOKEN_NAME:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_TOKEN_NAME})
    return free_text_fault(name)


def _days_fault(days: int | None) -> Sentence | None:
    if days is None or not 1 <= days <= MOST_DAYS:
        return Sentence("Ange hur många dagar nyckeln ska gälla: 1 till %(most)s.", {"most": MOST_DAYS})
    return None
