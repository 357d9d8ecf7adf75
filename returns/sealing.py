"""The records of a return's steps: who sealed it with which number, who handed it over, who cancelled it; or that its
envelope came without a label."""

import datetime
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime

MOST_ENVELOPES = 20


@dataclass(frozen=True)
class Envelopes:
    """What the unit said about the envelopes when it sealed them."""

    count: int = 1
    thick: bool | None = None
    """Whether one is thicker than a letter of the lower price may be (R12); None when nobody said."""
    lithium: bool = False
    """Whether somebody has seen that the lithium batteries are whole and in their products."""


class Sealing(Model):
    """The contents are frozen and the label is made. `label` holds the label's contents, so that a reprint is the
    same."""

    __tablename__ = "sealing"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    order_number: Mapped[str] = mapped_column(sa.String(40), index=True)
    label: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    envelopes: Mapped[int] = mapped_column(default=1, server_default="1")
    thick: Mapped[bool | None]
    lithium: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Handover(Model):
    """The envelope has left the unit."""

    __tablename__ = "handover"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)


class SupplierHandover(Model):
    """One product that was handed over to go to its supplier: until which day the right of return ran, and what it
    cost as the register knew then. The region's figures are read from this, and from nothing wider."""

    __tablename__ = "supplier_handover"
    __table_args__ = (sa.Index("ix_supplier_handover_figures", "at", "last_day", "article_id", "price"),)

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    last_day: Mapped[datetime.date | None]
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    price: Mapped[int | None]
    """Whole kronor."""


class Cancellation(Model):
    """The return was cancelled. Its products may be returned again."""

    __tablename__ = "cancellation"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(sa.Text)


class WithoutLabel(Model):
    """The return was made at the warehouse, for an envelope that came without a label. `seen_at` is when the unit has
    read that."""

    __tablename__ = "without_label"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    order_number: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    """The hämtorder, where the envelope said one."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    seen_by: Mapped[str | None] = mapped_column(sa.String(255))
    seen_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    def see(self, *, actor: str, now: datetime.datetime) -> None:
        """The unit has read it. Reading it again changes nothing."""
        if self.seen_at is None:
            self.seen_by, self.seen_at = actor, now
