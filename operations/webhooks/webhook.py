"""Where events are sent: an address of another system, and which events it wants."""

import base64
import datetime
import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.privacy import free_text_fault
from common.sentence import Sentence
from database import Model, UtcDateTime, db, text_enum
from operations.webhooks.stopping import WhyStopped
from returns import EventKind

LONGEST_URL = 500
LONGEST_WEBHOOK_NAME = 80
SECRET_BEGINS = "whsec_"  # noqa: S105 - how every secret begins (Standard Webhooks, "Signature scheme")


class Webhook(Model):
    """One subscriber. Its secret is not stored: it is made from the server's own secret and `salt`."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_WEBHOOK_NAME))
    url: Mapped[str] = mapped_column(sa.String(LONGEST_URL))
    kinds: Mapped[list[str]] = mapped_column(sa.JSON)
    """The kinds of event that it wants; none means all."""
    salt: Mapped[str] = mapped_column(sa.String(64))
    made_by: Mapped[str] = mapped_column(sa.String(255))
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    stopped_because: Mapped[WhyStopped | None] = mapped_column(text_enum(WhyStopped, 20))
    removed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    worked_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When it took something last."""

    @classmethod
    def add(
        cls, *, name: str, url: str, kinds: Collection[EventKind], actor: str, now: datetime.datetime
    ) -> "Webhook":
        """The caller has judged the address (operations/webhooks/target.py). It flushes."""
        wanted = [kind.value for kind in EventKind if kind in kinds]
        made = cls(name=name, url=url, kinds=wanted, salt=secrets.token_hex(16), made_by=actor, made_at=now)
        db.session.add(made)
        db.session.flush()
        return made

    @classmethod
    def every(cls) -> "Sequence[Webhook]":
        return db.session.scalars(sa.select(cls).where(cls.removed_at.is_(None)).order_by(cls.id)).all()

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None and self.removed_at is None

    def wants(self, kind: EventKind) -> bool:
        return not self.kinds or kind.value in self.kinds

    def secret(self, server_secret: str) -> str:
        """As the other system is given it: whsec_ and 32 bytes in base64."""
        key = hmac.digest(server_secret.encode(), f"webhook:{self.id}:{self.salt}".encode(), hashlib.sha256)
        return SECRET_BEGINS + base64.b64encode(key).decode()

    def stop(self, why: WhyStopped, *, now: datetime.datetime) -> None:
        """Nothing is sent until somebody lets it go on. What happens meanwhile waits."""
        if self.stopped_at is None:
            self.stopped_at, self.stopped_because = now, why

    def go_on(self) -> None:
        self.stopped_at = self.stopped_because = None

    def remove(self, *, now: datetime.datetime) -> None:
        self.removed_at = self.removed_at or now


def webhook_name_fault(name: str) -> Sentence | None:
    if not name:
        return Sentence("Det här fältet måste fyllas i.")
    if len(name) > LONGEST_WEBHOOK_NAME:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_WEBHOOK_NAME})
    return free_text_fault(name)
