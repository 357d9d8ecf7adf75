"""Sending a product back to the unit, with reasons (R8)."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import refuse_in_free_text
from common.sentence import Sentence
from database import Model, UtcDateTime
from returns import Line, Refused

REASONS = {
    "incomplete": Sentence("Tillbehör, bruksanvisning eller originalförpackning saknas"),
    "damaged": Sentence("Produkten är skadad"),
    "dirty": Sentence("Produkten är inte rengjord"),
    "not_working": Sentence("Produkten fungerar inte"),
    "wrong_serial": Sentence("Serienumret stämmer inte med Sesam"),
    "not_handled": Sentence("Produkten hanteras inte av huvudlagret"),
    "other": Sentence("Annat, se kommentaren"),
}


class SendBack(Model):
    """Why a product goes back to the unit."""

    __tablename__ = "send_back"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    note: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()

    @classmethod
    def because(
        cls, line: Line, reasons: list[str], note: str, *, actor: str, now: datetime.datetime
    ) -> "SendBack":
        note = note.strip()
        if not reasons or not set(reasons) <= set(REASONS):
            raise Refused("Välj minst ett skäl till att produkten skickas tillbaka.")
        if "other" in reasons and not note:
            raise Refused("Skriv i kommentaren vad som är fel.")
        refuse_in_free_text(note)
        return cls(line=line, reasons=sorted(reasons), note=note or None, actor=actor, at=now)

    @property
    def sentences(self) -> list[Sentence]:
        return [REASONS[reason] for reason in self.reasons]
