"""The chain of entries: each carries the hash of the one before it, so that nobody can change, remove or insert one
without all later hashes telling.

Removing the newest entries leaves a chain that is whole but shorter. Whoever has noted the head of the chain outside
the database (printed, or sent elsewhere) sees that, too: `verify` takes a noted head.
"""

import datetime
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from common.privacy import masked
from common.sentence import Sentence
from database import AnySession
from operations.audit.entry import (
    FIRST_PREVIOUS,
    LONGEST_SUBJECT,
    AuditAnchor,
    Audited,
    AuditEntry,
    AuditKind,
)

CHAIN_LOCK = 0x524B4155
"""The name of the advisory lock under which PostgreSQL lets one transaction at a time add to the chain ("RKAU")."""
AT_ONCE = 2000
"""Entries that are in memory at the same time."""


@dataclass(frozen=True)
class Head:
    """The newest entry's number and hash; number 0 when there is none."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ValueError for what is not `number:hash`."""
        number, colon, digest = text.strip().partition(":")
        if not (colon and number.isdecimal() and len(digest) == 64):
            raise ValueError(f"expected number:hash, as `flask audit head` writes it, got {text!r}")
        return cls(int(number), digest.lower())


@dataclass(frozen=True)
class Broken:
    """Where the chain does not hold, and why."""

    number: int
    why: Sentence


def record(session: AnySession, audited: Audited, now: datetime.datetime) -> AuditEntry:
    """Add an entry at the end of the chain, in the session's own transaction: it lands with the deed or not at all.

    The transaction must be one that writes (`database.forget_and_write`, `database.write_apart`): SQLite then lets no
    other writer in between, and on PostgreSQL the lock lasts to the end of the transaction. Call it as late as
    possible, because others wait.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN_LOCK)))
    last = head(session)
    entry = AuditEntry(
        number=last.number + 1,
        at=now,
        kind=audited.kind,
        actor=audited.actor[:255],
        unit=audited.unit[:40],
        address=audited.address[:64],
        subject=masked(audited.subject)[:LONGEST_SUBJECT],
        previous=last.hash,
    )
    entry.hash = entry.computed_hash()
    session.add(entry)
    session.flush()
    return entry


def head(session: AnySession) -> Head:
    """The end of the chain."""
    newest = session.execute(
        sa.select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    return Head(newest.number, newest.hash) if newest else beginning(session)


def beginning(session: AnySession) -> Head:
    """What the oldest entry that is stored follows on."""
    anchor = session.execute(
        sa.select(AuditAnchor.number, AuditAnchor.hash).order_by(AuditAnchor.number.desc()).limit(1)
    ).first()
    return Head(anchor.number, anchor.hash) if anchor else Head(0, FIRST_PREVIOUS)


def verify(session: Session, noted: Head | None = None, newest: int | None = None) -> Broken | None:
    """The first place where the chain does not hold, or None. With `noted`, the entry of that number must also have
    that hash. With `newest`, only so many of the newest entries are looked at. Where older entries were removed, an
    entry has to tell of it."""
    if broken := _untold_removal(session):
        return broken
    before = beginning(session)
    if newest is not None:
        before = _head_at(session, head(session).number - newest) or before
    seen = noted is None or noted == before
    query = sa.select(AuditEntry).where(AuditEntry.number > before.number).order_by(AuditEntry.number)
    for some in session.scalars(query, execution_options={"yield_per": AT_ONCE}).partitions():
        for entry in some:
            broken = _fault(entry, before)
            if broken:
                return broken
            before = Head(entry.number, entry.hash)
            seen = seen or noted == before
        session.expunge_all()
    if not seen and noted:
        return Broken(noted.number, Sentence("Den antecknade slutposten finns inte i loggen."))
    return None


def _untold_removal(session: Session) -> Broken | None:
    """`trim` leaves an anchor and an entry in one transaction; whoever removes entries by hand can only make the anchor
    without its entry, or add an entry that people see."""
    anchor = session.scalars(sa.select(AuditAnchor).order_by(AuditAnchor.number.desc()).limit(1)).first()
    if anchor is None:
        return None
    told = sa.select(AuditEntry.number).where(
        AuditEntry.kind == AuditKind.TRIMMED,
        AuditEntry.number > anchor.number,
        AuditEntry.at == anchor.at,
        AuditEntry.actor == anchor.actor,
    )
    if session.scalar(told.limit(1)) is None:
        return Broken(
            anchor.number, Sentence("Poster till och med den här är borttagna, och ingen post säger det.")
        )
    return None


def _head_at(session: AnySession, number: int) -> Head | None:
    entry = session.get(AuditEntry, number) if number > 0 else None
    return Head(entry.number, entry.hash) if entry else None


def _fault(entry: AuditEntry, before: Head) -> Broken | None:
    if entry.number != before.number + 1:
        return Broken(before.number + 1, Sentence("Posten är borttagen."))
    if entry.previous != before.hash:
        return Broken(entry.number, Sentence("Posten följer inte på den före."))
    if entry.hash != entry.computed_hash():
        return Broken(entry.number, Sentence("Posten är ändrad."))
    return None
