"""The reasons for which a product is sent back (R8): a list that the region edits. A reason that was used is never
deleted, only retired, and what a unit was told stays with the send-back."""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import free_text_fault
from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db
from returns import Refused

LONGEST_REASON_TEXT = 120
LONGEST_WHAT_TO_DO = 400
AS_IT_IS = "%(words)s"
REASON_FIELDS = ("text", "what_to_do", "packing_fault", "needs_note")
"""What can be changed in a reason."""


@dataclass(frozen=True)
class SeededReason:
    """A reason that Returkoll comes with. Its texts are translated as long as nobody has changed them."""

    text: Sentence
    what_to_do: Sentence
    packing_fault: bool = True
    needs_note: bool = False


SEEDED = {
    "incomplete": SeededReason(
        Sentence("Tillbehör, bruksanvisning eller originalförpackning saknas"),
        Sentence("Leta fram det som saknas, eller beställ det. Packa produkten på nytt när allt är med."),
    ),
    "damaged": SeededReason(
        Sentence("Produkten är skadad"),
        Sentence("Skicka produkten till reparation, eller kassera den i WebSesam."),
    ),
    "dirty": SeededReason(
        Sentence("Produkten är inte rengjord"),
        Sentence("Rengör produkten. Packa den på nytt."),
    ),
    "not_working": SeededReason(
        Sentence("Produkten fungerar inte"),
        Sentence("Skicka produkten till reparation. Packa den på nytt när den fungerar."),
    ),
    "wrong_serial": SeededReason(
        Sentence("Serienumret stämmer inte med Sesam"),
        Sentence("Låt Stöd och Support rätta serienumret i Sesam. Packa produkten på nytt sedan."),
    ),
    "not_handled": SeededReason(
        Sentence("Produkten hanteras inte av huvudlagret"),
        Sentence("Behåll produkten, eller kassera den i WebSesam."),
    ),
    "other": SeededReason(
        Sentence("Annat, se kommentaren"),
        Sentence("Läs kommentaren. Ring huvudlagret om något är oklart."),
        packing_fault=False,
        needs_note=True,
    ),
    "damaged_in_transport": SeededReason(
        Sentence("Produkten skadades i transporten"),
        Sentence(
            "Anmäl skadan till transportören. Skicka produkten till reparation, eller kassera den i WebSesam."
        ),
        packing_fault=False,
    ),
    "supplier_fault": SeededReason(
        Sentence("Felet kommer från leverantören"),
        Sentence("Reklamera produkten hos leverantören."),
        packing_fault=False,
    ),
}
"""By code. The codes are stored with what was sent back: they never change."""


def reason_sentence(code: str, text: str) -> Sentence:
    """What a reason says: translated where the text is one that Returkoll comes with, otherwise as the region wrote
    it."""
    seeded = SEEDED.get(code)
    for known in (seeded.text, seeded.what_to_do) if seeded else ():
        if known.text == text:
            return known
    return Sentence(AS_IT_IS, {"words": text})


class SendBackReasonChange(Model):
    """Who added or changed a reason when, with what changed. `before` is None for the first."""

    __tablename__ = "send_back_reason_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.ForeignKey("send_back_reason.code"), index=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)


class SendBackReason(Model):
    """One reason, with what the unit is told to do about it."""

    __tablename__ = "send_back_reason"

    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    text: Mapped[str] = mapped_column(sa.String(LONGEST_REASON_TEXT))
    what_to_do: Mapped[str] = mapped_column(sa.String(LONGEST_WHAT_TO_DO))
    packing_fault: Mapped[bool]
    """Whether the packing was at fault. Follow-up of the units (R10) counts such reasons only."""
    needs_note: Mapped[bool]
    """Whether the warehouse has to write a comment with it."""
    position: Mapped[int]
    """Its place in the list."""
    retired_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """Since when it is not offered any more."""

    history: Mapped[list[SendBackReasonChange]] = relationship(order_by=SendBackReasonChange.id)

    @classmethod
    def all(cls) -> list["SendBackReason"]:
        """Every reason, the retired ones last."""
        retired = cls.retired_at.is_not(None)
        return list(db.session.scalars(sa.select(cls).order_by(retired, cls.position, cls.code)))

    @classmethod
    def active(cls) -> list["SendBackReason"]:
        """The reasons that are offered."""
        return [reason for reason in cls.all() if reason.is_active]

    @classmethod
    def add(cls, *, actor: str, now: datetime.datetime, **fields: Any) -> "SendBackReason":
        """A reason of the region's own, last in the list. Raises WrongFields for values that it cannot have."""
        _refuse_wrong(fields)
        last = db.session.scalar(sa.select(sa.func.max(cls.position))) or 0
        reason = cls(code=f"own_{secrets.token_hex(6)}", position=last + 1, **fields)
        db.session.add(reason)
        db.session.flush()
        reason._note(None, reason._values(), actor, now)
        return reason

    @property
    def is_active(self) -> bool:
        return self.retired_at is None

    @property
    def words(self) -> Sentence:
        return reason_sentence(self.code, self.text)

    @property
    def advice(self) -> Sentence:
        """What the unit is told to do, as a sentence."""
        return reason_sentence(self.code, self.what_to_do)

    def change(self, *, actor: str, now: datetime.datetime, **fields: Any) -> bool:
        """Change it for what is sent back from now on. Returns whether anything changed. Raises WrongFields for values
        that it cannot have."""
        _refuse_wrong(fields, self)
        before = self._values()
        for name, value in fields.items():
            setattr(self, name, value)
        after = self._values()
        changed = [name for name in REASON_FIELDS if before[name] != after[name]]
        if changed:
            self._note(
                {name: before[name] for name in changed}, {name: after[name] for name in changed}, actor, now
            )
        return bool(changed)

    def retire(self, *, actor: str, now: datetime.datetime) -> None:
        """It is not offered any more. The last one that is offered stays: without any, nothing could be sent back."""
        if not self.is_active:
            return
        if len(self.active()) == 1:
            raise Refused("Det är det enda skälet som används. Lägg till ett annat först.")
        self.retired_at = now
        self._note({"active": True}, {"active": False}, actor, now)

    def use_again(self, *, actor: str, now: datetime.datetime) -> None:
        if self.is_active:
            return
        self.retired_at = None
        self._note({"active": False}, {"active": True}, actor, now)

    def _values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in REASON_FIELDS}

    def _note(
        self, before: dict[str, Any] | None, after: dict[str, Any], actor: str, now: datetime.datetime
    ) -> None:
        self.history.append(SendBackReasonChange(actor=actor, at=now, before=before, after=after))
        db.session.flush()


def packing_fault_codes() -> frozenset[str]:
    """The codes of the reasons that are a fault of the packing, retired ones too."""
    return frozenset(
        db.session.scalars(sa.select(SendBackReason.code).where(SendBackReason.packing_fault.is_(True)))
    )


def chosen_reasons(codes: Sequence[str]) -> list[SendBackReason]:
    """The reasons with these codes, in the order of the list. One that was retired while a page with it was open is
    still among them."""
    return [reason for reason in SendBackReason.all() if reason.code in set(codes)]


def reason_faults(fields: Mapping[str, Any], changed: SendBackReason | None = None) -> dict[str, Sentence]:
    """What is wrong with each of the fields of a reason; `changed` is the reason that they are for, where there is one
    already."""
    found = {
        "text": _text_fault(fields.get("text"), LONGEST_REASON_TEXT),
        "what_to_do": _text_fault(fields.get("what_to_do"), LONGEST_WHAT_TO_DO),
    }
    if not found["text"] and _is_taken(str(fields["text"]), changed):
        found["text"] = Sentence("Skälet finns redan i listan. Ändra det, eller använd det igen.")
    return {name: fault for name, fault in found.items() if fault}


def _text_fault(text: str | None, longest: int) -> Sentence | None:
    if not text:
        return Sentence("Det här fältet måste fyllas i.")
    if len(text) > longest:
        return Sentence("Texten är längre än %(most)s tecken. Korta den.", {"most": longest})
    return free_text_fault(text)


def _is_taken(text: str, changed: SendBackReason | None) -> bool:
    return any(
        reason.text.casefold() == text.casefold() for reason in SendBackReason.all() if reason is not changed
    )


def _refuse_wrong(fields: Mapping[str, Any], changed: SendBackReason | None = None) -> None:
    if set(fields) != set(REASON_FIELDS):
        raise TypeError(f"expected {REASON_FIELDS}, got {sorted(fields)}")
    if faults := reason_faults(fields, changed):
        raise WrongFields(faults)


@sa.event.listens_for(SendBackReason.__table__, "after_create")
def _seed(table: sa.Table, connection: sa.Connection, **_more: object) -> None:
    """A database that is made from the models has the same reasons as one that the migrations have made."""
    connection.execute(
        sa.insert(table),
        [
            {
                "code": code,
                "text": reason.text.text,
                "what_to_do": reason.what_to_do.text,
                "packing_fault": reason.packing_fault,
                "needs_note": reason.needs_note,
                "position": position,
            }
            for position, (code, reason) in enumerate(SEEDED.items(), 1)
        ],
    )
