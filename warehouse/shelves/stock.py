"""The products on the warehouse's shelves: which there are, where each stands, and how they leave."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import refuse_in_free_text, refuse_in_number
from database import Model, UtcDateTime, db
from identity import Package, return_number
from registry.lookup import registered_devices
from registry.models import Article, Category, Device, Gtin
from returns import Line, Refused
from returns.lookup import returned_in

LONGEST_SHELF = LONGEST_ORDER_NUMBER = 40
ONE_CHARGE = datetime.timedelta(hours=12)
"""Within this time a second scan of a charged product is the same charge."""
MOST_SHOWN = 200
"""Rows of a list. A search that finds more is made narrower."""


_HERE, _LEFT = sa.text("left_at IS NULL"), sa.text("left_at IS NOT NULL")
"""What the indexes hold: the rows of what has not left, or those of what has, which grow for ever. SQLite would believe
that few rows have no value, and look for them in an index of the others."""


def _when_available(context: sa.engine.default.DefaultExecutionContext) -> datetime.datetime:
    at: datetime.datetime = context.get_current_parameters()["available_at"]  # type: ignore[no-untyped-call]
    return at


class StockItem(Model):
    """One product that is available again, until it leaves: picked for an order, or delivered as an import shows."""

    __tablename__ = "stock_item"
    __table_args__ = (
        *(
            sa.Index(f"ix_stock_item_here_{name}", *columns, sqlite_where=_HERE, postgresql_where=_HERE)
            for name, columns in {
                "shelf": ("shelf",),
                "age": ("available_at", "id"),
                "charge": ("charged_at",),
                "article": ("article_id", "missing_at"),
            }.items()
        ),
        sa.Index(
            "ix_stock_item_reused",
            "left_at",
            "article_id",
            "price",
            sqlite_where=_LEFT,
            postgresql_where=_LEFT,
        ),
        sa.Index("ix_stock_item_available_at_sealed_at", "available_at", "sealed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), unique=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    shelf: Mapped[str | None] = mapped_column(sa.String(LONGEST_SHELF), index=True)
    available_by: Mapped[str] = mapped_column(sa.String(255))
    available_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When the return was sealed that it came in, so that the way's length is read from an index alone. None for a
    return that no clinic had sealed."""
    left_by: Mapped[str | None] = mapped_column(sa.String(255))
    left_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    left_for: Mapped[str | None] = mapped_column(sa.String(LONGEST_ORDER_NUMBER))
    """The order from WebSesam that it was picked for."""
    price: Mapped[int | None]
    """What it cost in whole kronor, as the register knew when it left: the purchase that its next patient saved."""
    delivered_on: Mapped[datetime.date | None]
    """The day on which it was delivered, where an import has shown that and nobody had picked it."""
    missing_by: Mapped[str | None] = mapped_column(sa.String(255))
    missing_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """When its shelf was counted and it did not stand there. Empty again once it is found."""
    placed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, default=_when_available)
    """When it came onto the shelf where it stands."""
    charged_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, default=_when_available)
    """When it was charged last; for what was never charged, when it came into stock."""
    charged_by: Mapped[str | None] = mapped_column(sa.String(255))
    """Who charged it while it was in stock."""
    charged_before: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """The charge before the last one, so that a charge noted by mistake can be undone."""

    line: Mapped[Line] = relationship()
    article: Mapped[Article] = relationship()
    device: Mapped[Device | None] = relationship()

    @classmethod
    def of(cls, line: Line) -> "StockItem | None":
        return db.session.scalar(sa.select(cls).where(cls.line_id == line.id))

    @property
    def delivered_since(self) -> bool:
        """Whether the register says that the product was delivered after it came onto the shelf."""
        day = self.device.delivery_date if self.device else None
        return bool(day and day > self.available_at.date())

    @property
    def in_stock(self) -> bool:
        """Whether it stands on its shelf and can be ordered."""
        return self.left_at is None and self.missing_at is None

    def move(self, shelf: str, *, actor: str, now: datetime.datetime) -> None:
        """Onto another shelf. The same shelf again changes nothing."""
        shelf = tidy_shelf(shelf)
        if not self.in_stock:
            raise Refused("%(product)s står inte på någon hylla längre.", product=self.line.shown_name)
        if not shelf:
            raise Refused("Skriv eller skanna hyllan som produkten ska stå på.")
        if shelf == self.shelf:
            return
        before, self.shelf, self.placed_at = self.shelf, shelf, now
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
        self.price = self.device.price if self.device else None
        self.line.leave_stock(order_number, actor=actor, now=now)
        db.session.flush()

    def undo_pick(self, *, actor: str, now: datetime.datetime) -> None:
        """It was picked by mistake, and stands where it stood."""
        if self.left_at is None:
            return
        if self.delivered_on or self.delivered_since:
            raise Refused("%(product)s är redan levererad enligt registret.", product=self.line.shown_name)
        if self._came_again():
            raise Refused(
                "%(product)s har kommit till huvudlagret igen sedan dess.", product=self.line.shown_name
            )
        if self.line.device and (number := returned_in(self.line.device)):
            raise Refused(
                "%(product)s ligger i retur %(number)s sedan dess.",
                product=self.line.shown_name,
                number=return_number.display(number),
            )
        self.left_by = self.left_at = self.left_for = self.price = None
        self.line.come_back_to_stock(actor=actor, now=now)
        db.session.flush()

    @classmethod
    def let_earlier_leave(cls, device_id: int, *, actor: str, now: datetime.datetime) -> None:
        """The product comes onto a shelf: where it stood before, it stands no more, whatever was noted."""
        earlier = sa.select(cls).where(cls.device_id == device_id, cls.left_at.is_(None)).with_for_update()
        for item in db.session.scalars(earlier.order_by(cls.id)):
            item.left_by, item.left_at, item.price = actor, now, item.device.price if item.device else None
            item.missing_by = item.missing_at = None
            item.line.leave_unseen(item.shelf, actor=actor, now=now)
        db.session.flush()

    # --- what an import shows. The caller flushes: an import has a session of its own

    def leave_as_delivered(self, *, actor: str, now: datetime.datetime) -> None:
        """It leaves, because the register says that it was delivered after it came onto the shelf. For what has left
        already nothing changes."""
        if self.left_at is not None or self.device is None or not self.delivered_since:
            return
        day = self.device.delivery_date
        assert day is not None
        self.left_by, self.left_at, self.delivered_on = actor, now, day
        self.price = self.device.price
        self.missing_by = self.missing_at = None
        self.line.leave_as_delivered(day, actor=actor, now=now)

    def withdraw_delivery(self, *, actor: str, now: datetime.datetime) -> None:
        """It is in stock after all, because the register no longer says that it was delivered."""
        if self.delivered_on is None or self.delivered_since:
            return
        day, self.delivered_on = self.delivered_on, None
        self.left_by = self.left_at = self.price = None
        self.line.withdraw_delivery(day, actor=actor, now=now)

    def _came_again(self) -> bool:
        later = sa.exists().where(StockItem.device_id == self.device_id, StockItem.id > self.id)
        return bool(db.session.scalar(sa.select(later)))

    # --- charged on its shelf

    def charge(self, *, actor: str, now: datetime.datetime) -> None:
        """It is charged: its interval begins anew. Scanned twice the same day it was charged once."""
        if not self.in_stock:
            raise Refused("%(product)s står inte på någon hylla längre.", product=self.line.shown_name)
        if self.is_charged_lately(now):
            return
        before = self.charged_at
        self.charged_before, self.charged_at, self.charged_by = before, now, actor
        self.line.charge(before, actor=actor, now=now)
        db.session.flush()

    def is_charged_lately(self, now: datetime.datetime) -> bool:
        """Whether it was charged on its shelf so lately that a scan now is the same charge. One that lies far ahead was
        written down by a clock that has been put back since, and holds up no charge."""
        return self.charged_by is not None and abs(now - self.charged_at) < ONE_CHARGE

    def undo_charge(self, *, actor: str, now: datetime.datetime) -> None:
        """It was not charged after all: it is due when it was before."""
        if self.charged_before is None:
            return
        self.charged_at, self.charged_before, self.charged_by = self.charged_before, None, None
        self.line.undo_charge(self.charged_at, actor=actor, now=now)
        db.session.flush()

    # --- counted on its shelf

    def miss(self, *, actor: str, now: datetime.datetime) -> None:
        """It does not stand on its shelf. Nobody can order it until it is found."""
        if not self.in_stock:
            return
        self.missing_by, self.missing_at = actor, now
        self.line.miss_in_stock(self.shelf, actor=actor, now=now)
        db.session.flush()

    def find(self, shelf: str | None, *, actor: str, now: datetime.datetime) -> None:
        """What was missing stands on this shelf."""
        if self.missing_at is None or self.left_at is not None:
            return
        self.missing_by = self.missing_at = None
        self.shelf, self.placed_at = shelf, now
        self.line.find_in_stock(shelf, actor=actor, now=now)
        db.session.flush()


def tidy_shelf(text: str) -> str:
    """A shelf's name as it is stored: `a 3` and `A3` are one shelf. Raises Refused for what is none."""
    shelf = "".join(text.split()).upper()
    refuse_in_free_text(text)
    if len(shelf) > LONGEST_SHELF:
        raise Refused("Hyllans namn får ha högst %(most)s tecken. Korta det.", most=LONGEST_SHELF)
    return shelf


def shelf_holds_something(shelf: str) -> bool:
    """Whether anything in stock stands on the shelf with this name."""
    query = sa.select(StockItem.id).where(on_a_shelf(), StockItem.shelf == shelf).limit(1)
    return db.session.scalar(query) is not None


def on_a_shelf() -> sa.ColumnElement[bool]:
    """The condition that an item is in stock."""
    return sa.and_(StockItem.left_at.is_(None), StockItem.missing_at.is_(None))


def balance(words: str = "", category: Category | None = None) -> list[tuple[Article, int]]:
    """How many of each article are available, for the search words (all must match) and the category (R4)."""
    # Counted before the articles are joined: SQLite would look into all that ever stood on a shelf, article by article.
    counted = (
        sa.select(StockItem.article_id, sa.func.count().label("count"))
        .where(on_a_shelf())
        .group_by(StockItem.article_id)
        .subquery()
    )
    query = (
        sa.select(Article, counted.c.count)
        .join(counted, counted.c.article_id == Article.id)
        .order_by(Article.name)
    )
    for word in words.split():
        query = query.where(
            Article.name.icontains(word, autoescape=True) | Article.number.icontains(word, autoescape=True)
        )
    if category is not None:
        query = query.where(Article.category == category)
    return [(article, count) for article, count in db.session.execute(query)]


def search_stock(
    words: str, *, before: datetime.datetime | None = None, limit: int = MOST_SHOWN, offset: int = 0
) -> list[StockItem]:
    """The items in stock with these words (all must match) in shelf, serial, article number or name: those first that
    have stood longest. `before` leaves out what came into stock later. At most `limit`, from `offset` on."""
    query = _in_stock().join(StockItem.article).limit(limit).offset(offset)
    if before is not None:
        query = query.where(StockItem.available_at < before)
    shelf = "".join(words.split()).upper()[:LONGEST_SHELF]
    if shelf and shelf_holds_something(shelf):
        return list(db.session.scalars(query.where(StockItem.shelf == shelf)))
    for word in words.split():
        matches = [
            column.icontains(word, autoescape=True)
            for column in (Article.name, Article.number, Device.serial_number, StockItem.shelf)
        ]
        query = query.where(sa.or_(*matches))
    return list(db.session.scalars(query))


def items_after(
    after: int, limit: int, *, state: str = "in_stock", shelf: str = "", article: str = ""
) -> list[StockItem]:
    """Items with an id above `after`, by id: `state` "in_stock", "left" or "missing"; on that shelf and of the article
    with that number where they are given."""
    states = {
        "in_stock": on_a_shelf(),
        "left": StockItem.left_at.is_not(None),
        "missing": sa.and_(StockItem.left_at.is_(None), StockItem.missing_at.is_not(None)),
    }
    query = sa.select(StockItem).where(states[state], StockItem.id > after)
    if shelf:
        query = query.where(StockItem.shelf == "".join(shelf.split()).upper())
    if article:
        query = query.where(StockItem.article.has(Article.number == article))
    options = (selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line))
    return list(db.session.scalars(query.options(*options).order_by(StockItem.id).limit(limit)))


@dataclass(frozen=True)
class ShelfInUse:
    """A shelf on which something stands."""

    shelf: str
    products: int
    oldest: datetime.datetime
    """When the product that has stood longest came into stock."""


def shelves_in_use(words: str = "") -> list[ShelfInUse]:
    """The shelves on which something stands, by name; with `words` those whose name begins so."""
    query = (
        sa.select(StockItem.shelf, sa.func.count(), sa.func.min(StockItem.available_at))
        .where(on_a_shelf(), StockItem.shelf.is_not(None))
        .group_by(StockItem.shelf)
        .order_by(StockItem.shelf)
    )
    if name := "".join(words.split()).upper():
        query = query.where(StockItem.shelf.startswith(name, autoescape=True))
    rows = db.session.execute(query)
    return [ShelfInUse(shelf, products, oldest) for shelf, products, oldest in rows if shelf]


def items_of(packages: Sequence[Package]) -> list[StockItem]:
    """The items in stock that scanned packages can be: their devices, or for a package without serial its articles'
    items that have none."""
    devices = [device.id for device in registered_devices(packages)]
    gtins = [gtin for package in packages for gtin in gtins_alone(package)]
    of_article = sa.select(Gtin.article_id).where(Gtin.gtin.in_(gtins))
    query = _in_stock().where(
        sa.or_(
            StockItem.device_id.in_(devices),
            sa.and_(StockItem.device_id.is_(None), StockItem.article_id.in_(of_article)),
        )
    )
    return list(db.session.scalars(query.limit(MOST_SHOWN)))


def gtins_alone(package: Package) -> list[str]:
    """The GTINs of a package that has no serial. An EAN by itself may be one as well: it counts as none here."""
    has_serial = any(serial.zfill(14) not in package.gtins for serial in package.serials)
    return [] if has_serial else list(package.gtins)


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
    """What was picked last, newest first: the list that a mistaken pick is undone from."""
    picked = sa.and_(StockItem.left_at.is_not(None), StockItem.left_for.is_not(None))
    query = sa.select(StockItem).where(picked).order_by(StockItem.left_at.desc())
    options = (selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line))
    return list(db.session.scalars(query.options(*options).limit(limit)))
