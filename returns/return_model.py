"""The return: draft → sealed → sent → received → closed; draft or sealed → cancelled."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, object_session, relationship

from common.privacy import PatientDataError, refuse_in_free_text, refuse_in_number
from common.sentence import Sentence
from database import Model, UtcDateTime, db, text_enum
from identity import return_number
from registry.facts import SupplierFacts
from registry.models import Supplier, Unit
from registry.verdict import Verdict, VerdictKind
from returns.belonging.part_answer import PartAnswer
from returns.envelope import Envelope, SkippedLook
from returns.event import Event, EventKind
from returns.line import Line
from returns.packed_product import Packed
from returns.refused import Refused
from returns.sealing import MOST_ENVELOPES, Cancellation, Envelopes, Handover, Sealing, WithoutLabel
from returns.states import RETURN_MOVES, Destination, ReturnState

DESTINATIONS = {
    VerdictKind.TO_WAREHOUSE: Destination.WAREHOUSE,
    VerdictKind.TO_SUPPLIER: Destination.SUPPLIER,
}


class Return(Model):
    """Products that go from one unit to one place, in one envelope or several."""

    __tablename__ = "return"
    __table_args__ = (sa.Index(None, "destination", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(9), unique=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    destination: Mapped[Destination | None] = mapped_column(text_enum(Destination, 10))
    supplier_id: Mapped[int | None] = mapped_column(sa.ForeignKey("supplier.id"))
    state: Mapped[ReturnState] = mapped_column(
        text_enum(ReturnState, 10), default=ReturnState.DRAFT, index=True
    )
    opened_by: Mapped[str] = mapped_column(sa.String(255))
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    supplier: Mapped[Supplier | None] = relationship()
    lines: Mapped[list[Line]] = relationship(
        back_populates="return_", cascade="all, delete-orphan", order_by=Line.id
    )
    part_answers: Mapped[list[PartAnswer]] = relationship(
        cascade="all, delete-orphan", order_by=PartAnswer.id
    )
    events: Mapped[list[Event]] = relationship(order_by=Event.id)
    sealing: Mapped[Sealing | None] = relationship()
    envelopes: Mapped[list[Envelope]] = relationship(
        back_populates="return_", cascade="all, delete-orphan", order_by=Envelope.number
    )
    handover: Mapped[Handover | None] = relationship(cascade="all, delete-orphan", single_parent=True)
    cancellation: Mapped[Cancellation | None] = relationship()
    without_label: Mapped[WithoutLabel | None] = relationship()

    # Two who change the same return at once: the second is told, instead of overwriting the first.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @classmethod
    def open(cls, unit: Unit, *, actor: str, now: datetime.datetime) -> "Return":
        """A new, empty draft."""
        new = cls(
            number=return_number.new(),
            unit=unit,
            state=ReturnState.DRAFT,
            opened_by=actor,
            opened_at=now,
        )
        db.session.add(new)
        db.session.flush()
        new.record(EventKind.OPENED, actor, now, after={"unit": unit.code})
        return new

    @classmethod
    def open_at_warehouse(
        cls, unit: Unit, order_number: str = "", *, actor: str, now: datetime.datetime
    ) -> "Return":
        """A return for an envelope that lies at the warehouse without a label. The unit has announced nothing in it;
        `order_number` is the hämtorder, where the envelope says one."""
        order_number = order_number.strip()
        if fault := unlabelled_order_fault(order_number):
            raise Refused.of(fault)
        new = cls(
            number=return_number.new(),
            unit=unit,
            destination=Destination.WAREHOUSE,
            state=ReturnState.SENT,
            opened_by=actor,
            opened_at=now,
        )
        new.without_label = WithoutLabel(order_number=order_number or None, actor=actor, at=now)
        new.envelopes = [Envelope(number=1)]
        db.session.add(new)
        db.session.flush()
        after = {"unit": unit.code, "order_number": order_number or None, "state": new.state}
        new.record(EventKind.OPENED_AT_WAREHOUSE, actor, now, after=after)
        return new

    @property
    def is_draft(self) -> bool:
        return self.state is ReturnState.DRAFT

    @property
    def to_supplier(self) -> bool:
        return self.destination is Destination.SUPPLIER

    def require_draft(self) -> None:
        if not self.is_draft:
            raise Refused("Retur %(number)s är redan förseglad. Gör en ny retur.", number=self.shown_number)

    @property
    def shown_number(self) -> str:
        return return_number.display(self.number)

    # --- pack

    def takes(self, verdict: Verdict) -> bool:
        """Whether a product with this verdict may lie in this return, which goes to one address only."""
        destination = DESTINATIONS.get(verdict.kind)
        if destination is None or self.destination is None:
            return destination is not None
        if destination is not self.destination:
            return False
        return destination is Destination.WAREHOUSE or verdict.supplier == self.recipient

    @property
    def recipient(self) -> SupplierFacts | None:
        """The supplier with the address that the guarantee term named when the first product was packed."""
        verdict = self.lines[0].verdict if self.to_supplier and self.lines else None
        return verdict.supplier if verdict else None

    def pack(
        self, packed: Packed, *, actor: str, now: datetime.datetime, packed_on: "Return | None" = None
    ) -> Line:
        """Add a product. The first one decides where the whole return goes. Packing it twice gives the same line.
        `packed_on` is the return on whose page that is done, where the product goes into another one than that."""
        self.require_draft()
        if line := self._line_of(packed):
            return line
        if not self.takes(packed.verdict):
            raise Refused(
                "Produkten kan inte läggas i retur %(number)s: den ska inte till samma ställe.",
                number=self.shown_number,
            )
        self._set_destination(packed.verdict)
        line = Line.of(packed, actor=actor, now=now)
        line.packed_on_id = (packed_on or self).id
        self.lines.append(line)
        self._flush()
        line.record(EventKind.PACKED, actor, now, after=packed.summary())
        return line

    def _line_of(self, packed: Packed) -> Line | None:
        if packed.device_id is None:
            return None
        return next((line for line in self.lines if line.device_id == packed.device_id), None)

    def _set_destination(self, verdict: Verdict) -> None:
        destination = DESTINATIONS[verdict.kind]
        self.destination = destination
        if destination is Destination.SUPPLIER and verdict.supplier:
            self.supplier_id = verdict.supplier.id

    def unpack(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """Take a product out again. A return that is empty again may go anywhere."""
        self.require_draft()
        if line not in self.lines:
            return
        line.record(
            EventKind.UNPACKED, actor, now, before={"device_id": line.device_id, "serial": line.serial_number}
        )
        self.lines.remove(line)
        if not self.lines:
            self.destination = self.supplier_id = None
        self._flush()

    def answer_about_part(
        self, part: str, name: str, *, comes: bool, actor: str, now: datetime.datetime
    ) -> None:
        """Note whether a part that is not in here comes too. `name` is what the history calls it. The same answer again
        changes nothing."""
        self.require_draft()
        given = next((answer for answer in self.part_answers if answer.part == part), None)
        if given and given.comes == comes:
            return
        before = {"comes": given.comes} if given else None
        if given is None:
            given = PartAnswer(part=part)
            self.part_answers.append(given)
        given.comes, given.actor, given.at = comes, actor, now
        self._flush()
        self.record(EventKind.PART_ANSWERED, actor, now, before=before, after={"part": name, "comes": comes})

    # --- seal

    def obstacles(self) -> tuple[str, ...]:
        """The reasons why it cannot be sealed yet: "empty", "unanswered", "stopped"."""
        found = []
        if not self.lines:
            found.append("empty")
        if any(line.missing_answers for line in self.lines):
            found.append("unanswered")
        if any(line.stopped_by for line in self.lines):
            found.append("stopped")
        return tuple(found)

    @property
    def has_lithium(self) -> bool:
        return any(line.article and line.article.contains_lithium for line in self.lines)

    def seal(
        self,
        order_number: str,
        label: dict[str, Any],
        envelopes: Envelopes = Envelopes(),  # noqa: B008 - frozen
        *,
        actor: str,
        now: datetime.datetime,
    ) -> Sealing:
        """Freeze the contents under the hämtorder's number (R5). The same number again changes nothing."""
        if self.sealing and self.sealing.order_number == order_number and self.state is ReturnState.SEALED:
            return self.sealing
        self.require_draft()
        refuse_in_number(order_number)
        self._refuse_obstacles()
        self._refuse_envelopes(envelopes)
        self.sealing = Sealing(
            actor=actor,
            at=now,
            order_number=order_number,
            label=label,
            envelopes=envelopes.count,
            thick=envelopes.thick,
            lithium=envelopes.lithium,
        )
        self.envelopes = [Envelope(number=number + 1) for number in range(envelopes.count)]
        self._become(ReturnState.SEALED, actor, now, order_number=order_number, **asdict(envelopes))
        return self.sealing

    def envelope_faults(self, envelopes: Envelopes) -> dict[str, Sentence]:
        """What is wrong with each thing that was said about the envelopes."""
        found = {}
        if not 1 <= envelopes.count <= MOST_ENVELOPES:
            most = {"most": MOST_ENVELOPES}
            found["count"] = Sentence("Ange hur många kuvert det är: 1 till %(most)s.", most)
        if self.has_lithium and not envelopes.lithium:
            found["lithium"] = Sentence("Titta på batterierna och kryssa i rutan.")
        return found

    def _refuse_envelopes(self, envelopes: Envelopes) -> None:
        for fault in self.envelope_faults(envelopes).values():
            raise Refused.of(fault)

    def _refuse_obstacles(self) -> None:
        obstacles = self.obstacles()
        if "empty" in obstacles:
            raise Refused("Returen är tom. Skanna en produkt först.")
        if "stopped" in obstacles:
            raise Refused(
                "En produkt i returen är inte komplett eller hel. Åtgärda den, eller ta bort den ur returen."
            )
        if "unanswered" in obstacles:
            raise Refused("Kontrollfrågorna är inte besvarade för alla produkter. Besvara dem först.")

    # --- send, cancel

    @property
    def label_edition(self) -> int:
        """Which edition of the label holds: 1 as sealed, one more after each correction."""
        return int(self.sealing.label.get("edition", 1)) if self.sealing else 1

    @property
    def unseen_envelopes(self) -> list[Envelope]:
        """Those whose label nobody has looked at since it was stuck on."""
        return [envelope for envelope in self.envelopes if envelope.label_seen_at is None]

    def see_label(self, number: int, codes: Sequence[str], *, actor: str, now: datetime.datetime) -> None:
        """Note that the label on the envelope with this number is the right one."""
        self._envelope_here(number).note_label(codes, actor=actor, now=now)
        self._flush()

    def undo_see_label(self, number: int, *, actor: str, now: datetime.datetime) -> None:
        """It was another envelope that was looked at."""
        self._envelope_here(number).undo_label(actor=actor, now=now)
        self._flush()

    def skip_label_looks(self, reason: SkippedLook, *, actor: str, now: datetime.datetime) -> None:
        """The envelopes that nobody has looked at leave without it."""
        for envelope in self.unseen_envelopes:
            self._envelope_here(envelope.number).skip_look(reason, actor=actor, now=now)
        self._flush()

    def _envelope_here(self, number: int) -> Envelope:
        if self.state is not ReturnState.SEALED:
            raise Refused("Etiketten kontrolleras medan kuvertet är kvar hos er.")
        found = next((envelope for envelope in self.envelopes if envelope.number == number), None)
        if found is None:
            raise Refused("Returen har inget kuvert med det numret.")
        return found

    def hand_over(self, *, actor: str, now: datetime.datetime, demands_look: bool = False) -> None:
        """Note that the envelope has left the unit. `demands_look` where the region's setting says that each label is
        looked at first."""
        if self.state is ReturnState.SENT:
            return
        if self.state is not ReturnState.SEALED:
            raise Refused("Bara en förseglad retur kan lämnas över. Försegla den först.")
        if demands_look and any(envelope.needs_look for envelope in self.envelopes):
            raise Refused("Kontrollera etiketten på varje kuvert först, eller välj varför det inte går.")
        self.handover = Handover(actor=actor, at=now)
        if self.to_supplier:
            for line in self.lines:
                line.hand_to_supplier(now=now)
        self._become(ReturnState.SENT, actor, now)

    # --- mend what was typed or pressed wrong

    def correct_order_number(
        self, order_number: str, reason: str, *, actor: str, now: datetime.datetime
    ) -> None:
        """Give the sealed return another hämtorder number. The contents stay, and the label has to be printed anew. The
        same number again changes nothing."""
        if self.sealing is None or self.state not in (ReturnState.SEALED, ReturnState.SENT):
            raise Refused("Bara numret på en förseglad retur som inte är mottagen kan rättas.")
        if self.sealing.order_number == order_number:
            return
        _refuse_without_reason(reason)
        refuse_in_number(order_number)
        before = self.sealing.order_number
        self.sealing.order_number = order_number
        edition = self.label_edition + 1
        self.sealing.label = {**self.sealing.label, "order_number": order_number, "edition": edition}
        for envelope in self.envelopes:
            envelope.forget_label()
        self._flush()
        self.record(
            EventKind.ORDER_NUMBER_CORRECTED,
            actor,
            now,
            before={"order_number": before},
            after={"order_number": order_number, "reason": reason.strip()},
        )

    def undo_hand_over(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """Note that the envelope has not left after all. Where it is not under way, nothing changes."""
        if self.state is ReturnState.SEALED:
            return
        if self.state is not ReturnState.SENT or self.without_label:
            raise Refused("Returen är redan mottagen. Ring huvudlagret.")
        _refuse_without_reason(reason)
        self.handover = None
        for line in self.lines:
            line.supplier_handover = None
        self._move_to(
            ReturnState.SEALED, EventKind.HAND_OVER_UNDONE, actor, now, after={"reason": reason.strip()}
        )

    def cancel(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """Cancel the return. Its products may be packed again."""
        if self.state is ReturnState.CANCELLED:
            return
        if self.state not in (ReturnState.DRAFT, ReturnState.SEALED):
            raise Refused("Returen är redan på väg och kan inte avbrytas. Ring huvudlagret.")
        if not reason.strip():
            raise Refused("Skriv varför returen avbryts.")
        refuse_in_free_text(reason)
        for line in self.lines:
            line.let_go()
        self.cancellation = Cancellation(actor=actor, at=now, reason=reason.strip())
        self._become(ReturnState.CANCELLED, actor, now, reason=reason.strip())

    # --- received, closed: the warehouse's verbs call these

    def mark_received(self, *, actor: str, now: datetime.datetime) -> None:
        """Note that the return has arrived. It only has to be sealed, as an envelope may arrive before anybody has
        noted that it was handed over."""
        if self.state in (ReturnState.RECEIVED, ReturnState.CLOSED):
            return
        if self.state not in (ReturnState.SEALED, ReturnState.SENT):
            raise Refused("Retur %(number)s är inte förseglad. Ring enheten.", number=self.shown_number)
        self._become(ReturnState.RECEIVED, actor, now)

    def mark_closed(self, *, actor: str, now: datetime.datetime) -> None:
        if self.state is ReturnState.RECEIVED:
            self._become(ReturnState.CLOSED, actor, now)

    def reopen(self, *, actor: str, now: datetime.datetime) -> None:
        """Something of a closed return has turned up."""
        if self.state is ReturnState.CLOSED:
            self._move_to(ReturnState.RECEIVED, EventKind.REOPENED, actor, now, after={})

    # --- shared by the verbs

    def _become(self, state: ReturnState, actor: str, now: datetime.datetime, **details: Any) -> None:
        self._move_to(state, EventKind(state), actor, now, after={"state": state, **details})

    def _move_to(
        self,
        state: ReturnState,
        kind: EventKind,
        actor: str,
        now: datetime.datetime,
        *,
        after: dict[str, Any],
    ) -> None:
        """The one place where the state changes."""
        before = self.state
        if state not in RETURN_MOVES[before]:
            raise ValueError(f"expected one of {sorted(RETURN_MOVES[before])} after {before}, got {state}")
        self.state = state
        self._flush()
        self.record(kind, actor, now, before={"state": before}, after=after)

    def record(
        self,
        what: EventKind,
        actor: str,
        now: datetime.datetime,
        *,
        line: Line | None = None,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Event:
        event = Event(
            line_id=line.id if line else None,
            product=line.shown_name if line else None,
            actor=actor,
            at=now,
            what=what,
            before=before,
            after=after,
        )
        self.events.append(event)
        return event

    def _flush(self) -> None:
        session = object_session(self)
        if session is not None:
            session.flush()


LONGEST_ORDER_NUMBER = 40


def unlabelled_order_fault(order_number: str) -> Sentence | None:
    """What is wrong with the number of a hämtorder that an envelope says."""
    if len(order_number) > LONGEST_ORDER_NUMBER:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_ORDER_NUMBER})
    try:
        refuse_in_number(order_number)
    except PatientDataError as error:
        return error.sentence
    return None


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("Skriv varför det rättas.")
    refuse_in_free_text(reason)
