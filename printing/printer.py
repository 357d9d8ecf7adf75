"""One printer: which paper is in it, where it answers, and what makes up for how it shifts and stretches."""

import datetime
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import free_text_fault, refuse_in_free_text
from common.sentence import Sentence, WrongFields
from database import Model, UtcDateTime, db
from labels import FORMATS, Format, LabelError, Measured, Profile, corrected
from labels.layouts.test_page import ORIGIN, ROLL_HEIGHT, ruler_length
from printing.network_printer import NetworkPrinter
from printing.printer_address import PrinterAddress
from registry.models import Unit

PRINTER_FIELDS = ("name", "unit_id", "paper", "dpi", "rotation", "address")
"""What an administrator types."""
LONGEST_NAME, LONGEST_ADDRESS = 60, 255


class Printer(Model):
    """A printer with its profile. `free_at` is when the next worker may take it: see `printing.lease`."""

    __tablename__ = "printer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), unique=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    """The unit that may print on it. Empty means everybody."""
    paper: Mapped[str] = mapped_column(sa.String(20))
    """The name of a format in `labels.format.FORMATS`."""
    dpi: Mapped[int] = mapped_column(default=203)
    offset_x: Mapped[float] = mapped_column(default=0.0)
    offset_y: Mapped[float] = mapped_column(default=0.0)
    scale_x: Mapped[float] = mapped_column(default=1.0)
    scale_y: Mapped[float] = mapped_column(default=1.0)
    rotation: Mapped[int] = mapped_column(default=0)
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS), default="")
    """Empty means that people print a PDF from the browser."""
    measured_by: Mapped[str | None] = mapped_column(sa.String(255))
    measured_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(sa.String(255))
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(sa.String(80))
    free_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    unit: Mapped[Unit | None] = relationship()

    @classmethod
    def add(cls, *, actor: str, now: datetime.datetime, **fields: Any) -> "Printer":
        """Adds a printer. Raises WrongFields or LabelError for what no printer can have."""
        new = cls(dpi=203, rotation=0, address="", free_at=now)
        new._set(0.0, 0.0, 1.0, 1.0)
        new.change(actor=actor, now=now, **fields)
        db.session.add(new)
        db.session.flush()
        return new

    def change(self, *, actor: str, now: datetime.datetime, **fields: Any) -> None:
        """Changes the fields that are given. Raises WrongFields or LabelError for what no printer can have."""
        if unknown := set(fields) - set(PRINTER_FIELDS):
            raise TypeError(f"expected fields of a printer, got {sorted(unknown)}")
        refuse_in_free_text(fields.get("name"))
        present = {name: getattr(self, name) for name in PRINTER_FIELDS if name not in fields}
        if faults := printer_faults({**present, **fields}, self):
            raise WrongFields(faults)
        for name, value in fields.items():
            setattr(self, name, value)
        _ = self.profile
        self.changed_by, self.changed_at = actor, now

    @property
    def format(self) -> Format:
        return FORMATS[self.paper]

    @property
    def profile(self) -> NetworkPrinter:
        return NetworkPrinter(
            name=self.name,
            dpi=self.dpi,
            offset_x=self.offset_x,
            offset_y=self.offset_y,
            scale_x=self.scale_x,
            scale_y=self.scale_y,
            rotation=self.rotation,
            address=self.address,
        )

    @property
    def prints_directly(self) -> bool:
        return bool(self.address)

    # --- the ruler

    @property
    def right(self) -> Measured:
        """What a ruler says of the test page when nothing is shifted or stretched."""
        height = self.format.height or ROLL_HEIGHT
        return Measured(ORIGIN, ORIGIN, ruler_length(self.format.width), ruler_length(height))

    def corrected(self, measured: Measured) -> Profile:
        """The profile that makes the next test page right. Raises LabelError for what no printer does."""
        return corrected(self.profile, measured, self.right)

    def calibrate(self, measured: Measured, *, actor: str, now: datetime.datetime) -> None:
        profile = self.corrected(measured)
        self._set(profile.offset_x, profile.offset_y, profile.scale_x, profile.scale_y)
        self.measured_by, self.measured_at = actor, now

    def forget_measurement(self, *, actor: str, now: datetime.datetime) -> None:
        """Forgets what was measured: the printer gets pages without corrections again."""
        self._set(0.0, 0.0, 1.0, 1.0)
        self.measured_by, self.measured_at = None, None
        self.changed_by, self.changed_at = actor, now

    def _set(self, offset_x: float, offset_y: float, scale_x: float, scale_y: float) -> None:
        self.offset_x, self.offset_y = round(offset_x, 3), round(offset_y, 3)
        self.scale_x, self.scale_y = round(scale_x, 5), round(scale_y, 5)

    def remove(self, *, actor: str, now: datetime.datetime) -> None:
        """Removes the printer from every choice. The row stays, because finished jobs name it; its name is free
        again."""
        self.removed_at = self.removed_at or now
        self.name = f"{self.name[:40]} ({self.id} {now:%Y%m%d})"
        self.changed_by, self.changed_at = actor, now


# --- what a printer cannot have


def printer_faults(fields: Mapping[str, Any], printer: Printer | None = None) -> dict[str, Sentence]:
    """What is wrong with each of the fields that are given, for a new printer or for this one. Where two fields have to
    fit each other, they are judged when both are given."""
    found = {}
    if "name" in fields:
        found["name"] = _name_fault(fields["name"] or "", printer)
    if fields.get("address"):
        found["address"] = _address_fault(fields["address"], fields.get("paper"))
    return {name: sentence for name, sentence in found.items() if sentence}


def _name_fault(name: str, printer: Printer | None) -> Sentence | None:
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        return Sentence("Skriv ett namn på högst %(most)s tecken.", {"most": LONGEST_NAME})
    with db.session.no_autoflush:
        if any(other.name == name and other is not printer for other in all_printers()):
            return Sentence("Det finns redan en skrivare som heter %(name)s.", {"name": name})
    return free_text_fault(name)


def _address_fault(address: str, paper: str | None) -> Sentence | None:
    if len(address) > LONGEST_ADDRESS:
        return Sentence("Adressen får ha högst %(most)s tecken.", {"most": LONGEST_ADDRESS})
    try:
        PrinterAddress.parse(address)
    except LabelError as error:
        return error.sentence
    if paper in FORMATS and FORMATS[paper].positions > 1:
        return Sentence(
            "Ark med flera etiketter skrivs ut från webbläsaren: där väljs den första lediga platsen. "
            "Lämna adressen tom, eller välj ett annat papper."
        )
    return None


def all_printers() -> list[Printer]:
    query = sa.select(Printer).where(Printer.removed_at.is_(None)).order_by(Printer.name)
    return list(db.session.scalars(query))


def printers_for(unit: Unit | None) -> list[Printer]:
    """Those that a unit may print on: its own, then everybody's."""
    mine = [printer for printer in all_printers() if printer.unit_id in (None, unit.id if unit else None)]
    return sorted(mine, key=lambda printer: (printer.unit_id is None, printer.name))
