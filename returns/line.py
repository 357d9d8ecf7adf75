"""One product in a return."""

import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import refuse_in_free_text
from database import Model, UtcDateTime, text_enum
from registry.checklist import ChecklistItem, items_for
from registry.models import Article, Device
from registry.verdict import Verdict
from returns.checklist_answers import LONGEST_NOTE, Answer, ChecklistAnswer
from returns.event import Event, EventKind
from returns.packed_product import Packed
from returns.photo import MOST_PHOTOS, LinePhoto, PhotoSide
from returns.refused import Refused
from returns.sealing import SupplierHandover
from returns.states import LINE_MOVES, LineState

if TYPE_CHECKING:
    from returns.return_model import Return


ANNOUNCED_AS = ("device_id", "article_id", "serial_number", "codes", "verdict_data", "suggested")
"""What a line says of the product that was announced."""


class Line(Model):
    """A product in a return, with what was read on it and the verdict as it was then.

    `open_device_id` is the device while the line holds it, and empty afterwards: being unique, it keeps one
    product from lying in two returns at once, whoever packs it where.
    """

    __tablename__ = "line"
    # The follow-up of a unit reads its products from the second index alone.
    # An event outlives a line that is taken out again. SQLite would give that line's id to the next product, which
    # would then have the other one's events in its history; PostgreSQL never does.
    __table_args__ = (
        sa.Index(None, "received_at", "packed_wrong", "return_id"),
        sa.Index("ix_line_followed_up", "return_id", "received_at", "packed_wrong", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    packed_on_id: Mapped[int | None]
    """The return on whose page it was packed: a product that goes elsewhere is sorted into another one."""
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    open_device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), unique=True)
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"), index=True)
    serial_number: Mapped[str | None] = mapped_column(sa.String(80))
    codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    verdict_data: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    announced: Mapped[bool] = mapped_column(default=True)
    suggested: Mapped[bool] = mapped_column(default=False)
    state: Mapped[LineState] = mapped_column(text_enum(LineState, 20), default=LineState.PACKED, index=True)
    packed_by: Mapped[str] = mapped_column(sa.String(255))
    packed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str | None] = mapped_column(sa.String(255))
    received_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    packed_wrong: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the unit packed it wrong: it came unannounced, or went back for a reason that is a fault of the packing
    (docs/decisions/0023). The follow-up of the units counts this (R10)."""

    return_: Mapped["Return"] = relationship(back_populates="lines")
    device: Mapped[Device | None] = relationship(foreign_keys=[device_id])
    article: Mapped[Article | None] = relationship()
    answers: Mapped[list[ChecklistAnswer]] = relationship(
        cascade="all, delete-orphan", order_by=ChecklistAnswer.id
    )
    supplier_handover: Mapped[SupplierHandover | None] = relationship(
        cascade="all, delete-orphan", single_parent=True
    )
    photos: Mapped[list[LinePhoto]] = relationship(cascade="all, delete-orphan", order_by=LinePhoto.id)

    @classmethod
    def of(cls, packed: Packed, *, actor: str, now: datetime.datetime) -> "Line":
        """What a return holds of a product that is put into it."""
        return cls(
            device_id=packed.device_id,
            open_device_id=packed.device_id,
            article_id=packed.article_id,
            serial_number=packed.serial_number,
            codes=list(packed.codes),
            verdict_data=packed.verdict.to_dict(),
            suggested=packed.suggested,
            state=LineState.PACKED,
            packed_by=actor,
            packed_at=now,
        )

    @classmethod
    def unannounced(cls, packed: Packed, *, actor: str, now: datetime.datetime) -> "Line":
        """A product that came without having been announced. It holds no device: another return may have announced
        it."""
        line = cls.of(packed, actor=actor, now=now)
        line.announced, line.open_device_id = False, None
        line.packed_wrong = True
        line.state, line.received_by, line.received_at = LineState.RECEIVED, actor, now
        return line

    # --- what becomes of the product: each verb writes its event

    def take_in(self, *, actor: str, now: datetime.datetime) -> None:
        """It has come to the warehouse. Doing it again changes nothing."""
        if self.state not in (LineState.PACKED, LineState.MISSING):
            return
        found = self.state is LineState.MISSING
        self._become(LineState.RECEIVED)
        self.received_by, self.received_at = actor, now
        if found:
            self.open_device_id = self.device_id
        self.record(EventKind.PRODUCT_FOUND if found else EventKind.PRODUCT_RECEIVED, actor, now)

    def undo_take_in(self, *, still_awaited: bool, actor: str, now: datetime.datetime) -> None:
        """It was not in the envelope after all: it is awaited as before, or missing. A product that nobody announced is
        then no part of the return."""
        if self.state is not LineState.RECEIVED:
            return
        self.record(EventKind.PRODUCT_RECEIPT_UNDONE, actor, now, before={"serial": self.serial_number})
        if self.announced:
            self._announce_as_packed()
            self._become(LineState.PACKED if still_awaited else LineState.MISSING)
            if not still_awaited:
                self.let_go()
            self.received_by = self.received_at = None
        else:
            self.return_.lines.remove(self)

    def miss(self, *, actor: str, now: datetime.datetime) -> None:
        """It was announced and has not come."""
        if self.state is not LineState.PACKED:
            return
        self._become(LineState.MISSING)
        self.let_go()
        self.record(EventKind.PRODUCT_MISSING, actor, now)

    def come_elsewhere(self, other: "Line", *, actor: str, now: datetime.datetime) -> None:
        """It was announced here and has come in another return, as `other`."""
        before = self.state
        self._become(LineState.CAME_ELSEWHERE)
        self.let_go()
        after = {"return": other.return_.number, "line": other.id}
        self.record(EventKind.PRODUCT_CAME_ELSEWHERE, actor, now, before={"state": before}, after=after)

    def come_nowhere(self, *, still_awaited: bool, holds: bool, actor: str, now: datetime.datetime) -> None:
        """It did not come in another return after all: it is awaited here as before, or missing. `holds` says whether
        this return holds the product again."""
        if self.state is not LineState.CAME_ELSEWHERE:
            return
        self._become(LineState.PACKED if still_awaited else LineState.MISSING)
        if holds:
            self.open_device_id = self.device_id
        self.record(EventKind.PRODUCT_ELSEWHERE_UNDONE, actor, now, after={"state": self.state})

    def correct_announced(self, packed: Packed, *, actor: str, now: datetime.datetime) -> None:
        """The unit announced this product under a wrong number: it is the one that was scanned. It holds no device, as
        what came unannounced."""
        before = {name: getattr(self, name) for name in ANNOUNCED_AS}
        self.device_id, self.article_id = packed.device_id, packed.article_id
        self.serial_number, self.codes = packed.serial_number, list(packed.codes)
        self.verdict_data, self.suggested = packed.verdict.to_dict(), packed.suggested
        self.let_go()
        self.record(EventKind.ANNOUNCED_PRODUCT_CORRECTED, actor, now, before=before, after=packed.summary())

    def _announce_as_packed(self) -> None:
        """Undo what was corrected in it at the receiving desk."""
        corrected = [
            event
            for event in self.return_.events
            if event.line_id == self.id and event.what is EventKind.ANNOUNCED_PRODUCT_CORRECTED
        ]
        if corrected:
            for name, value in (corrected[0].before or {}).items():
                setattr(self, name, value)

    def hand_to_supplier(self, *, now: datetime.datetime) -> None:
        """It leaves the unit for its supplier."""
        self.supplier_handover = SupplierHandover(
            at=now,
            last_day=self.verdict.last_day if self.verdict else None,
            article_id=self.article_id,
            price=self.device.price if self.device else None,
        )

    def begin_control(self, *, actor: str, now: datetime.datetime) -> None:
        """It lies on the control bench."""
        self._become(LineState.IN_CONTROL)
        self.record(EventKind.CONTROL_STARTED, actor, now)

    def judged_again(self, packed: Packed, *, actor: str, now: datetime.datetime) -> bool:
        """The register says something else about it than when it was packed. True when it does; the same again changes
        nothing."""
        if self.state not in (LineState.RECEIVED, LineState.IN_CONTROL):
            raise Refused("%(product)s är redan hanterad. Ladda om sidan.", product=self.name)
        before = self._judgement
        after: dict[str, Any] = {
            "verdict": packed.verdict.kind,
            "serial": packed.serial_number or self.serial_number,
            "device_id": packed.device_id,
            "article_id": packed.article_id or self.article_id,
        }
        if after == before:
            return False
        self.verdict_data = packed.verdict.to_dict()
        self.serial_number, self.article_id = after["serial"], after["article_id"]
        self.device_id = packed.device_id
        if self.open_device_id is not None:
            self.open_device_id = packed.device_id
        self.record(EventKind.JUDGED_AGAIN, actor, now, before=before, after=after)
        return True

    @property
    def _judgement(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict.kind if self.verdict else None,
            "serial": self.serial_number,
            "device_id": self.device_id,
            "article_id": self.article_id,
        }

    def stock(self, *, shelf: str | None, actor: str, now: datetime.datetime) -> None:
        """It stands on a shelf, and can be ordered again."""
        self._leave(LineState.STOCKED, EventKind.STOCKED, actor, now, shelf=shelf)

    def send_back(
        self,
        reasons: list[str],
        note: str | None,
        packing_faults: list[str],
        *,
        actor: str,
        now: datetime.datetime,
    ) -> None:
        """It goes back to its unit. `packing_faults` are those of the reasons that are a fault of the packing."""
        self.packed_wrong = self.packed_wrong or bool(packing_faults)
        details = {"reasons": reasons, "note": note, "packing_faults": packing_faults}
        self._leave(LineState.SENT_BACK, EventKind.SENT_BACK, actor, now, **details)

    def send_on(self, number: str, supplier: str, *, actor: str, now: datetime.datetime) -> None:
        """It goes to its supplier in another return, whose number is given."""
        self._leave(LineState.SENT_ON, EventKind.SENT_ON, actor, now, return_number=number, supplier=supplier)

    def undo_send_on(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """It did not leave for its supplier, and lies on the control bench again. This return holds it: nobody can have
        packed it, as it lay in the other return until now."""
        before = self.state
        self._become(LineState.IN_CONTROL)
        self.open_device_id = self.device_id
        after = {"state": self.state, "reason": reason}
        self.record(EventKind.SENT_ON_UNDONE, actor, now, before={"state": before}, after=after)

    def move(self, before: str | None, shelf: str | None, *, actor: str, now: datetime.datetime) -> None:
        """It stands on another shelf."""
        self.record(EventKind.MOVED, actor, now, before={"shelf": before}, after={"shelf": shelf})

    def leave_stock(self, order_number: str, *, actor: str, now: datetime.datetime) -> None:
        """It is picked for an order. Once it is delivered it may come back in another return."""
        self._become(LineState.LEFT_STOCK)
        self.record(EventKind.PICKED, actor, now, after={"order_number": order_number})

    def come_back_to_stock(self, *, actor: str, now: datetime.datetime) -> None:
        """It was picked by mistake."""
        self._become(LineState.STOCKED)
        self.record(EventKind.PICK_UNDONE, actor, now)

    def leave_as_delivered(self, day: datetime.date, *, actor: str, now: datetime.datetime) -> None:
        """An import has shown that it was delivered on that day, after it came onto the shelf."""
        self._become(LineState.LEFT_STOCK)
        self.record(EventKind.DELIVERED, actor, now, after={"delivery_date": day.isoformat()})

    def withdraw_delivery(self, day: datetime.date, *, actor: str, now: datetime.datetime) -> None:
        """An import has shown that it was not delivered on that day after all."""
        self._become(LineState.STOCKED)
        self.record(EventKind.DELIVERY_WITHDRAWN, actor, now, before={"delivery_date": day.isoformat()})

    def leave_unseen(self, shelf: str | None, *, actor: str, now: datetime.datetime) -> None:
        """It came to the warehouse in another return: it had left that shelf, and nobody had noted it."""
        self._become(LineState.LEFT_STOCK)
        self.record(EventKind.LEFT_UNSEEN, actor, now, before={"shelf": shelf})

    def charge(self, before: datetime.datetime, *, actor: str, now: datetime.datetime) -> None:
        """It was charged on its shelf. `before` is when its interval had begun until now."""
        self.record(
            EventKind.CHARGED,
            actor,
            now,
            before={"charged_at": before.isoformat()},
            after={"charged_at": now.isoformat()},
        )

    def undo_charge(self, back_to: datetime.datetime, *, actor: str, now: datetime.datetime) -> None:
        """It was not charged: its interval began at that earlier time."""
        self.record(EventKind.CHARGE_UNDONE, actor, now, after={"charged_at": back_to.isoformat()})

    def miss_in_stock(self, shelf: str | None, *, actor: str, now: datetime.datetime) -> None:
        """It did not stand on its shelf when that was counted."""
        self._become(LineState.MISSING_IN_STOCK)
        self.record(EventKind.MISSING_IN_STOCK, actor, now, before={"shelf": shelf})

    def find_in_stock(self, shelf: str | None, *, actor: str, now: datetime.datetime) -> None:
        """What was missing in stock stands on this shelf."""
        self._become(LineState.STOCKED)
        self.record(EventKind.FOUND_IN_STOCK, actor, now, after={"shelf": shelf})

    def let_go(self) -> None:
        """The return holds the product no longer: it may be packed into another one."""
        self.open_device_id = None

    def _leave(
        self, state: LineState, kind: EventKind, actor: str, now: datetime.datetime, **details: object
    ) -> None:
        before = self.state
        self._become(state)
        self.let_go()
        self.record(kind, actor, now, before={"state": before}, after={"state": state, **details})

    def _become(self, state: LineState) -> None:
        """The one place where a product's state changes."""
        if state not in LINE_MOVES[self.state]:
            raise Refused("%(product)s är redan hanterad. Ladda om sidan.", product=self.name)
        self.state = state

    # --- what it is

    @property
    def verdict(self) -> Verdict | None:
        return Verdict.from_dict(self.verdict_data) if self.verdict_data else None

    @property
    def name(self) -> str:
        return self.article.name if self.article else (self.serial_number or ", ".join(self.codes))

    @property
    def shown_name(self) -> str:
        """The product in a history: its name, and its serial where it has one."""
        parts = (self.article.name if self.article else "", self.serial_number or "")
        return " ".join(part for part in parts if part) or self.name

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        return items_for(self.article) if self.article else ()

    def note_to(self, code: str) -> str:
        return next((a.note for a in self.answers if a.code == code), None) or ""

    def answer_to(self, code: str) -> Answer | None:
        return next((a.answer for a in self.answers if a.code == code), None)

    @property
    def missing_answers(self) -> tuple[ChecklistItem, ...]:
        """The questions that nobody has answered yet."""
        return tuple(item for item in self.checklist if self.answer_to(item.code) is None)

    @property
    def open_questions(self) -> tuple[ChecklistItem, ...]:
        """What is not answered with yes: what stops the product first, then what only a product of its kind is asked
        (its parts, charging, resetting), then what every product is asked."""
        left = [item for item in self.checklist if self.answer_to(item.code) is not Answer.YES]
        return tuple(sorted(left, key=lambda item: (item not in self.stopped_by, not item.of_its_kind)))

    @property
    def stopped_by(self) -> tuple[ChecklistItem, ...]:
        """The questions answered with no: each stops the line until it is mended (R6, R7)."""
        return tuple(item for item in self.checklist if self.answer_to(item.code) is Answer.NO)

    @property
    def ready(self) -> bool:
        return not self.missing_answers and not self.stopped_by

    def answer(
        self,
        answers: dict[str, Answer],
        notes: dict[str, str] | None = None,
        *,
        actor: str,
        now: datetime.datetime,
        for_many: bool = False,
    ) -> None:
        """Answer some of the checklist's questions; the latest answer counts. `notes` say what is missing."""
        self.return_.require_draft()
        known = {item.code for item in self.checklist}
        if unknown := set(answers) - known:
            raise Refused(
                "Frågan %(code)s hör inte till den här produkten. Ladda om sidan.", code=min(unknown)
            )
        given = {code: _answered(answer, (notes or {}).get(code)) for code, answer in answers.items()}
        before = {a.code: (a.answer, a.note) for a in self.answers if a.code in given}
        changed = {code: value for code, value in given.items() if before.get(code) != value}
        if not changed:
            return
        self._keep_answers(changed, actor, now)
        after = _told(changed) | ({"for_many": True} if for_many else {})
        self.record(EventKind.CHECKLIST_ANSWERED, actor, now, before=_told(before), after=after)

    def withdraw_answers(self, given_at: datetime.datetime, *, actor: str, now: datetime.datetime) -> None:
        """Take back the answers that were given at that moment, so that their questions are open again."""
        self.return_.require_draft()
        withdrawn = [row for row in self.answers if row.at == given_at]
        if not withdrawn:
            return
        before = {row.code: (row.answer, row.note) for row in withdrawn}
        for row in withdrawn:
            self.answers.remove(row)
        self.record(EventKind.CHECKLIST_ANSWERED, actor, now, before=_told(before), after={})

    def _keep_answers(self, changed: "dict[str, Answered]", actor: str, now: datetime.datetime) -> None:
        rows = {row.code: row for row in self.answers}
        for code, (value, note) in changed.items():
            if code in rows:
                rows[code].answer, rows[code].note = value, note
                rows[code].actor, rows[code].at = actor, now
            else:
                self.answers.append(ChecklistAnswer(code=code, answer=value, note=note, actor=actor, at=now))

    # --- many products at once

    @property
    def questions_for_many(self) -> tuple[ChecklistItem, ...]:
        """What one look at many products may answer: open questions about the box and its look."""
        return tuple(item for item in self._questions_beside_others if not item.singly)

    @property
    def questions_tried_singly(self) -> tuple[ChecklistItem, ...]:
        """Open questions that somebody answers after having done something to each product. Many products may be
        answered for together, one such question at a time."""
        return tuple(item for item in self._questions_beside_others if item.singly)

    @property
    def _questions_beside_others(self) -> tuple[ChecklistItem, ...]:
        """None for a product that is asked about by itself: what had a no, and what has to be packed as a supplier
        demands."""
        return () if self.stopped_by or self.packaging_demand else self.missing_answers

    @property
    def packaging_demand(self) -> str:
        """What the supplier's term demands of the packaging, for what goes to a supplier."""
        told = self.verdict_data or {}
        return (told.get("supplier") and (told.get("term") or {}).get("packaging")) or ""

    # --- photos

    @property
    def unit_photos(self) -> list[LinePhoto]:
        """What the unit showed before the envelope was closed."""
        return [photo for photo in self.photos if photo.side is PhotoSide.UNIT]

    @property
    def warehouse_photos(self) -> list[LinePhoto]:
        """What the warehouse saw when it had opened the envelope."""
        return [photo for photo in self.photos if photo.side is PhotoSide.WAREHOUSE]

    @property
    def takes_warehouse_photos(self) -> bool:
        """Whether the product lies at the warehouse with somebody's eyes on it, or goes back to its unit."""
        return self.state in (LineState.RECEIVED, LineState.IN_CONTROL, LineState.SENT_BACK)

    def photo(self, photo_id: int) -> LinePhoto | None:
        return next((photo for photo in self.photos if photo.id == photo_id), None)

    def add_photo(self, photo: LinePhoto, *, actor: str, now: datetime.datetime) -> None:
        """Keep the unit's photo with the line, as long as the return is open. The same one again changes nothing."""
        self.return_.require_draft()
        self._keep_photo(photo, PhotoSide.UNIT, actor, now)

    def add_warehouse_photo(self, photo: LinePhoto, *, actor: str, now: datetime.datetime) -> None:
        """Keep the warehouse's photo with the line. The same one again changes nothing."""
        self._require_at_warehouse()
        self._keep_photo(photo, PhotoSide.WAREHOUSE, actor, now)

    def remove_photo(self, photo_id: int, *, actor: str, now: datetime.datetime) -> None:
        """Take away a photo of the unit's."""
        self.return_.require_draft()
        self._drop_photo(self.unit_photos, photo_id, actor, now)

    def remove_warehouse_photo(self, photo_id: int, *, actor: str, now: datetime.datetime) -> None:
        """Take away a photo of the warehouse's: it may show what must not be shown."""
        self._drop_photo(self.warehouse_photos, photo_id, actor, now)

    def _require_at_warehouse(self) -> None:
        if not self.takes_warehouse_photos:
            raise Refused("Ta emot produkten först. Sedan kan den fotograferas.")

    def _keep_photo(self, photo: LinePhoto, side: PhotoSide, actor: str, now: datetime.datetime) -> None:
        there = [other for other in self.photos if other.side is side]
        if any(other.digest == photo.digest for other in there):
            return
        if len(there) >= MOST_PHOTOS:
            raise Refused("Det finns redan %(most)s foton. Ta bort ett först.", most=MOST_PHOTOS)
        photo.side, photo.actor, photo.at = side, actor, now
        self.photos.append(photo)
        self.record(EventKind.PHOTO_ADDED, actor, now, after={"sha256": photo.digest, "side": side})

    def drop_old_photo(self, photo: LinePhoto, *, actor: str, now: datetime.datetime) -> None:
        """When photos are not stored any longer; the return is over."""
        self._drop_photo(self.photos, photo.id, actor, now)

    def _drop_photo(self, photos: list[LinePhoto], photo_id: int, actor: str, now: datetime.datetime) -> None:
        photo = next((photo for photo in photos if photo.id == photo_id), None)
        if photo is None:
            return
        self.photos.remove(photo)
        self.record(EventKind.PHOTO_REMOVED, actor, now, before={"sha256": photo.digest, "side": photo.side})

    def record(
        self,
        what: EventKind,
        actor: str,
        now: datetime.datetime,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Event:
        return self.return_.record(what, actor, now, line=self, before=before, after=after)


Answered = tuple[Answer, str | None]
"""An answer, and with a no what is missing."""


def _answered(answer: Answer, note: str | None) -> Answered:
    text = (note or "").strip() if answer is Answer.NO else ""
    refuse_in_free_text(text)
    return answer, text[:LONGEST_NOTE] or None


def _told(answers: dict[str, Answered]) -> dict[str, Any]:
    """As an event keeps it: the answer, or the answer with its note."""
    return {code: [value, note] if note else value for code, (value, note) in answers.items()}
