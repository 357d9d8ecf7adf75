"""A report to Stöd och Support that Sesam has the wrong serial (R9)."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime
from registry.models.device import Device
from registry.models.unit import Unit


class Correction(Model):
    """The serial that was scanned, who reported it, and when an import showed that Sesam was corrected.

    `device` is empty when nobody knows which registered product it is.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    scanned_serial: Mapped[str] = mapped_column(sa.String(80))
    scanned_key: Mapped[str] = mapped_column(sa.String(80), index=True)
    reported_by: Mapped[str] = mapped_column(sa.String(255))
    reported_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    corrected_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    device: Mapped[Device | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
