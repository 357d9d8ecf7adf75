"""One of a return's padded envelopes: it is known from the sealing on, and each one comes by itself."""

import datetime
import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.sentence import Sentence
from database import Model, UtcDateTime, text_enum
from returns.event import EventKind

if TYPE_CHECKING:
    from returns.return_model import Return


class SkippedLook(enum.StrEnum):
    """Why nobody looked at a label before its envelope left, short to press. The values are stored: they never
    change."""

    NO_CAMERA = "no camera"
    UNREADABLE = "unreadable"
    ALREADY_GONE = "already gone"

    @property
    def words(self) -> Sentence:
        return REASONS_TO_SKIP[self]


REASONS_TO_SKIP = {
    SkippedLook.NO_CAMERA: Sentence("Ingen kamera här"),
    SkippedLook.UNREADABLE: Sentence("Kameran läser den inte"),
    SkippedLook.ALREADY_GONE: Sentence("Kuvertet är redan hämtat"),
}


_ON_DESK = sa.text("arrived_at IS NOT NULL AND taken_in_at IS NULL")
"""The few rows of the pile, which the index holds among all envelopes that have ever come."""


class Envelope(Model):
    """The envelope with this number of its return: on its way, arrived, and taken in, or no longer waited for."""

    __tablename__ = "envelope"
    __table_args__ = (
        sa.Index("ix_envelope_on_desk", "arrived_at", sqlite_where=_ON_DESK, postgresql_where=_ON_DESK),
    )

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 for the first."""
    label_seen_by: Mapped[str | None] = mapped_column(sa.String(255))
    label_seen_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When the label that was stuck on was found to be the right one, before the envelope left."""
    label_look_skipped: Mapped[SkippedLook | None] = mapped_column(text_enum(SkippedLook, 20))
    """Why nobody looked at it, where the region demands a look."""
    arrived_by: Mapped[str | None] = mapped_column(sa.String(255))
    arrived_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime, index=True)
    taken_in_by: Mapped[str | None] = mapped_column(sa.String(255))
    taken_in_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When somebody said that it will not come. One that comes all the same arrives as usual."""

    return_: Mapped["Return"] = relationship(back_populates="envelopes")

    @property
    def has_arrived(self) -> bool:
        return self.arrived_at is not None

    @property
    def on_desk(self) -> bool:
        """It has come, and somebody still has to open it and take it in."""
        return self.has_arrived and self.taken_in_at is None

    @property
    def waited_for(self) -> bool:
        return not self.has_arrived and self.given_up_at is None

    def note_label(self, codes: Sequence[str], *, actor: str, now: datetime.datetime) -> None:
        """The label that is stuck on is this envelope's. `codes` are those that were read. A second look changes
        nothing."""
        if self.label_seen_at is not None:
            return
        self.label_seen_by, self.label_seen_at = actor, now
        self.label_look_skipped = None
        after = {"envelope": self.number, "codes": list(codes)}
        self.return_.record(EventKind.LABEL_SEEN, actor, now, after=after)

    def undo_label(self, *, actor: str, now: datetime.datetime) -> None:
        """It was not this envelope. Without a look there is nothing to undo."""
        if self.label_seen_at is None:
            return
        self.forget_label()
        self.return_.record(EventKind.LABEL_SEEN_UNDONE, actor, now, before={"envelope": self.number})

    def forget_label(self) -> None:
        """The label that was seen counts no more, because another one has to be printed."""
        self.label_seen_by = self.label_seen_at = None
        self.label_look_skipped = None

    @property
    def needs_look(self) -> bool:
        """Nobody has looked at its label, or said why not."""
        return self.label_seen_at is None and self.label_look_skipped is None

    def skip_look(self, reason: SkippedLook, *, actor: str, now: datetime.datetime) -> None:
        """It leaves without a look at its label. What has been looked at stays so."""
        if self.label_seen_at is not None or self.label_look_skipped is reason:
            return
        self.label_look_skipped = reason
        after = {"envelope": self.number, "reason": reason}
        self.return_.record(EventKind.LABEL_LOOK_SKIPPED, actor, now, after=after)

    def arrive(self, *, actor: str, now: datetime.datetime) -> None:
        """It has come to the warehouse. Scanning it again changes nothing."""
        if self.has_arrived:
            return
        self.arrived_by, self.arrived_at = actor, now
        self.return_.record(EventKind.ENVELOPE_ARRIVED, actor, now, after={"envelope": self.number})

    def undo_arrival(self, *, actor: str, now: datetime.datetime) -> None:
        """It was another one. What has been taken in stays so."""
        if not self.on_desk:
            return
        self.arrived_by = self.arrived_at = None
        self.return_.record(EventKind.ENVELOPE_ARRIVAL_UNDONE, actor, now, before={"envelope": self.number})

    def take_in(self, *, actor: str, now: datetime.datetime) -> None:
        """It is empty, and what was in it is scanned."""
        if self.taken_in_at is not None:
            return
        self.arrive(actor=actor, now=now)
        self.taken_in_by, self.taken_in_at = actor, now
        self.return_.record(EventKind.ENVELOPE_TAKEN_IN, actor, now, after={"envelope": self.number})

    def give_up(self, *, now: datetime.datetime) -> None:
        """Nobody waits for it any more."""
        if self.waited_for:
            self.given_up_at = now
