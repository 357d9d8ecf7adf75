"""Taking a return in, envelope by envelope: what was announced, what came, what is missing, what came extra."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import refuse_in_free_text
from database import Model, UtcDateTime, db
from identity import normalise_serial, return_number
from registry.similar_serials import is_similar
from returns import NOT_YET_PLACED, Envelope, EventKind, Line, LineState, Refused, Return, ReturnState
from returns.lookup import awaited_elsewhere, came_as, returned_in
from returns.packed_product import Packed


class Receipt(Model):
    """A return on the receiving desk. It is finished when its last envelope is taken in, or when somebody has said that
    no more will come: only then is what has not come missing."""

    __tablename__ = "receipt"

    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), primary_key=True)
    opened_by: Mapped[str] = mapped_column(sa.String(255))
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    finished_by: Mapped[str | None] = mapped_column(sa.String(255))
    finished_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime, index=True)

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
    def envelopes(self) -> list[Envelope]:
        return self.return_.envelopes

    def envelope(self, number: int | None) -> Envelope | None:
        """The envelope with this number. The only one there is needs none."""
        if number is None and len(self.envelopes) == 1:
            return self.envelopes[0]
        return next((one for one in self.envelopes if one.number == number), None)

    @property
    def envelopes_to_come(self) -> list[Envelope]:
        return [one for one in self.envelopes if one.waited_for]

    @property
    def late_envelope(self) -> Envelope | None:
        """One that has come after the receipt was finished, and lies on the desk."""
        return next((one for one in self.envelopes if self.finished and one.on_desk), None)

    @property
    def takes_products(self) -> bool:
        """Whether products can be scanned: an envelope is open, or something that was missing can turn up."""
        return not self.finished or self.late_envelope is not None or bool(self.missing)

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.announced if line.state is LineState.MISSING]

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

    @property
    def nothing_scanned(self) -> bool:
        """Whether no product of the return has come yet."""
        return all(line.state is LineState.PACKED for line in self.return_.lines)

    def missing_without(self, envelope: Envelope) -> list[Line]:
        """The products that would be missing if this envelope were taken in now: none while others are to come."""
        others = [one for one in self.envelopes if one is not envelope]
        last = all(one.taken_in_at or one.given_up_at for one in others)
        return self.waited_for if last and not self.finished else []

    # --- scan the products

    def line_for(
        self, device_id: int | None, article_id: int | None, serial: str | None = None
    ) -> Line | None:
        """The line that a scanned product answers: its device; for a serial that the register does not know the product
        with the same one, so that it counts once; for a product without serial its article."""
        if device_id is not None:
            return next((line for line in self.return_.lines if line.device_id == device_id), None)
        if serial and (unknown := self._unknown_with(serial)):
            return unknown
        same_article = [
            line
            for line in self.announced
            if line.device_id is None and article_id is not None and line.article_id == article_id
        ]
        waiting = [line for line in same_article if line.state in (LineState.PACKED, LineState.MISSING)]
        return next(iter(waiting or same_article), None)

    def mistyped_as(self, serial: str | None) -> list[Line]:
        """The announced lines that have not come, with a number so like this one that it may be mistyped."""
        return [
            line
            for line in (*self.waited_for, *self.missing)
            if serial and line.serial_number and is_similar(serial, line.serial_number)
        ]

    def take_mistyped(self, line: Line, packed: Packed, *, actor: str, now: datetime.datetime) -> None:
        """A product has come that was announced under a similar, wrong number. The line becomes what was scanned, with
        the verdict of that. Doing it again changes nothing."""
        if line.state is LineState.RECEIVED:
            return
        if line not in self.mistyped_as(packed.serial_number):
            raise Refused("Numren är för olika. Ta emot produkten som extra.")
        if packed.device_id is not None and self.line_for(packed.device_id, None):
            raise Refused("Den skannade produkten är också anmäld. Ta emot den i stället.")
        self._require_takes_products()
        line.correct_announced(packed, actor=actor, now=now)
        db.session.flush()
        db.session.expire(line, ["device", "article"])
        self.take(line, actor=actor, now=now)

    def _unknown_with(self, serial: str) -> Line | None:
        """The line of a product that the register does not know, with this serial."""
        wanted = normalise_serial(serial)
        for line in self.return_.lines:
            if (
                line.device_id is None
                and line.serial_number
                and normalise_serial(line.serial_number) == wanted
            ):
                return line
        return None

    def take(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """An announced product has come; one that was missing, however late."""
        if line.state is LineState.MISSING:
            self._take_found(line, actor=actor, now=now)
            return
        self._require_open()
        line.take_in(actor=actor, now=now)
        db.session.flush()

    def _take_found(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """Unless it has come by another return since: then it is that return's. Nothing that was packed into another
        return in the meantime is taken from it."""
        if line.device and (elsewhere := returned_in(line.device)):
            raise Refused(
                "%(product)s finns i retur %(number)s sedan dess. Ta emot den där.",
                product=line.shown_name,
                number=return_number.display(elsewhere),
            )
        self.return_.reopen(actor=actor, now=now)
        line.take_in(actor=actor, now=now)
        db.session.flush()

    def undo(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """It was not in the envelope after all; what was extra disappears from the list again."""
        if not self.can_undo(line):
            self._require_open()
            return
        announced = came_as(line)
        line.undo_take_in(still_awaited=not self.finished, actor=actor, now=now)
        db.session.flush()
        if announced:
            _await_again(announced, actor=actor, now=now)
        db.session.flush()
        close_when_done(self.return_, actor=actor, now=now)

    def can_undo(self, line: Line) -> bool:
        """Whether the product was taken, and nothing has been done with it since. After the receipt is finished, only
        what has turned up late can be undone."""
        if line.state is not LineState.RECEIVED or line.received_at is None:
            return False
        return self.finished_at is None or line.received_at > self.finished_at

    def take_extra(self, packed: Packed, *, actor: str, now: datetime.datetime) -> Line:
        """A product that nobody announced: it is a line too, so that nothing on the desk is without a name."""
        self._require_open()
        self.return_.reopen(actor=actor, now=now)
        line = Line.unannounced(packed, actor=actor, now=now)
        self.return_.lines.append(line)
        db.session.flush()
        line.record(EventKind.EXTRA_PRODUCT_RECEIVED, actor, now, after=packed.summary())
        self._join_announced(line, actor, now)
        return line

    def _join_announced(self, line: Line, actor: str, now: datetime.datetime) -> None:
        """Another return has announced the product: it does not miss it any more."""
        if line.device_id is None or (announced := awaited_elsewhere(line.device_id, self.return_)) is None:
            return
        announced.come_elsewhere(line, actor=actor, now=now)
        db.session.flush()
        close_when_done(announced.return_, actor=actor, now=now)

    # --- take in

    def arrive(self, envelope: Envelope, *, actor: str, now: datetime.datetime) -> None:
        """The envelope has come. It may be opened later."""
        envelope.arrive(actor=actor, now=now)
        db.session.flush()

    def take_in_envelope(self, number: int | None, *, actor: str, now: datetime.datetime) -> None:
        """The envelope is empty. With the last one the receipt is finished: what was announced and has not come is
        missing from then on. `number` may be left out where there is only one."""
        envelope = self.envelope(number)
        if envelope is None:
            raise Refused(
                "Välj vilket av returens kuvert det är. Numret står på etiketten, till exempel 2 av 3."
            )
        if envelope.taken_in_at is not None:
            return
        if not self.finished and self.nothing_scanned:
            raise Refused(
                "Inget är skannat ännu. Skanna produkterna i kuvertet, eller markera dem som mottagna."
            )
        envelope.take_in(actor=actor, now=now)
        self.return_.mark_received(actor=actor, now=now)
        if all(one.taken_in_at or one.given_up_at for one in self.envelopes):
            self._finish(actor, now)
        db.session.flush()
        close_when_done(self.return_, actor=actor, now=now)

    def give_up_the_rest(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """No more envelopes will come, for a reason that is given. What lies on the desk is taken in first."""
        if self.finished:
            return
        if not any(one.taken_in_at for one in self.envelopes) or any(one.on_desk for one in self.envelopes):
            raise Refused("Ta först in de kuvert som har kommit.")
        reason = reason.strip()
        if not reason:
            raise Refused("Skriv varför fler kuvert inte väntas.")
        refuse_in_free_text(reason)
        given_up = self.envelopes_to_come
        for envelope in given_up:
            envelope.give_up(now=now)
        numbers = [envelope.number for envelope in given_up]
        after = {"envelopes": numbers, "reason": reason}
        self.return_.record(EventKind.ENVELOPES_GIVEN_UP, actor, now, after=after)
        self._finish(actor, now)
        db.session.flush()
        close_when_done(self.return_, actor=actor, now=now)

    def _finish(self, actor: str, now: datetime.datetime) -> None:
        """Once only: what comes later is found, not missing anew."""
        if self.finished:
            return
        for line in self.waited_for:
            line.miss(actor=actor, now=now)
        self.finished_by, self.finished_at = actor, now

    def _require_takes_products(self) -> None:
        if not self.takes_products:
            raise Refused("Kuvertet är redan inlagt. Fortsätt med kontrollen.")

    def _require_open(self) -> None:
        if self.finished and self.late_envelope is None:
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


def _await_again(line: Line, *, actor: str, now: datetime.datetime) -> None:
    """What was announced in a return has not come in another one after all."""
    receipt = db.session.get(Receipt, line.return_id)
    awaited = receipt is None or not receipt.finished
    free = line.device is not None and returned_in(line.device) is None
    if awaited:
        line.return_.reopen(actor=actor, now=now)
    line.come_nowhere(still_awaited=awaited, holds=awaited and free, actor=actor, now=now)


def close_when_done(return_: Return, *, actor: str, now: datetime.datetime) -> None:
    """A return is closed when every product in it has found its place, or is known to be missing."""
    if all(line.state not in NOT_YET_PLACED for line in return_.lines):
        return_.mark_closed(actor=actor, now=now)
