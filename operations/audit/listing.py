"""The audit log as somebody searches it: by who, what and when, the newest first, page by page."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from common.csv_form import Cell
from operations.audit.entry import AuditEntry, AuditKind


@dataclass(frozen=True)
class AuditSearch:
    """What is searched for; what is empty does not limit. `first` and `end` are moments, the end outside."""

    who: str = ""
    kind: AuditKind | None = None
    first: datetime.datetime | None = None
    end: datetime.datetime | None = None

    def query(self) -> sa.Select[AuditEntry]:
        """The newest first."""
        query = sa.select(AuditEntry).order_by(AuditEntry.number.desc())
        if self.who:
            wanted = self.who.strip().lower()
            query = query.where(
                sa.func.lower(AuditEntry.actor).contains(wanted, autoescape=True)
                | sa.func.lower(AuditEntry.unit).contains(wanted, autoescape=True)
                | sa.func.lower(AuditEntry.subject).contains(wanted, autoescape=True)
                | AuditEntry.address.contains(wanted, autoescape=True)
            )
        if self.kind:
            query = query.where(AuditEntry.kind == self.kind)
        if self.first:
            query = query.where(AuditEntry.at >= self.first)
        if self.end:
            query = query.where(AuditEntry.at < self.end)
        return query


def page_of(session: Session, search: AuditSearch, before: int | None, size: int) -> list[AuditEntry]:
    """At most `size` entries whose number is lower than `before`."""
    query = search.query()
    if before is not None:
        query = query.where(AuditEntry.number < before)
    return list(session.scalars(query.limit(size)))


CSV_HEADINGS = ("Nummer", "Tid (UTC)", "Vad", "Vem", "Enhet", "Adress", "Var", "Hash")


def csv_rows(session: Session, search: AuditSearch) -> Iterator[list[Cell]]:
    for entry in session.scalars(search.query(), execution_options={"yield_per": 2000}):
        yield [
            entry.number,
            entry.at.isoformat(timespec="seconds"),
            entry.kind.value,
            entry.actor,
            entry.unit,
            entry.address,
            entry.subject,
            entry.hash,
        ]
