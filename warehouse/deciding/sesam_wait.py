"""A product that waits at the warehouse until its serial is corrected in Sesam (R9)."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, db
from registry.corrections import report
from registry.verdict import VerdictKind
from returns import EventKind, Line, Refused
from warehouse.deciding.decision import verdict_kind


class SesamWait(Model):
    """Stöd och Support was asked to correct the serial. The product goes on when the register agrees, which is seen by
    judging it again, or when somebody says that Sesam is corrected."""

    __tablename__ = "sesam_wait"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    scanned: Mapped[str] = mapped_column(sa.String(80))
    """The serial that stands on the product."""
    reported_by: Mapped[str] = mapped_column(sa.String(255))
    reported_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    corrected_by: Mapped[str | None] = mapped_column(sa.String(255))
    corrected_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()

    @classmethod
    def of(cls, line: Line) -> "SesamWait | None":
        return db.session.get(cls, line.id)

    @classmethod
    def begin(cls, line: Line, *, actor: str, now: datetime.datetime) -> "SesamWait":
        """The message to Stöd och Support is sent. Noting it again changes nothing."""
        if waiting := cls.of(line):
            return waiting
        scanned = serial_on_product(line)
        if not waits_for_sesam(line) or not scanned:
            raise Refused("Det finns inget serienummer att rätta i Sesam för den här produkten.")
        waiting = cls(line_id=line.id, scanned=scanned, reported_by=actor, reported_at=now)
        db.session.add(waiting)
        report(db.session, scanned, line.device, line.return_.unit, actor=actor, now=now)
        line.record(EventKind.SESAM_REPORTED, actor, now, after={"serial": scanned})
        db.session.flush()
        return waiting

    @property
    def is_over(self) -> bool:
        return self.corrected_at is not None

    def say_corrected(self, *, actor: str, now: datetime.datetime) -> None:
        """Somebody has seen that Sesam is corrected. The product may then be shelved, if its serial was all that kept
        it from that. Saying it again changes nothing."""
        if self.is_over:
            return
        self.corrected_by, self.corrected_at = actor, now
        self.line.record(EventKind.SESAM_CORRECTED, actor, now, after={"serial": self.scanned})
        db.session.flush()


WAITING_FOR_SESAM = (VerdictKind.CORRECT_SESAM, VerdictKind.UNKNOWN)


def waits_for_sesam(line: Line) -> bool:
    """Whether its verdict can change by a correction in Sesam."""
    return verdict_kind(line) in WAITING_FOR_SESAM


def serial_on_product(line: Line) -> str | None:
    """The serial that was read on the product: a registered device may have been found by a former one."""
    known = line.verdict.device if line.verdict else None
    return (known.scanned_serial if known else None) or line.serial_number
