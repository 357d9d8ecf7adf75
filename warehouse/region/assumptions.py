"""What the region's figures take for granted. The administrator says it; every change is a row, and the last one
counts."""

import datetime
import enum
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db, text_enum
from registry.models import Category
from registry.models.category import HANDLED

MOST_KRONOR = 1_000_000
MOST_DAYS = 365
ALL = 100
MOST_SHOWN_CHANGES = 30


class RentStop(enum.StrEnum):
    """The step at which the unit's rent for a product ends. WebSesam decides that, and Returkoll cannot read it
    there."""

    UNKNOWN = "unknown"
    ORDERED = "ordered"
    HANDED_OVER = "handed_over"
    ARRIVED = "arrived"
    TAKEN_IN = "taken_in"

    @property
    def words(self) -> Sentence:
        return RENT_STOPS[self]


RENT_STOPS = {
    RentStop.UNKNOWN: Sentence("Vet inte"),
    RentStop.ORDERED: Sentence("När hämtordern registreras i WebSesam"),
    RentStop.HANDED_OVER: Sentence("När kuvertet lämnas för transport"),
    RentStop.ARRIVED: Sentence("När kuvertet kommer till huvudlagret"),
    RentStop.TAKEN_IN: Sentence("När huvudlagret har lagt in produkten"),
}


class RegionAssumption(Model):
    """What the figures take for granted from this moment on, whole. Rows are only ever added."""

    __tablename__ = "region_assumption"

    id: Mapped[int] = mapped_column(primary_key=True)
    reuse_percent: Mapped[int] = mapped_column(default=ALL)
    """How much of a product's price is saved when it goes to the next patient instead of a new one."""
    handling_kronor: Mapped[int | None]
    """What one product's way through the warehouse costs. None while nobody has said that."""
    collect_days: Mapped[int | None]
    """Within how many days from its registration a hämtorder has to be at the warehouse. None while nobody has said."""
    rent_stops: Mapped[RentStop] = mapped_column(text_enum(RentStop, 20), default=RentStop.UNKNOWN)
    prices: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)
    """Category → kronor, for products whose price the register does not know."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    @classmethod
    def in_force(cls) -> "RegionAssumption":
        """What was said last. Before anybody has said anything it is a row that is not stored: a reused product saves
        its whole price, and nothing else is known."""
        last = db.session.scalar(sa.select(cls).order_by(cls.id.desc()).limit(1))
        return last or cls(reuse_percent=ALL, rent_stops=RentStop.UNKNOWN, prices={})

    @classmethod
    def say(cls, *, actor: str, now: datetime.datetime, **fields: Any) -> "RegionAssumption":
        """Take this for granted from now on. Raises WrongFields for what cannot be. The same again adds nothing."""
        if faults := assumption_faults(fields):
            raise WrongFields(faults)
        before = cls.in_force()
        if before.id is not None and all(getattr(before, name) == value for name, value in fields.items()):
            return before
        said = cls(actor=actor, at=now, **fields)
        db.session.add(said)
        db.session.flush()
        return said

    @classmethod
    def history(cls) -> list["RegionAssumption"]:
        """What was said, newest first."""
        return list(db.session.scalars(sa.select(cls).order_by(cls.id.desc()).limit(MOST_SHOWN_CHANGES)))

    @property
    def is_said(self) -> bool:
        """Whether an administrator has said it."""
        return self.id is not None

    def price_of(self, category: Category) -> int | None:
        return self.prices.get(category.value)


def assumption_faults(fields: Mapping[str, Any]) -> dict[str, Sentence]:
    """What is wrong with each of the fields."""
    found = {
        "reuse_percent": _fault(fields.get("reuse_percent"), 0, ALL, needed="reuse_percent" in fields),
        "handling_kronor": _fault(fields.get("handling_kronor"), 0, MOST_KRONOR),
        "collect_days": _fault(fields.get("collect_days"), 1, MOST_DAYS),
    }
    for name, kronor in (fields.get("prices") or {}).items():
        known = name in {category.value for category in HANDLED}
        fault = (
            _fault(kronor, 1, MOST_KRONOR) if known else Sentence("Huvudlagret hanterar inte den kategorin.")
        )
        found[f"price_{name}"] = fault
    return {name: fault for name, fault in found.items() if fault}


def _fault(number: int | None, least: int, most: int, *, needed: bool = False) -> Sentence | None:
    if number is None:
        return Sentence("Skriv ett tal.") if needed else None
    if not least <= number <= most:
        return Sentence("Skriv ett tal från %(least)s till %(most)s.", {"least": least, "most": most})
    return None
