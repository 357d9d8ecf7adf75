"""A unit that orders and returns, or the central warehouse itself."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model


class Unit(Model):
    """A clinic (beställande enhet). The one with `is_warehouse` is Huvudlagret, where returns go."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address_lines: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    postcode: Mapped[str] = mapped_column(sa.String(12), default="")
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    email: Mapped[str | None] = mapped_column(sa.String(255))
    is_warehouse: Mapped[bool] = mapped_column(default=False)

    def __repr__(self) -> str:
        return f"<Unit {self.code}>"
