"""Sending a product back to the unit with reasons, and what the unit answers (R8)."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import refuse_in_free_text
from common.sentence import Sentence
from database import Model, UtcDateTime, db, text_enum
from registry.models import Unit
from returns import EventKind, Line, Refused, Return
from warehouse.send_back_reason import chosen_reasons, reason_sentence

LONGEST_ANSWER = 500


class SendBackAnswerKind(enum.StrEnum):
    """What a unit can say about a product that came back."""

    MENDED = "mended"
    STAYS_AT_UNIT = "stays_at_unit"
    SCRAPPED = "scrapped"
    DISPUTED = "disputed"

    @property
    def words(self) -> Sentence:
        return ANSWERS[self]


ANSWERS = {
    SendBackAnswerKind.MENDED: Sentence("Åtgärdad, packas på nytt"),
    SendBackAnswerKind.STAYS_AT_UNIT: Sentence("Behålls på enheten"),
    SendBackAnswerKind.SCRAPPED: Sentence("Kasserad"),
    SendBackAnswerKind.DISPUTED: Sentence("Stämmer inte"),
}


class SendBackAnswer(Model):
    """One answer of the unit. The last one counts; the ones before stay in the thread."""

    __tablename__ = "send_back_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("send_back.line_id"), index=True)
    kind: Mapped[SendBackAnswerKind] = mapped_column(text_enum(SendBackAnswerKind, 20))
    note: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class SendBack(Model):
    """Why a product goes back to the unit, and the thread about it."""

    __tablename__ = "send_back"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    """The codes of the reasons."""
    told: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    """For each reason its text and what to do, as the unit was told: whatever becomes of the list, it stays so."""
    note: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()
    answers: Mapped[list[SendBackAnswer]] = relationship(order_by=SendBackAnswer.id)

    @classmethod
    def because(
        cls, line: Line, reasons: list[str], note: str, *, actor: str, now: datetime.datetime
    ) -> "SendBack":
        note = note.strip()
        chosen = chosen_reasons(reasons)
        if not chosen or len(chosen) != len(set(reasons)):
            raise Refused("Välj minst ett skäl till att produkten skickas tillbaka.")
        if not note and any(reason.needs_note for reason in chosen):
            raise Refused("Skriv i kommentaren vad som är fel.")
        refuse_in_free_text(note)
        return cls(
            line=line,
            reasons=[reason.code for reason in chosen],
            told=[[reason.text, reason.what_to_do] for reason in chosen],
            note=note or None,
            actor=actor,
            at=now,
        )

    @property
    def sentences(self) -> list[Sentence]:
        """The reasons, as the unit was told."""
        return [
            reason_sentence(code, text)
            for code, (text, _what_to_do) in zip(self.reasons, self.told, strict=True)
        ]

    @property
    def what_to_do(self) -> list[Sentence]:
        """For each reason what the unit does next."""
        return [
            reason_sentence(code, what_to_do)
            for code, (_text, what_to_do) in zip(self.reasons, self.told, strict=True)
        ]

    @property
    def last_answer(self) -> SendBackAnswer | None:
        return self.answers[-1] if self.answers else None

    def answer(
        self, kind: SendBackAnswerKind, note: str, *, actor: str, now: datetime.datetime
    ) -> SendBackAnswer:
        """The unit's answer. The same one again changes nothing."""
        note = note.strip()
        if self.last_answer and (self.last_answer.kind, self.last_answer.note or "") == (kind, note):
            return self.last_answer
        if kind is SendBackAnswerKind.DISPUTED and not note:
            raise Refused("Skriv vad som inte stämmer.")
        if len(note) > LONGEST_ANSWER:
            raise Refused("Kommentaren får ha högst %(most)s tecken. Korta den.", most=LONGEST_ANSWER)
        refuse_in_free_text(note)
        given = SendBackAnswer(kind=kind, note=note or None, actor=actor, at=now)
        self.answers.append(given)
        db.session.flush()
        after = {"answer": kind, "note": note or None}
        self.line.record(EventKind.SEND_BACK_ANSWERED, actor, now, after=after)
        return given


MOST_SHOWN_TO_UNIT = 100


def sent_back_to(unit: Unit) -> list[SendBack]:
    """What came back to the unit: what it has not answered first, then the newest."""
    answered = sa.exists().where(SendBackAnswer.line_id == SendBack.line_id)
    query = (
        sa.select(SendBack)
        .where(_is_of_unit(unit))
        .options(
            selectinload(SendBack.answers),
            selectinload(SendBack.line).options(selectinload(Line.return_), selectinload(Line.article)),
        )
    )
    return list(db.session.scalars(query.order_by(answered, SendBack.at.desc()).limit(MOST_SHOWN_TO_UNIT)))


def unanswered_by(unit: Unit) -> int:
    """How many products came back that the unit has not answered."""
    answered = sa.exists().where(SendBackAnswer.line_id == SendBack.line_id)
    query = sa.select(sa.func.count(SendBack.line_id)).where(_is_of_unit(unit), ~answered)
    return db.session.scalar(query) or 0


def _is_of_unit(unit: Unit) -> sa.ColumnElement[bool]:
    of_unit = sa.select(Line.id).join(Line.return_).where(Return.unit_id == unit.id)
    return SendBack.line_id.in_(of_unit)


def sent_back_before(line: Line) -> SendBack | None:
    """The last time that the same product was sent back, in another return: what failed then is looked at first."""
    if line.device_id is None:
        return None
    query = (
        sa.select(SendBack)
        .join(SendBack.line)
        .where(Line.device_id == line.device_id, Line.id < line.id)
        .order_by(SendBack.at.desc())
    )
    return db.session.scalars(query.limit(1)).first()
