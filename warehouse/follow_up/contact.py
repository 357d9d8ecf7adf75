"""The contact log: what was said with a unit about its returns, and when somebody gets back to it (R10)."""

import datetime
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db
from registry.models import Unit

LONGEST_SAID = 2000
LONGEST_SPOKE_WITH = 120
MOST_CONTACTS_SHOWN = 100


class UnitContact(Model):
    """One contact: who had it when, with whom, what was said, and on which day somebody gets back to the unit."""

    __tablename__ = "unit_contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    spoke_with: Mapped[str | None] = mapped_column(sa.String(LONGEST_SPOKE_WITH))
    said: Mapped[str] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    follow_up_on: Mapped[datetime.date | None] = mapped_column(index=True)
    done_by: Mapped[str | None] = mapped_column(sa.String(255))
    done_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    unit: Mapped[Unit] = relationship()

    @classmethod
    def note(
        cls, unit: Unit, today: datetime.date, *, actor: str, now: datetime.datetime, **fields: Any
    ) -> "UnitContact":
        """Write a contact down. Raises WrongFields for what cannot be one."""
        if faults := contact_faults(fields, today):
            raise WrongFields(faults)
        contact = cls(unit=unit, actor=actor, at=now, **fields)
        db.session.add(contact)
        db.session.flush()
        return contact

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to get back to the unit."""
        return self.follow_up_on is not None and self.done_at is None

    def finish(self, *, actor: str, now: datetime.datetime) -> None:
        """Somebody has got back to the unit. Saying so again changes nothing."""
        if self.is_open:
            self.done_by, self.done_at = actor, now
            db.session.flush()


def contact_faults(fields: Mapping[str, Any], today: datetime.date) -> dict[str, Sentence]:
    """What is wrong with each of the fields of a contact: `said`, `spoke_with` and `follow_up_on`."""
    said, spoke_with, day = fields.get("said"), fields.get("spoke_with"), fields.get("follow_up_on")
    found = {
        "said": _text_fault(said, LONGEST_SAID) if said else Sentence("Skriv vad som sades."),
        "spoke_with": _text_fault(spoke_with, LONGEST_SPOKE_WITH),
        "follow_up_on": _day_fault(day, today),
    }
    return {name: fault for name, fault in found.items() if fault}


def _text_fault(text: str | None, longest: int) -> Sentence | None:
    if text and len(text) > longest:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": longest})
    return free_text_fault(text)


def _day_fault(day: datetime.date | None, today: datetime.date) -> Sentence | None:
    if day and day < today:
        return Sentence("Dagen har redan varit. Välj i dag eller en senare dag.")
    return None


def contacts_with(unit: Unit) -> list[UnitContact]:
    """The unit's contact log, newest first."""
    query = sa.select(UnitContact).where(UnitContact.unit_id == unit.id).order_by(UnitContact.id.desc())
    return list(db.session.scalars(query.limit(MOST_CONTACTS_SHOWN)))


def due_contacts(today: datetime.date) -> list[UnitContact]:
    """The contacts that somebody gets back to today or should have before, oldest first."""
    query = (
        sa.select(UnitContact)
        .where(UnitContact.follow_up_on <= today, UnitContact.done_at.is_(None))
        .options(selectinload(UnitContact.unit))
        .order_by(UnitContact.follow_up_on, UnitContact.id)
    )
    return list(db.session.scalars(query.limit(MOST_CONTACTS_SHOWN)))
