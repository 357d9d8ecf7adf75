"""How long the audit log is stored: what is older goes, and an anchor stays that the rest of the chain hangs on."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from operations.audit.chain import record
from operations.audit.entry import AuditAnchor, Audited, AuditEntry, AuditKind

DEFAULT_YEARS = 5


def last_of_the_old(session: Session, years: int, now: datetime.datetime) -> AuditEntry | None:
    """The newest entry that is older than so many years of 365.25 days."""
    return session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.at < now - datetime.timedelta(days=365.25 * years))
        .order_by(AuditEntry.number.desc())
        .limit(1)
    ).first()


def count_older(session: Session, years: int, now: datetime.datetime) -> int:
    last = last_of_the_old(session, years, now)
    if last is None:
        return 0
    return (
        session.scalar(
            sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.number <= last.number)
        )
        or 0
    )


def trim(session: Session, years: int, *, actor: str, now: datetime.datetime) -> int:
    """Remove what is older, leave an anchor, and tell of it in the log. Returns how many entries went. The chain has to
    be verified before."""
    last = last_of_the_old(session, years, now)
    if last is None:
        return 0
    session.add(AuditAnchor(number=last.number, hash=last.hash, at=now, actor=actor))
    session.flush()
    removed = session.execute(
        sa.delete(AuditEntry).where(AuditEntry.number <= last.number),
        execution_options={"synchronize_session": False},
    )
    count: int = removed.rowcount  # type: ignore[attr-defined]
    record(session, Audited(AuditKind.TRIMMED, actor, f"flask audit trim --years {years}"), now)
    return count
