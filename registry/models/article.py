"""An article, which can be ordered: the GTINs on its boxes, and how it has to be handled."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, text_enum
from registry.models.article_picture import ArticlePicture
from registry.models.category import Category
from registry.models.supplier import Supplier


class Gtin(Model):
    """A GTIN on a box of the article, as 14 digits. One article has many: colours, countries, new boxes."""

    __tablename__ = "gtin"

    gtin: Mapped[str] = mapped_column(sa.String(14), primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id", ondelete="CASCADE"), index=True)


class Article(Model):
    """An article of the supplier's catalogue."""

    __tablename__ = "article"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    supplier_id: Mapped[int] = mapped_column(sa.ForeignKey("supplier.id"), index=True)
    category: Mapped[Category] = mapped_column(text_enum(Category))
    agreement: Mapped[str | None] = mapped_column(sa.String(80))
    """The agreement (avtal) under which it is bought, where the catalogue says so."""
    hibc: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    """Labeller and product code together, as identity gives them: 'A123' + 'PRODUCT1'."""
    has_serial: Mapped[bool] = mapped_column(default=True)
    rechargeable: Mapped[bool] = mapped_column(default=False)
    uvc_suitable: Mapped[bool] = mapped_column(default=False)
    uvc_minutes: Mapped[int | None]
    """Minutes of a whole programme in UVC light, where the supplier says so."""
    contains_lithium: Mapped[bool] = mapped_column(default=False)
    charge_interval_days: Mapped[int | None]
    """Days between two maintenance charges while it is in stock, as the supplier recommends (R11)."""
    package_contents: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """The things that lie in the box beside the product, in Swedish: 'Laddare', 'Bruksanvisning' (R6)."""
    part_numbers: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    """Article numbers of what usually comes with it and is an article of its own: its charger, its remote control."""
    skipped_steps: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """Codes of checklist and control steps that do not apply to this article."""

    supplier: Mapped[Supplier] = relationship()
    gtins: Mapped[list[Gtin]] = relationship(order_by=Gtin.gtin, cascade="all, delete-orphan")
    picture: Mapped[ArticlePicture | None] = relationship(cascade="all, delete-orphan")

    def __repr__(self) -> str:
        return f"<Article {self.number}>"
