"""A product that the warehouse sends on to its supplier, in a return of its own (R3)."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from database import Model, UtcDateTime, db
from registry.models import Unit
from registry.verdict import VerdictKind
from returns import Answer, Line, Refused, Return, ReturnState
from returns.label_contents import the_warehouse
from returns.packed_product import Packed
from warehouse.deciding.decision import verdict_kind

MOST_SHOWN_TO_UNIT = 100


class SentOn(Model):
    """The product of this line lies in a return from the warehouse to the supplier."""

    __tablename__ = "sent_on"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), unique=True)
    """The return that the warehouse made. It is sealed under the number of its own retur till leverantör."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()
    return_: Mapped[Return] = relationship()

    @classmethod
    def of(cls, line: Line) -> "SentOn | None":
        return db.session.get(cls, line.id)

    @classmethod
    def line_in(cls, own: Return) -> Line | None:
        """The product in the return in which it came, of a return that the warehouse made for it."""
        sent = db.session.scalar(sa.select(cls).where(cls.return_id == own.id))
        return sent.line if sent else None

    @classmethod
    def to_supplier(
        cls, line: Line, answers: dict[str, Answer], *, actor: str, now: datetime.datetime
    ) -> "SentOn":
        """Pack the product into a new return from the warehouse to the supplier that its verdict names. `answers` are
        what the warehouse has seen; what the clinic answered holds for the rest. The caller seals the return."""
        if sent := cls.of(line):
            return sent
        verdict = line.verdict
        if verdict is None or not goes_to_supplier(line):
            raise Refused("Produkten har ingen returrätt hos leverantören. Bedöm den på nytt.")
        own = Return.open(the_warehouse(), actor=actor, now=now)
        line.send_on(
            own.shown_number, verdict.supplier.name if verdict.supplier else "", actor=actor, now=now
        )
        db.session.flush()
        packed = Packed(
            verdict=verdict,
            codes=tuple(line.codes),
            device_id=line.device_id,
            article_id=line.article_id,
            serial_number=line.serial_number,
        )
        new = own.pack(packed, actor=actor, now=now)
        known = {item.code: line.answer_to(item.code) for item in line.checklist}
        given = {code: answer for code, answer in known.items() if answer is not None} | answers
        new.answer(given, actor=actor, now=now)
        sent = cls(line_id=line.id, return_=own, actor=actor, at=now)
        db.session.add(sent)
        db.session.flush()
        return sent

    @property
    def has_left(self) -> bool:
        """Whether the warehouse's own return is on its way, so that nothing can be undone here any more."""
        return self.return_.state not in (ReturnState.DRAFT, ReturnState.SEALED)

    def undo(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """It is not sent on after all: the warehouse's own return is cancelled, and the product is on the bench again,
        in the return in which it came. The events of both tell of it; this row goes, so that it can be sent on anew."""
        if self.has_left:
            raise Refused(
                "Retur %(number)s har redan lämnats för transport. Ring leverantören.",
                number=self.return_.shown_number,
            )
        self.return_.cancel(reason, actor=actor, now=now)
        db.session.delete(self)
        db.session.flush()
        self.line.return_.reopen(actor=actor, now=now)
        self.line.undo_send_on(reason, actor=actor, now=now)
        db.session.flush()


def goes_to_supplier(line: Line) -> bool:
    """Whether its verdict names a supplier that takes it."""
    return verdict_kind(line) is VerdictKind.TO_SUPPLIER


def sent_on_of(unit: Unit) -> list[SentOn]:
    """What the warehouse has sent on of the unit's returns, newest first."""
    query = (
        sa.select(SentOn)
        .join(SentOn.line)
        .join(Line.return_)
        .where(Return.unit_id == unit.id)
        .options(
            selectinload(SentOn.line).options(selectinload(Line.article), selectinload(Line.return_)),
            selectinload(SentOn.return_).selectinload(Return.supplier),
        )
        .order_by(SentOn.at.desc())
    )
    return list(db.session.scalars(query.limit(MOST_SHOWN_TO_UNIT)))
