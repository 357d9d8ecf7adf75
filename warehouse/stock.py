"""The products on the warehouse's shelves, which can be ordered."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, db
from registry.models import Article, Category, Device
from returns import Line


class StockItem(Model):
    """One product that is available again."""

    __tablename__ = "stock_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), unique=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    shelf: Mapped[str | None] = mapped_column(sa.String(40))
    available_by: Mapped[str] = mapped_column(sa.String(255))
    available_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()
    article: Mapped[Article] = relationship()
    device: Mapped[Device | None] = relationship()

    @classmethod
    def of(cls, line: Line) -> "StockItem | None":
        return db.session.scalar(sa.select(cls).where(cls.line_id == line.id))


def balance(words: str = "", category: Category | None = None) -> list[tuple[Article, int]]:
    """How many of each article are available, for the search words (all must match) and the category (R4)."""
    query = (
        sa.select(Article, sa.func.count(StockItem.id))
        .join(StockItem, StockItem.article_id == Article.id)
        .group_by(Article.id)
        .order_by(Article.name)
    )
    for word in words.split():
        query = query.where(
            Article.name.icontains(word, autoescape=True) | Article.number.icontains(word, autoescape=True)
        )
    if category is not None:
        query = query.where(Article.category == category)
    return [(article, count) for article, count in db.session.execute(query)]
