"""The products on the warehouse's shelves: which there are, where each stands, and how they leave."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import refuse_in_free_text, refuse_in_number
from database import Model, UtcDateTime, db
from identity import Package, normalise_serial, return_number
from registry.models import Article, Category, Device, Gtin
from returns import Line, Refused
from returns.lookup import returned_in

LONGEST_SHELF = LONGEST_ORDER_NUMBER = 40
MOST_SHOWN = 200
"""Rows of a list. A search that finds more is made narrower."""


class StockItem(Model):
    """One product that is available again, until it leaves for an order."""

    __tablename__ = "stock_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), unique=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    shelf: Mapped[str | None] = mapped_column(sa.String(LONGEST_SHELF), index=True)
    available_by: Mapped[str] = mapped_column(sa.String(255))
    available_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    left_by: Mapped[str | None] = mapped_column(sa.String(255))
    left_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime, index=True)
    left_for: Mapped[str | None] = mapped_column(sa.String(LONGEST_ORDER_NUMBER))
    """The order from WebSesam that it was picked for."""

    line: Mapped[Line] = relationship()
    article: Mapped[Article] = relationship()
    device: Mapped[Device | None] = relationship()

    @classmethod
    def of(cls, line: Line) -> "StockItem | None":
        return db.session.scalar(sa.select(cls).where(cls.line_id == line.id))

    @property
    def delivered_since(self) -> bool:
        """Whether an import has shown that the product was delivered after it came onto the shelf."""
        day = self.device.delivery_date if self.device else None
        return bool(day and day > self.available_at.date())

    @property
    def in_stock(self) -> bool:
        return self.left_at is None and not self.delivered_since

    def move(self, shelf: str, *, actor: str, now: datetime.datetime) -> None:
        """Onto another shelf. The same shelf again changes nothing."""
        shelf = tidy_shelf(shelf)
        if not self.in_stock:
            raise Refused("%(product)s står inte på någon hylla längre.", product=self.line.shown_name)
        if not shelf:
            raise Refused("Skriv eller skanna hyllan som produkten ska stå på.")
        if shelf == self.shelf:
            return
        before, self.shelf = self.shelf, shelf
        self.line.move(before, shelf, actor=actor, now=now)
        db.session.flush()

    def pick(self, order_number: str, *, actor: str, now: datetime.datetime) -> None:
        """Taken from the shelf for an order from WebSesam. For the same order again it changes nothing."""
        order_number = "".join(order_number.split())
        if self.left_at and self.left_for == order_number:
            return
        if not self.in_stock:
            raise Refused("%(product)s står inte på någon hylla längre.", product=self.line.shown_name)
        if not order_number:
            raise Refused("Skriv numret på beställningen i WebSesam.")
        if len(order_number) > LONGEST_ORDER_NUMBER:
            raise Refused(
                "Beställningens nummer får ha högst %(most)s tecken. Rätta det.", most=LONGEST_ORDER_NUMBER
            )
        refuse_in_number(order_number)
        self.left_by, self.left_at, self.left_for = actor, now, order_number
        self.line.leave_stock(order_number, actor=actor, now=now)
        db.session.flush()

    def undo_pick(self, *, actor: str, now: datetime.datetime) -> None:
        """It was picked by mistake, and stands where it stood."""
        if self.left_at is None:
            return
        if self.delivered_since:
            raise Refused("%(product)s är redan levererad enligt registret.", product=self.line.shown_name)
        if self.line.device and (number := returned_in(self.line.device)):
            raise Refused(
                "%(product)s ligger i retur %(number)s sedan dess.",
                product=self.line.shown_name,
                number=return_number.display(number),
            )
        self.left_by = self.left_at = self.left_for = None
        self.line.come_back_to_stock(actor=actor, now=now)
        db.session.flush()


def tidy_shelf(text: str) -> str:
    """A shelf's name as it is stored: `a 3` and `A3` are one shelf. Raises Refused for what is none."""
    shelf = "".join(text.split()).upper()
    refuse_in_free_text(text)
    if len(shelf) > LONGEST_SHELF:
        raise Refused("Hyllans namn får ha högst %(most)s tecken. Korta det.", most=LONGEST_SHELF)
    return shelf


def on_a_shelf() -> sa.ColumnElement[bool]:
    """The condition that an item is in stock. The query has to join `Device` as an outer join."""
    delivered_since = sa.and_(
        Device.delivery_date.is_not(None), Device.delivery_date > sa.func.date(StockItem.available_at)
    )
    return sa.and_(StockItem.left_at.is_(None), sa.not_(delivered_since))


def balance(words: str = "", category: Category | None = None) -> list[tuple[Article, int]]:
    """How many of each article are available, for the search words (all must match) and the category (R4)."""
    query = (
        sa.select(Article, sa.func.count(StockItem.id))
        .join(StockItem, StockItem.article_id == Article.id)
        .outerjoin(Device, Device.id == StockItem.device_id)
        .where(on_a_shelf())
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


def search_stock(words: str) -> list[StockItem]:
    """The items in stock with these words (all must match) in shelf, serial, article number or name: those first that
    have stood longest. At most MOST_SHOWN."""
    query = _in_stock().join(StockItem.article).limit(MOST_SHOWN)
    for word in words.split():
        matches = [
            column.icontains(word, autoescape=True)
            for column in (Article.name, Article.number, Device.serial_number, StockItem.shelf)
        ]
        query = query.where(sa.or_(*matches))
    return list(db.session.scalars(query))


def items_of(packages: Sequence[Package]) -> list[StockItem]:
    """The items in stock that scanned packages can be: their devices, or for a package without serial its articles'
    items that have none."""
    keys = [normalise_serial(serial) for package in packages for serial in package.serials]
    gtins = [gtin for package in packages if not package.serials for gtin in package.gtins]
    of_article = sa.select(Gtin.article_id).where(Gtin.gtin.in_(gtins))
    query = _in_stock().where(
        sa.or_(
            Device.serial_key.in_(keys),
            sa.and_(StockItem.device_id.is_(None), StockItem.article_id.in_(of_article)),
        )
    )
    return list(db.session.scalars(query.limit(MOST_SHOWN)))


def _in_stock() -> sa.Select[StockItem]:
    return (
        sa.select(StockItem)
        .outerjoin(Device, Device.id == StockItem.device_id)
        .where(on_a_shelf())
        .options(
            selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line)
        )
        .order_by(StockItem.available_at, StockItem.id)
    )


def picked_last(limit: int = 20) -> list[StockItem]:
    """What left last, newest first: the list that a mistaken pick is undone from."""
    query = sa.select(StockItem).where(StockItem.left_at.is_not(None)).order_by(StockItem.left_at.desc())
    options = (selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line))
    return list(db.session.scalars(query.options(*options).limit(limit)))
