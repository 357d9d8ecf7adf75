"""Sending a product back to the unit with reasons, and what the unit answers (R8)."""

import datetime
import enum
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import refuse_in_free_text
from common.sentence import Sentence
from database import Model, UtcDateTime, db, text_enum
from registry.models import Unit
from returns import EventKind, Line, Refused, Return
from warehouse.returning.send_back_reason import chosen_reasons, reason_sentence

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


class SendBackTurn(enum.StrEnum):
    """Who has to say something next about a product that was sent back."""

    UNIT = "unit"
    WAREHOUSE = "warehouse"
    NOBODY = "nobody"


class SendBackAnswer(Model):
    """One answer of the unit. The last one counts; the ones before stay in the thread."""

    __tablename__ = "send_back_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("send_back.line_id"), index=True)
    kind: Mapped[SendBackAnswerKind] = mapped_column(text_enum(SendBackAnswerKind, 20))
    note: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    from_warehouse: ClassVar[bool] = False


class WarehouseReply(Model):
    """What the warehouse has written to the unit about a product that it sent back."""

    __tablename__ = "send_back_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("send_back.line_id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    from_warehouse: ClassVar[bool] = True


class SendBack(Model):
    """Why a product goes back to the unit, and the thread about it."""

    __tablename__ = "send_back"
    __table_args__ = (sa.Index("ix_send_back_waits_for", "waits_for", "at"),)

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON)
    """The codes of the reasons."""
    told: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    """For each reason its text and what to do, as the unit was told: whatever becomes of the list, it stays so."""
    packing_faults: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    """The codes of those reasons that were a fault of the packing when it was sent back (R10)."""
    note: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    waits_for: Mapped[SendBackTurn] = mapped_column(
        text_enum(SendBackTurn, 10), default=SendBackTurn.UNIT, server_default=SendBackTurn.UNIT.value
    )

    line: Mapped[Line] = relationship()
    answers: Mapped[list[SendBackAnswer]] = relationship(order_by=SendBackAnswer.id)
    replies: Mapped[list[WarehouseReply]] = relationship(order_by=WarehouseReply.id)

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
            packing_faults=[reason.code for reason in chosen if reason.packing_fault],
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

    @property
    def thread(self) -> list[SendBackAnswer | WarehouseReply]:
        """What both sides have said, in the order in which they did."""
        return sorted([*self.answers, *self.replies], key=lambda said: (said.at, said.from_warehouse))

    @property
    def waits_for_unit(self) -> bool:
        return self.waits_for is SendBackTurn.UNIT

    @property
    def waits_for_warehouse(self) -> bool:
        return self.waits_for is SendBackTurn.WAREHOUSE

    @property
    def may_come_again(self) -> bool:
        """Whether the unit has said nothing else."""
        gone = (SendBackAnswerKind.STAYS_AT_UNIT, SendBackAnswerKind.SCRAPPED)
        return self.last_answer is None or self.last_answer.kind not in gone

    def answer(
        self, kind: SendBackAnswerKind, note: str, *, actor: str, now: datetime.datetime
    ) -> SendBackAnswer:
        """The unit's answer. The same one again changes nothing, unless the warehouse has written since. What is
        disputed waits for the warehouse."""
        note = note.strip()
        last = self.thread[-1] if self.thread else None
        if isinstance(last, SendBackAnswer) and (last.kind, last.note or "") == (kind, note):
            return last
        if kind is SendBackAnswerKind.DISPUTED and not note:
            raise Refused("Skriv vad som inte stämmer.")
        _refuse_what_is_no_comment(note)
        given = SendBackAnswer(kind=kind, note=note or None, actor=actor, at=now)
        self.answers.append(given)
        disputed = kind is SendBackAnswerKind.DISPUTED
        self.waits_for = SendBackTurn.WAREHOUSE if disputed else SendBackTurn.NOBODY
        db.session.flush()
        after = {"answer": kind, "note": note or None}
        self.line.record(EventKind.SEND_BACK_ANSWERED, actor, now, after=after)
        return given

    def reply(self, text: str, *, asks: bool, actor: str, now: datetime.datetime) -> WarehouseReply:
        """What the warehouse writes to the unit; `asks` says whether the unit is to answer it. The same words again
        change nothing, unless the unit has answered since."""
        text = text.strip()
        last = self.thread[-1] if self.thread else None
        if isinstance(last, WarehouseReply) and last.text == text:
            return last
        if not text:
            raise Refused("Skriv något till enheten först.")
        _refuse_what_is_no_comment(text)
        written = WarehouseReply(text=text, actor=actor, at=now)
        self.replies.append(written)
        self.waits_for = SendBackTurn.UNIT if asks else SendBackTurn.NOBODY
        db.session.flush()
        self.line.record(EventKind.SEND_BACK_REPLIED, actor, now, after={"text": text, "asks": asks})
        return written


def _refuse_what_is_no_comment(text: str) -> None:
    if len(text) > LONGEST_ANSWER:
        raise Refused("Kommentaren får ha högst %(most)s tecken. Korta den.", most=LONGEST_ANSWER)
    refuse_in_free_text(text)


MOST_THREADS_SHOWN = 100


def sent_back_to(unit: Unit) -> list[SendBack]:
    """What came back to the unit: what waits for its answer first, then the newest."""
    answered = SendBack.waits_for != SendBackTurn.UNIT
    query = _threads().where(_is_of_unit(unit)).order_by(answered, SendBack.at.desc())
    return list(db.session.scalars(query.limit(MOST_THREADS_SHOWN)))


def lines_waiting_for(unit: Unit) -> list[int]:
    """The lines of what came back and waits for the unit's answer: what the number on the app's icon counts."""
    waits = SendBack.waits_for == SendBackTurn.UNIT
    return list(
        db.session.scalars(
            sa.select(SendBack.line_id).where(_is_of_unit(unit), waits).order_by(SendBack.line_id)
        )
    )


def unanswered_by(unit: Unit) -> int:
    """How many products came back that wait for the unit's answer."""
    waits = SendBack.waits_for == SendBackTurn.UNIT
    return db.session.scalar(sa.select(sa.func.count(SendBack.line_id)).where(_is_of_unit(unit), waits)) or 0


def threads_waiting_for(turn: SendBackTurn) -> list[SendBack]:
    """What was sent back and waits for that side, those first that have waited longest; what waits for nobody, the
    newest first."""
    order = SendBack.at.desc() if turn is SendBackTurn.NOBODY else SendBack.at
    query = _threads().where(SendBack.waits_for == turn).order_by(order)
    return list(db.session.scalars(query.limit(MOST_THREADS_SHOWN)))


def threads_before(
    before: int | None, limit: int, *, unit: Unit | None = None, turn: SendBackTurn | None = None
) -> list[SendBack]:
    """Send-backs with a line's id below `before`, newest line first; of the unit's and waiting for that side where
    they are given."""
    query = _threads().order_by(SendBack.line_id.desc())
    if before is not None:
        query = query.where(SendBack.line_id < before)
    if unit is not None:
        query = query.where(_is_of_unit(unit))
    if turn is not None:
        query = query.where(SendBack.waits_for == turn)
    return list(db.session.scalars(query.limit(limit)))


def number_waiting_for(turn: SendBackTurn) -> int:
    """How many products that were sent back wait for that side."""
    counted = sa.select(sa.func.count(SendBack.line_id)).where(SendBack.waits_for == turn)
    return db.session.scalar(counted) or 0


def _threads() -> sa.Select[SendBack]:
    """Send-backs with all that a list of them shows."""
    return sa.select(SendBack).options(
        selectinload(SendBack.answers),
        selectinload(SendBack.replies),
        selectinload(SendBack.line).options(
            selectinload(Line.return_).selectinload(Return.unit),
            selectinload(Line.article),
            selectinload(Line.photos),
        ),
    )


def _is_of_unit(unit: Unit) -> sa.ColumnElement[bool]:
    of_unit = sa.select(Line.id).join(Line.return_).where(Return.unit_id == unit.id)
    return SendBack.line_id.in_(of_unit)


SAME_KIND_FOR = datetime.timedelta(days=365)
"""How long a send-back of a product without a number is told of the next one of its kind from that unit."""
MOST_OF_A_KIND = 20


def sent_back_before(line: Line) -> SendBack | None:
    """The last time that the same product was sent back, in another return: what failed then is looked at first. One
    without a number may be any of its kind: then it is the last of these from the unit that may have come again."""
    query = sa.select(SendBack).join(SendBack.line).where(Line.id < line.id).order_by(SendBack.at.desc())
    if line.device_id is not None:
        return db.session.scalars(query.where(Line.device_id == line.device_id).limit(1)).first()
    query = query.join(Line.return_).where(Return.unit_id == line.return_.unit_id)
    if line.serial_number:
        return db.session.scalars(query.where(Line.serial_number == line.serial_number).limit(1)).first()
    if line.article_id is None:
        return None
    query = query.where(
        Line.article_id == line.article_id,
        Line.device_id.is_(None),
        Line.serial_number.is_(None),
        SendBack.at >= line.packed_at - SAME_KIND_FOR,
    )
    of_its_kind = db.session.scalars(query.limit(MOST_OF_A_KIND))
    return next((one for one in of_its_kind if one.may_come_again), None)
