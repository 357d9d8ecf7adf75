"""What a person has decided about a product that may not be put on a shelf as it is."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import refuse_in_free_text
from database import Model, UtcDateTime, db, text_enum
from registry.verdict import VerdictKind
from returns import EventKind, Line, Refused

LONGEST_REASON = 500


def needs_decision(line: Line) -> bool:
    """Whether the product's verdict keeps it from the shelf until a person has decided."""
    return verdict_kind(line) is not VerdictKind.TO_WAREHOUSE


def verdict_kind(line: Line) -> VerdictKind:
    """The verdict that holds now. A product without any is as unknown as one that the register has never seen."""
    return line.verdict.kind if line.verdict else VerdictKind.UNKNOWN


class Decision(Model):
    """The warehouse keeps a product against its verdict. It holds for that verdict only: when the product is judged
    again and the register says something else, somebody has to decide anew."""

    __tablename__ = "decision"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    verdict: Mapped[VerdictKind] = mapped_column(text_enum(VerdictKind, 20), primary_key=True)
    """The verdict that the person saw."""
    reason: Mapped[str] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()

    @classmethod
    def of(cls, line: Line) -> "Decision | None":
        """The decision about the verdict that the product has now."""
        return db.session.get(cls, (line.id, verdict_kind(line)))

    @classmethod
    def keep(cls, line: Line, reason: str, *, actor: str, now: datetime.datetime) -> "Decision":
        """Keep the product at the warehouse, for a reason that is given. Deciding again changes nothing. Who may do
        so is asked by the caller."""
        if decision := cls.of(line):
            return decision
        if not needs_decision(line):
            raise Refused("Produkten ska till huvudlagret. Inget beslut behövs.")
        reason = given_reason(reason, Refused("Skriv varför produkten behålls på huvudlagret."))
        kind = verdict_kind(line)
        decision = cls(line_id=line.id, verdict=kind, reason=reason, actor=actor, at=now)
        db.session.add(decision)
        line.record(EventKind.KEPT_BY_DECISION, actor, now, after={"verdict": kind, "reason": reason})
        db.session.flush()
        return decision


def given_reason(text: str, missing: Refused) -> str:
    """A reason as it is stored. Raises `missing` where there is none, and Refused for one that may not be stored."""
    reason = text.strip()
    if not reason:
        raise missing
    if len(reason) > LONGEST_REASON:
        raise Refused("Skälet får ha högst %(most)s tecken. Korta det.", most=LONGEST_REASON)
    refuse_in_free_text(reason)
    return reason
