"""An entry of the audit log, and the kinds of deed that it tells of.

Entries hold no name but the staff's own, no text that somebody has typed and no value of a setting: they say which page
or form it was, and the register and its events say the rest.
"""

import datetime
import enum
import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.sentence import Sentence
from database import Model, UtcDateTime, text_enum

LONGEST_SUBJECT = 200  # characters
FIRST_PREVIOUS = "0" * 64
"""What the first entry of all carries as the hash of the one before it."""


class AuditKind(enum.StrEnum):
    """What somebody did. The values are stored: they never change."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign in failed"
    SIGNED_OUT = "signed out"
    REFUSED = "refused"
    OWN_ACCOUNT = "own account"
    ACCOUNTS = "accounts"
    LOOKED = "looked"
    FETCHED = "fetched"
    IMPORTED = "imported"
    SETTINGS = "settings"
    PACKED = "packed"
    SENT = "sent"
    ANSWERED = "answered"
    PRINTED = "printed"
    RECEIVED = "received"
    CONTROLLED = "controlled"
    DECIDED = "decided"
    SHELVED = "shelved"
    SENT_BACK = "sent back"
    FOLLOWED_UP = "followed up"
    RESTORED = "restored"
    TRIMMED = "trimmed"


KIND_WORDS: dict[AuditKind, Sentence] = {
    AuditKind.SIGNED_IN: Sentence("Loggade in"),
    AuditKind.SIGN_IN_FAILED: Sentence("Inloggningen misslyckades"),
    AuditKind.SIGNED_OUT: Sentence("Loggade ut"),
    AuditKind.REFUSED: Sentence("Nekades en sida"),
    AuditKind.OWN_ACCOUNT: Sentence("Ändrade sitt eget konto"),
    AuditKind.ACCOUNTS: Sentence("Ändrade ett konto"),
    AuditKind.LOOKED: Sentence("Såg en annan enhets uppgifter"),
    AuditKind.FETCHED: Sentence("Hämtade en fil"),
    AuditKind.IMPORTED: Sentence("Importerade"),
    AuditKind.SETTINGS: Sentence("Ändrade inställningar"),
    AuditKind.PACKED: Sentence("Packade"),
    AuditKind.SENT: Sentence("Förslöt eller lämnade en retur"),
    AuditKind.ANSWERED: Sentence("Svarade huvudlagret"),
    AuditKind.PRINTED: Sentence("Skrev ut"),
    AuditKind.RECEIVED: Sentence("Tog emot"),
    AuditKind.CONTROLLED: Sentence("Kontrollerade"),
    AuditKind.DECIDED: Sentence("Beslutade"),
    AuditKind.SHELVED: Sentence("Ändrade på hyllan"),
    AuditKind.SENT_BACK: Sentence("Skickade tillbaka"),
    AuditKind.FOLLOWED_UP: Sentence("Förde in en kontakt"),
    AuditKind.RESTORED: Sentence("Läste tillbaka en säkerhetskopia"),
    AuditKind.TRIMMED: Sentence("Rensade loggen"),
}


@dataclass(frozen=True)
class Audited:
    """What an entry is to say. `actor` is the account's e-mail address, or what ran the command; `address` is where the
    request came from; `subject` is the path of the page, or the command."""

    kind: AuditKind
    actor: str
    subject: str
    address: str = ""
    unit: str = ""


class AuditEntry(Model):
    """A deed in the log. Its number is one more than that of the entry before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_actor_number", "actor", "number"),)

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[AuditKind] = mapped_column(text_enum(AuditKind))
    actor: Mapped[str] = mapped_column(sa.String(255))
    unit: Mapped[str] = mapped_column(sa.String(40))
    address: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(LONGEST_SUBJECT))
    previous: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))

    @property
    def words(self) -> Sentence:
        return KIND_WORDS[self.kind]

    def computed_hash(self) -> str:
        """The SHA-256 of everything in the entry, and of the hash before it, in hexadecimal."""
        held = [
            self.number,
            self.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
            self.kind.value,
            self.actor,
            self.unit,
            self.address,
            self.subject,
            self.previous,
        ]
        return hashlib.sha256(json.dumps(held, ensure_ascii=False).encode()).hexdigest()


class AuditAnchor(Model):
    """Where the log begins after older entries were removed: the number and the hash of the last one of them."""

    __tablename__ = "audit_anchor"

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(sa.String(255))
