"""Taking an envelope in: what was announced, what came, what is missing, what came extra."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, db
from returns import NOT_YET_PLACED, EventKind, Line, LineState, Refused, Return, ReturnState
from returns.packed_product import Packed


class Receipt(Model):
    """One envelope on the receiving desk. Finished, it says who took it in and when."""

    __tablename__ = "receipt"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    opened_by: Mapped[str] = mapped_column(sa.String(255))
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    finished_by: Mapped[str | None] = mapped_column(sa.String(255))
    finished_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    return_: Mapped[Return] = relationship()

    @classmethod
    def open(cls, return_: Return, *, actor: str, now: datetime.datetime) -> "Receipt":
        """Lay the envelope on the desk. Scanning its label again finds the same receipt."""
        receipt = cls.of_or_new(return_)
        if receipt.opened_at is not None:
            return receipt
        receipt.opened_by, receipt.opened_at = actor, now
        db.session.add(receipt)
        return_.record(EventKind.RECEIPT_OPENED, actor, now)
        db.session.flush()
        return receipt

    @classmethod
    def of_or_new(cls, return_: Return) -> "Receipt":
        """The return's receipt, or one that nobody has opened yet and that is not kept. Refused where none may be."""
        if receipt := db.session.get(cls, return_.id):
            return receipt
        _refuse_what_is_not_on_its_way(return_)
        with db.session.no_autoflush:
            return cls(return_=return_)

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    @property
    def announced(self) -> list[Line]:
        return [line for line in self.return_.lines if line.announced]

    @property
    def extra(self) -> list[Line]:
        return [line for line in self.return_.lines if not line.announced]

    @property
    def waited_for(self) -> list[Line]:
        """Announced products that nobody has scanned yet."""
        return [line for line in self.announced if line.state is LineState.PACKED]

    # --- scan the products

    def line_for(self, device_id: int | None, article_id: int | None) -> Line | None:
        """The line that a scanned product answers: its device, or for a product without serial its article."""
        if device_id is not None:
            return next((line for line in self.return_.lines if line.device_id == device_id), None)
        same_article = [
            line
            for line in self.announced
            if line.device_id is None and article_id is not None and line.article_id == article_id
        ]
        waiting = [line for line in same_article if line.state is LineState.PACKED]
        return next(iter(waiting or same_article), None)

    def take(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """An announced product has come."""
        self._require_open()
        line.take_in(actor=actor, now=now)
        db.session.flush()

    def undo(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """It was not in the envelope after all; what was extra disappears from the list again."""
        self._require_open()
        line.undo_take_in(actor=actor, now=now)
        db.session.flush()

    def take_extra(self, packed: Packed, *, actor: str, now: datetime.datetime) -> Line:
        """A product that nobody announced: it is a line too, so that nothing on the desk is without a name."""
        self._require_open()
        line = Line.unannounced(packed, actor=actor, now=now)
        self.return_.lines.append(line)
        db.session.flush()
        line.record(EventKind.EXTRA_PRODUCT_RECEIVED, actor, now, after=packed.summary())
        return line

    # --- take in

    def finish(self, *, actor: str, now: datetime.datetime) -> None:
        """Take the envelope in: what was announced and did not come is missing from now on."""
        if self.finished:
            return
        if all(line.state is LineState.PACKED for line in self.return_.lines):
            raise Refused(
                "Inget är skannat ännu. Skanna produkterna i kuvertet, eller markera dem som mottagna."
            )
        for line in self.waited_for:
            line.miss(actor=actor, now=now)
        self.finished_by, self.finished_at = actor, now
        self.return_.mark_received(actor=actor, now=now)
        db.session.flush()
        close_when_done(self.return_, actor=actor, now=now)

    def _require_open(self) -> None:
        if self.finished:
            raise Refused("Kuvertet är redan inlagt. Fortsätt med kontrollen.")


def _refuse_what_is_not_on_its_way(return_: Return) -> None:
    """Only a sealed return to the warehouse can arrive there."""
    if return_.to_supplier:
        raise Refused(
            "Retur %(number)s ska till leverantören %(supplier)s, inte till huvudlagret. Skicka kuvertet vidare dit.",
            number=return_.shown_number,
            supplier=return_.supplier.name if return_.supplier else "",
        )
    if return_.state is ReturnState.DRAFT:
        raise Refused(
            "Retur %(number)s är inte förseglad. Be enheten försegla den.", number=return_.shown_number
        )
    if return_.state is ReturnState.CANCELLED:
        raise Refused(
            "Retur %(number)s är avbruten av enheten. Ring dem innan du gör något med innehållet.",
            number=return_.shown_number,
        )


def close_when_done(return_: Return, *, actor: str, now: datetime.datetime) -> None:
    """A return is closed when every product in it has found its place, or is known to be missing."""
    if all(line.state not in NOT_YET_PLACED for line in return_.lines):
        return_.mark_closed(actor=actor, now=now)
