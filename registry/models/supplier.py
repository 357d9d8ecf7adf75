"""The suppliers of the products, and the addresses that returns to them go to."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model
from registry.models.guarantee import GuaranteeTerm


class Supplier(Model):
    """A supplier. The address is the one for returns, unless a guarantee term names another."""

    __tablename__ = "supplier"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address_lines: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    postcode: Mapped[str] = mapped_column(sa.String(12), default="")
    town: Mapped[str] = mapped_column(sa.String(80), default="")
    email: Mapped[str | None] = mapped_column(sa.String(255))

    terms: Mapped[list[GuaranteeTerm]] = relationship(
        back_populates="supplier", order_by=GuaranteeTerm.id, cascade="all, delete-orphan"
    )

    def __repr__(self) -> str:
        return f"<Supplier {self.code}>"
