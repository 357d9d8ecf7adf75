"""One registered product (individ)."""

import datetime
import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from database import Model, UtcDateTime, text_enum
from registry.models.alias import Alias
from registry.models.article import Article
from registry.models.columns import exact_text
from registry.models.unit import Unit
from registry.serials import fold, key


class DeviceState(enum.StrEnum):
    """How far the device has come in Sesam's life cycle."""

    REGISTERED = "registered"
    SCRAPPED = "scrapped"
    GONE = "gone"
    """It was missing from the latest full export."""


class Side(enum.StrEnum):
    """The ear that a hearing aid is made for."""

    RIGHT = "right"
    LEFT = "left"


class Device(Model):
    """A product with a serial number, as Sesam has it.

    `serial_key` is the serial in the form in which serials are compared. `serial_fold` is the same with characters that
    look alike made one, for near matches. Both are set whenever `serial_number` is set.
    """

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    serial_number: Mapped[str] = mapped_column(sa.String(80))
    serial_key: Mapped[str] = mapped_column(exact_text(80), index=True)
    serial_fold: Mapped[str] = mapped_column(exact_text(80), index=True)
    individ_number: Mapped[str | None] = mapped_column(exact_text(40), index=True)
    order_number: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    order_date: Mapped[datetime.date | None] = mapped_column(index=True)
    delivery_date: Mapped[datetime.date | None] = mapped_column(index=True)
    price: Mapped[int | None]
    """Whole kronor."""
    side: Mapped[Side | None] = mapped_column(text_enum(Side, 8))
    """Where the register says it. Where only the article's name does: registry.belonging.sides."""
    state: Mapped[DeviceState] = mapped_column(text_enum(DeviceState, 12), default=DeviceState.REGISTERED)
    flagged_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When its serial was reported to Stöd och Support as wrong; empty once an import has shown the right one (R9)."""

    article: Mapped[Article] = relationship()
    unit: Mapped[Unit | None] = relationship()
    aliases: Mapped[list[Alias]] = relationship(
        back_populates="device", order_by=Alias.id, cascade="all, delete-orphan"
    )

    @validates("serial_number")
    def _derive_keys(self, _name: str, serial: str) -> str:
        self.serial_key = key(serial)
        self.serial_fold = fold(self.serial_key)
        return serial

    @property
    def flagged(self) -> bool:
        return self.flagged_at is not None

    def __repr__(self) -> str:
        return f"<Device {self.serial_number}>"


def device_columns() -> dict[str, Any]:
    """The columns that an import writes, by name: all but the id, which the database gives."""
    return {column.name: column for column in Device.__table__.columns if column.name != "id"}
