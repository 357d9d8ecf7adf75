"""Return guarantee (returgaranti) terms: what a supplier takes back and for how long, and who changed that when."""

import datetime
import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, text_enum
from registry.models.category import Category

if TYPE_CHECKING:
    from registry.models.article import Article
    from registry.models.supplier import Supplier


class CountsFrom(enum.StrEnum):
    """The day that the days are counted from."""

    DELIVERY = "delivery"
    ORDER = "order"


class GuaranteeTerm(Model):
    """One term (R3). Without article and category it holds for everything the supplier sells."""

    __tablename__ = "guarantee_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), index=True)
    agreement: Mapped[str | None] = mapped_column(sa.String(80))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    category: Mapped[Category | None] = mapped_column(text_enum(Category))
    days: Mapped[int]
    counts_from: Mapped[CountsFrom] = mapped_column(text_enum(CountsFrom), default=CountsFrom.DELIVERY)
    packaging: Mapped[str | None] = mapped_column(sa.Text)
    """What the supplier demands of the packaging, in Swedish."""
    minimum_value: Mapped[int | None]
    """The product's lowest price in whole kronor for the term to hold."""
    valid_from: Mapped[datetime.date]
    valid_to: Mapped[datetime.date | None]
    """The last day on which it is valid. It is compared with the day from which the days are counted."""
    return_name: Mapped[str | None] = mapped_column(sa.String(120))
    return_lines: Mapped[list[str] | None] = mapped_column(sa.JSON)
    return_postcode: Mapped[str | None] = mapped_column(sa.String(12))
    return_town: Mapped[str | None] = mapped_column(sa.String(80))

    supplier: Mapped["Supplier"] = relationship(back_populates="terms")
    article: Mapped["Article | None"] = relationship()
    history: Mapped[list["TermChange"]] = relationship(order_by="TermChange.id", cascade="all, delete-orphan")


class TermChange(Model):
    """Who changed a term when, and how. Changes are only ever added. The first one has no `before`."""

    __tablename__ = "term_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(sa.ForeignKey("guarantee_term.id", ondelete="CASCADE"), index=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
