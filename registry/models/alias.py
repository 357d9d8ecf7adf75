"""A serial that a device has had, or has been found to carry."""

import datetime
import enum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from database import Model, text_enum
from registry.models.columns import exact_text
from registry.serials import fold, key

if TYPE_CHECKING:
    from registry.models.device import Device


class AliasKind(enum.StrEnum):
    """How the serial belongs to the device."""

    FORMER = "former"
    """Registered in Sesam before a repair."""
    REPORTED = "reported"
    """Found on the product by a unit; Sesam does not know it yet."""


class Alias(Model):
    """Another serial of the same product; the dates are the days it was the registered one."""

    __tablename__ = "alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int] = mapped_column(sa.ForeignKey("device.id", ondelete="CASCADE"), index=True)
    serial_number: Mapped[str] = mapped_column(sa.String(80))
    serial_key: Mapped[str] = mapped_column(exact_text(80), index=True)
    serial_fold: Mapped[str] = mapped_column(exact_text(80), index=True)
    kind: Mapped[AliasKind] = mapped_column(text_enum(AliasKind, 12), default=AliasKind.FORMER)
    valid_from: Mapped[datetime.date | None]
    valid_to: Mapped[datetime.date | None]

    device: Mapped["Device"] = relationship(back_populates="aliases")

    @validates("serial_number")
    def _derive_keys(self, _name: str, serial: str) -> str:
        self.serial_key = key(serial)
        self.serial_fold = fold(self.serial_key)
        return serial
