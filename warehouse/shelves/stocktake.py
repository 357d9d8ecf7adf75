"""Counting a shelf: what stands there is scanned, and compared with what should stand there."""

import datetime
import enum
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from common.privacy import refuse_in_number
from database import Model, UtcDateTime, db, text_enum
from identity import Package
from registry.lookup import devices_with_serial
from registry.models import Article, Device, Gtin
from returns import EventKind, Line, Refused
from warehouse.shelves.stock import LONGEST_SHELF, StockItem, gtins_alone, on_a_shelf, tidy_shelf

LONGEST_CODE = 80
MOST_OF_AN_ARTICLE = 9999
"""Products without a serial of one article that one shelf can hold."""


class ShelfFinding(enum.StrEnum):
    """What a shelf's count says about a product."""

    FOUND = "found"
    """It stands where it should."""
    ELSEWHERE = "elsewhere"
    """It is in stock, and should stand on another shelf."""
    TURNED_UP = "turned_up"
    """It was missing in stock, and stands here."""
    NOT_IN_STOCK = "not_in_stock"
    UNKNOWN = "unknown"
    """No registered product has this code."""
    MISSING = "missing"
    """It should stand here, and nobody has scanned it."""


class CountedProduct(Model):
    """One product of a count. Scanned twice it is still one."""

    __tablename__ = "counted_product"
    __table_args__ = (sa.UniqueConstraint("stocktake_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(sa.ForeignKey("stocktake.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(LONGEST_CODE + 20))
    """What makes it the same product when it is scanned again."""
    item_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stock_item.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"))
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"))
    code: Mapped[str | None] = mapped_column(sa.String(LONGEST_CODE))
    """What was read, where nothing that is registered has it."""
    quantity: Mapped[int] = mapped_column(default=1)
    """How many stand there, of an article whose products have no serials."""
    finding: Mapped[ShelfFinding | None] = mapped_column(text_enum(ShelfFinding, 20))
    """What the finished count says. Until then it depends on where the product stands."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    item: Mapped[StockItem | None] = relationship()
    device: Mapped[Device | None] = relationship()
    article: Mapped[Article | None] = relationship()
    stocktake: Mapped["Stocktake"] = relationship(back_populates="products")

    @property
    def name(self) -> str:
        return self.article.name if self.article else self.code or ""

    @property
    def serial_number(self) -> str | None:
        return self.device.serial_number if self.device else None

    @property
    def alike(self) -> bool:
        """Whether it stands for all products of an article that have no serials."""
        return self.device_id is None and self.article_id is not None and self.finding is None

    @property
    def present_finding(self) -> ShelfFinding:
        """What the finished count has said, or what it would say now."""
        if self.finding:
            return self.finding
        return SeenOnShelf(self.item, self.device, self.article, self.code or "").finding_on(self.stocktake)


class Stocktake(Model):
    """One count of one shelf. Several people may scan into it; who starts a count of a shelf that is being counted
    joins that one. `open_shelf` is the shelf until it is finished: being unique, it keeps a shelf from being counted
    twice at once."""

    __tablename__ = "stocktake"

    id: Mapped[int] = mapped_column(primary_key=True)
    shelf: Mapped[str] = mapped_column(sa.String(LONGEST_SHELF), index=True)
    open_shelf: Mapped[str | None] = mapped_column(sa.String(LONGEST_SHELF), unique=True)
    started_by: Mapped[str] = mapped_column(sa.String(255))
    started_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    finished_by: Mapped[str | None] = mapped_column(sa.String(255))
    finished_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime, index=True)

    products: Mapped[list[CountedProduct]] = relationship(
        back_populates="stocktake", cascade="all, delete-orphan", order_by=CountedProduct.id.desc()
    )

    @classmethod
    def of_shelf(cls, shelf: str) -> "Stocktake | None":
        """The count of this shelf that is under way."""
        return db.session.scalar(sa.select(cls).where(cls.open_shelf == tidy_shelf(shelf)))

    @classmethod
    def start(cls, shelf: str, *, actor: str, now: datetime.datetime) -> "Stocktake":
        """Begin to count a shelf, or join in."""
        shelf = tidy_shelf(shelf)
        if not shelf:
            raise Refused("Skanna eller skriv hyllan som ska inventeras.")
        if running := cls.of_shelf(shelf):
            return running
        stocktake = cls(shelf=shelf, open_shelf=shelf, started_by=actor, started_at=now)
        try:
            with db.session.begin_nested():
                db.session.add(stocktake)
        except sa.exc.IntegrityError:  # somebody else has begun at the same moment
            return cls.of_shelf(shelf) or stocktake
        return stocktake

    @property
    def finished(self) -> bool:
        return self.finished_at is not None

    @property
    def expected(self) -> list[StockItem]:
        """What should stand here. What was put here after the count had begun may not have been seen by it."""
        return list(db.session.scalars(self._expected()))

    def _expected(self) -> sa.Select[StockItem]:
        return (
            sa.select(StockItem)
            .where(on_a_shelf(), StockItem.shelf == self.shelf, StockItem.placed_at <= self.started_at)
            .options(
                selectinload(StockItem.article),
                selectinload(StockItem.device),
                selectinload(StockItem.line).selectinload(Line.return_),
            )
            .order_by(StockItem.available_at, StockItem.id)
        )

    def note(self, seen: "SeenOnShelf", *, actor: str, now: datetime.datetime) -> CountedProduct:
        """A product stands here. The same one again changes nothing."""
        if product := self.counted(seen):
            return product
        self._require_running()
        if seen.code:
            refuse_in_number(seen.code)
        product = CountedProduct(
            key=seen.key,
            item=seen.item,
            device=seen.device,
            article=seen.article,
            code=seen.code or None,
            quantity=1,
            actor=actor,
            at=now,
        )
        self.products.insert(0, product)
        db.session.flush()
        return product

    def counted(self, seen: "SeenOnShelf") -> CountedProduct | None:
        query = sa.select(CountedProduct).where(
            CountedProduct.stocktake_id == self.id, CountedProduct.key == seen.key
        )
        return db.session.scalar(query)

    def set_quantity(self, product: CountedProduct, quantity: int | None) -> None:
        """How many products of an article without serials stand here."""
        self._require_running()
        if product.device_id or product.article_id is None:
            raise Refused("Produkter med serienummer räknas en och en. Skanna dem.")
        if quantity is None or not 1 <= quantity <= MOST_OF_AN_ARTICLE:
            raise Refused("Skriv ett antal från 1 till %(most)s.", most=MOST_OF_AN_ARTICLE)
        product.quantity = quantity
        db.session.flush()

    def take_away(self, product: CountedProduct) -> None:
        """It was scanned by mistake."""
        self._require_running()
        self.products.remove(product)
        db.session.flush()

    def finish(self, *, actor: str, now: datetime.datetime) -> None:
        """End the count. What was scanned is noted as seen, and what was not is missing in stock from now on. What
        should stand elsewhere stays where it should: somebody decides to move it. Again it changes nothing."""
        if self.finished:
            return
        locked = self._expected().with_for_update(of=StockItem)
        expected = list(db.session.scalars(locked))
        scanned, more = self.items_seen(expected), list[CountedProduct]()
        findings = [(product, product.alike, product.present_finding) for product in self.products]
        for product, alike, finding in findings:
            product.finding = finding
            if alike:
                here = [
                    item
                    for item in expected
                    if item.device_id is None and item.article_id == product.article_id
                ]
                more += _more_than_expected(product, len(here), actor, now)
            elif product.finding is ShelfFinding.TURNED_UP and product.item:
                product.item.find(self.shelf, actor=actor, now=now)
        for item in expected:
            if item.id in scanned:
                item.line.record(EventKind.COUNTED, actor, now, after={"shelf": self.shelf})
            else:
                item.miss(actor=actor, now=now)
                self.products.append(_missing(item, actor, now))
        self.products += more
        self.open_shelf, self.finished_by, self.finished_at = None, actor, now
        db.session.flush()

    def items_seen(self, expected: Sequence[StockItem]) -> set[int]:
        """The ids of those of the expected items that have been scanned. Of products without serials of one article as
        many are seen as were counted."""
        scanned = {product.item_id for product in self.products if product.item_id is not None}
        counts = {product.article_id: product.quantity for product in self.products if product.alike}
        for item in expected:
            if item.device_id is None and counts.get(item.article_id, 0) > 0:
                counts[item.article_id] -= 1
                scanned.add(item.id)
        return scanned

    def bring_here(self, product: CountedProduct, *, actor: str, now: datetime.datetime) -> None:
        """What should stand elsewhere is moved here in the register, as it stands here. Again it changes nothing."""
        if product.item is None or product.present_finding is not ShelfFinding.ELSEWHERE:
            return
        product.item.move(self.shelf, actor=actor, now=now)

    def bring_all_here(self, product_id: int | None, *, actor: str, now: datetime.datetime) -> None:
        """All that should stand elsewhere, or the one product with that id."""
        for product in self.to_bring_here:
            if product_id in (None, product.id):
                self.bring_here(product, actor=actor, now=now)

    @property
    def awaited(self) -> list[StockItem]:
        """What should stand here; nothing once the count is finished."""
        return [] if self.finished else self.expected

    def left_of(self, awaited: Sequence[StockItem]) -> list[StockItem]:
        """Those that were not scanned yet."""
        seen = self.items_seen(awaited)
        return [item for item in awaited if item.id not in seen]

    def those(self, finding: ShelfFinding) -> list[CountedProduct]:
        return [product for product in self.products if product.present_finding is finding]

    @property
    def to_bring_here(self) -> list[CountedProduct]:
        """What stands here and should stand elsewhere, until it is moved here in the register."""
        return [
            product
            for product in self.those(ShelfFinding.ELSEWHERE)
            if product.item and product.item.in_stock and product.item.shelf != self.shelf
        ]

    def _require_running(self) -> None:
        if self.finished:
            raise Refused(
                "Inventeringen av %(shelf)s är avslutad. Börja en ny om hyllan ska räknas igen.",
                shelf=self.shelf,
            )


def _missing(item: StockItem, actor: str, now: datetime.datetime) -> CountedProduct:
    return CountedProduct(
        key=f"missing:{item.id}",
        item=item,
        device=item.device,
        article=item.article,
        finding=ShelfFinding.MISSING,
        quantity=1,
        actor=actor,
        at=now,
    )


def _more_than_expected(
    product: CountedProduct, expected: int, actor: str, now: datetime.datetime
) -> list[CountedProduct]:
    """Those of an article without serials that stand here and that the register does not have here."""
    if not 0 < expected < product.quantity:
        return []
    surplus = CountedProduct(
        key=f"more:{product.article_id}",
        article=product.article,
        finding=ShelfFinding.NOT_IN_STOCK,
        quantity=product.quantity - expected,
        actor=actor,
        at=now,
    )
    product.quantity = expected
    return [surplus]


# --- what a scan means to a count


@dataclass(frozen=True)
class SeenOnShelf:
    """One product in view: the stock item, device or article that it is, or the code that nothing registered has."""

    item: StockItem | None = None
    device: Device | None = None
    article: Article | None = None
    code: str = ""

    @property
    def key(self) -> str:
        if self.device:
            return f"device:{self.device.id}"
        return f"article:{self.article.id}" if self.article else f"code:{self.code}"

    @property
    def name(self) -> str:
        parts = (self.article.name if self.article else "", self.device.serial_number if self.device else "")
        return " ".join(part for part in parts if part) or self.code

    def finding_on(self, stocktake: Stocktake) -> ShelfFinding:
        """What it means that it stands on the shelf that is counted."""
        if self.article is None:
            return ShelfFinding.UNKNOWN
        if self.device is None:
            here = sa.select(StockItem.id).where(
                on_a_shelf(),
                StockItem.shelf == stocktake.shelf,
                StockItem.article_id == self.article.id,
                StockItem.device_id.is_(None),
            )
            is_here = db.session.scalar(here.limit(1)) is not None
            return ShelfFinding.FOUND if is_here else ShelfFinding.NOT_IN_STOCK
        if self.item is None or self.item.left_at is not None:
            return ShelfFinding.NOT_IN_STOCK
        if self.item.missing_at is not None:
            return ShelfFinding.TURNED_UP
        return ShelfFinding.FOUND if self.item.shelf == stocktake.shelf else ShelfFinding.ELSEWHERE


def seen_again(device_id: int | None, article_id: int | None, code: str, shelf: str) -> SeenOnShelf | None:
    """What a card has shown, as it is now; None where nothing is named."""
    if device_id and (device := db.session.get(Device, device_id)):
        return _of_device([device], shelf)
    if article_id and (article := db.session.get(Article, article_id)):
        return SeenOnShelf(article=article)
    code = code.strip()[:LONGEST_CODE]
    return SeenOnShelf(code=code) if code else None


def seen_on_shelf(packages: Sequence[Package], shelf: str) -> list[SeenOnShelf]:
    """What the packages in view are. Of several devices with one serial, that on this shelf is meant, else one in
    stock."""
    found = []
    for package in packages:
        devices = [device for serial in package.serials for device in _devices(serial, package.gtins)]
        if devices:
            found += [_of_device(of_serial, shelf) for of_serial in _by_serial(devices)]
        elif article := _article(gtins_alone(package)):
            found.append(SeenOnShelf(article=article))
        elif code := next(iter((*package.serials, *package.gtins)), ""):
            found.append(SeenOnShelf(code=code[:LONGEST_CODE]))
    return list({seen.key: seen for seen in found}.values())


def _devices(serial: str, gtins: Sequence[str]) -> list[Device]:
    devices = devices_with_serial(serial)
    if gtins and (article := _article(gtins)):
        devices = [device for device in devices if device.article_id == article.id] or devices
    return devices


def _by_serial(devices: Sequence[Device]) -> list[list[Device]]:
    groups: dict[str, list[Device]] = {}
    for device in devices:
        groups.setdefault(device.serial_key, []).append(device)
    return list(groups.values())


def _of_device(devices: Sequence[Device], shelf: str) -> SeenOnShelf:
    query = (
        sa.select(StockItem)
        .where(StockItem.device_id.in_([device.id for device in devices]), StockItem.left_at.is_(None))
        .options(selectinload(StockItem.line))
    )
    items = sorted(db.session.scalars(query), key=lambda item: (item.shelf != shelf, not item.in_stock))
    item = items[0] if items else None
    device = item.device if item and item.device else devices[0]
    return SeenOnShelf(item, device, device.article)


def _article(gtins: Sequence[str]) -> Article | None:
    query = sa.select(Article).join(Gtin, Gtin.article_id == Article.id).where(Gtin.gtin.in_(gtins))
    return db.session.scalar(query.limit(1))


def finished_last(limit: int = 20) -> list[Stocktake]:
    """The latest finished counts, newest first."""
    query = sa.select(Stocktake).where(Stocktake.finished_at.is_not(None))
    return list(db.session.scalars(query.order_by(Stocktake.finished_at.desc()).limit(limit)))


def under_way() -> list[Stocktake]:
    """The counts that are not finished, oldest first."""
    query = sa.select(Stocktake).where(Stocktake.open_shelf.is_not(None)).order_by(Stocktake.started_at)
    return list(db.session.scalars(query))


def missing_in_stock(limit: int = 200) -> list[StockItem]:
    """What did not stand on its shelf and has not been found, newest first."""
    query = (
        sa.select(StockItem)
        .where(StockItem.left_at.is_(None), StockItem.missing_at.is_not(None))
        .options(
            selectinload(StockItem.article), selectinload(StockItem.device), selectinload(StockItem.line)
        )
        .order_by(StockItem.missing_at.desc(), StockItem.id)
    )
    return list(db.session.scalars(query.limit(limit)))
