"""What the register knows about a scanned package. This is asked before a verdict is given."""

import dataclasses
import datetime
import functools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from database import db
from identity import Identity, Package, product_of
from registry import similar_serials
from registry.facts import (
    NOTHING_TOLD,
    ArticleFacts,
    DeviceFacts,
    Facts,
    NearFacts,
    SupplierFacts,
    TermFacts,
    Told,
    UnitFacts,
)
from registry.models import Alias, AliasKind, Article, Category, Device, Gtin, GuaranteeTerm, Supplier, Unit
from registry.serials import key

ReturnedIn = Callable[[Device], str | None]

FULL_DEVICE = (joinedload(Device.article).joinedload(Article.supplier), joinedload(Device.unit))


def facts(
    package: Package,
    today: datetime.date,
    returned_in: ReturnedIn | None = None,
    unit: Unit | None = None,
    only: int | None = None,
    told: Told = NOTHING_TOLD,
) -> Facts:
    """Everything that a verdict may rest on, as of `today`.

    `returned_in` gives the number of the return that holds a device: only `returns` knows. `unit` makes near
    matches of that unit come first; without it the verdict still puts them first among those found. `only` is the id
    of the one device that may be meant: a card was shown for it. `told` is what was answered to the card's questions.
    """
    del today  # every term is handed over, as the verdict decides which one holds on which day
    articles = _articles_of(package)
    serials = _without_article_numbers(package.serials, articles)
    devices = [d for d in _devices_of(serials, returned_in) if only in (None, d.id)]
    found = {key(device.scanned_serial or device.serial_number) for device in devices}
    found |= {key(device.individ_number) for device in devices if device.individ_number}
    left = tuple(serial for serial in serials if key(serial) not in found)
    former = {alias.serial_key for alias in _aliases(map(key, left))} if devices else set()
    unregistered = tuple(serial for serial in left if key(serial) not in former)
    named = _named_serials(package)
    suppliers = {a.supplier.id for a in (*articles, *(device.article for device in devices))}
    return Facts(
        serials=tuple(serials),
        gtins=package.gtins,
        devices=tuple(devices),
        unregistered=unregistered,
        beside=tuple(serial for serial in unregistered if devices and key(serial) in named),
        articles=tuple(articles),
        unclear=tuple(_articles_of(Package.of(package.unclear))) if package.unclear else (),
        told=told,
        terms=tuple(terms_of(suppliers)),
        near=() if devices else near_matches(unregistered, unit, {article.id for article in articles}),
    )


def unit_with_code(code: str) -> Unit | None:
    return db.session.scalar(sa.select(Unit).where(Unit.code == code))


def warehouse_unit() -> Unit | None:
    """Huvudlagret: the unit whose address is where returns go."""
    return db.session.scalar(sa.select(Unit).where(Unit.is_warehouse).order_by(Unit.id).limit(1))


def products_in(packages: Iterable[Package]) -> list[Package]:
    """The products of a view, each as a package. A package of several products is split, and the codes of one device
    that stand in two packages (its serial in one, its individnummer in the other) are brought together."""
    parts = [part for package in packages for part in split(settled(package))]
    named = _devices_by_key([serial for part in parts for serial in part.serials]) if len(parts) > 1 else {}
    whole: list[tuple[Package, frozenset[int]]] = []
    for part in parts:
        ids = frozenset(device.id for serial in part.serials for device in named.get(key(serial), []))
        same = [other for other in whole if other[1] & ids]
        joined = _together([*(package for package, _ids in same), part])
        whole = [other for other in whole if other not in same]
        whole.append((joined, ids.union(*(others for _package, others in same))))
    return [package for package, _ids in whole]


def settled(package: Package) -> Package:
    """The package with each serial that lost separators had left open, where exactly one of the possible serials is
    registered."""
    identities = tuple(_settled(identity) for identity in package.identities)
    if identities == package.identities:
        return package
    return Package.of(identities, unclear=package.unclear)


def _settled(identity: Identity) -> Identity:
    if not identity.possible_serials:
        return identity
    named = _devices_by_key(identity.possible_serials)
    registered = [
        serial for serial in identity.possible_serials if _is_of(identity, named.get(key(serial), []))
    ]
    if len(registered) != 1:
        return identity
    problems = tuple(p for p in identity.problems if not p.code.startswith("fnc1_"))
    return dataclasses.replace(identity, serial=registered[0], possible_serials=(), problems=problems)


def _is_of(identity: Identity, devices: Sequence[Device]) -> bool:
    """Whether one of the devices is of the article that the code names, as far as the register knows its GTINs."""
    gtins = [{gtin.gtin for gtin in device.article.gtins} for device in devices]
    return any(not known or not identity.gtin or identity.gtin in known for known in gtins)


def _together(packages: Sequence[Package]) -> Package:
    if len(packages) == 1:
        return packages[0]
    serials = {key(serial): serial for package in packages for serial in package.serials}
    return Package.of(
        (identity for package in packages for identity in package.identities),
        tuple(serials.values()),
        (identity for package in packages for identity in package.unclear),
    )


def split(package: Package) -> tuple[Package, ...]:
    """One package for each registered device in it (left, right), so that each gets its own verdict and its own card.

    Serials that lead to the same device (its own and its individnummer, or a former one) stay together. A serial
    that is not registered, but that its code names as a serial, is a package of its own beside them.
    """
    products = _products_in(package) if len(package.serials) > 1 else []
    if len(products) < 2:
        return (package,)
    boxes = {article.id: article.category for article in _articles_of(package)}
    right = boxes.keys() & {article for product in products for article in product.articles}
    registered = {serial_key for product in products for serial_key in product.keys}
    parts = []
    for product in products:
        boxed = not right or bool(right & product.articles)
        part = _part(package, product.serials, registered, boxed=boxed)
        if not boxed and product.categories & {boxes[article] for article in right}:
            # It is the same kind of product as the one whose box it is, so that it may lie in that box by mistake.
            part = dataclasses.replace(part, unclear=(*part.unclear, *filter(product_of, package.identities)))
        parts.append(part)
    named = _named_serials(package) - registered
    unknown = [serial for serial in package.serials if key(serial) in named]
    return (*parts, *(_part(package, (serial,), registered | named, boxed=True) for serial in unknown))


@dataclass(frozen=True)
class _Product:
    """The serials of one package that lead to one device. Where two suppliers use the same serial, they lead to both
    devices."""

    serials: tuple[str, ...]
    devices: frozenset[int]
    articles: frozenset[int]
    categories: frozenset[Category]

    @classmethod
    def of(cls, serial: str, devices: Sequence[Device]) -> "_Product":
        return cls(
            (serial,),
            frozenset(device.id for device in devices),
            frozenset(device.article_id for device in devices),
            frozenset(device.article.category for device in devices),
        )

    @property
    def keys(self) -> set[str]:
        return {key(serial) for serial in self.serials}

    def joined(self, other: "_Product") -> "_Product":
        return _Product(
            self.serials + other.serials,
            self.devices | other.devices,
            self.articles | other.articles,
            self.categories | other.categories,
        )


def _products_in(package: Package) -> list[_Product]:
    """The registered products that a package's serials name, in the order in which they were read."""
    named = _devices_by_key(package.serials)
    products: list[_Product] = []
    for serial in package.serials:
        devices = named.get(key(serial), [])
        if not devices:
            continue
        new = _Product.of(serial, devices)
        same = [product for product in products if product.devices & new.devices]
        products = [product for product in products if product not in same]
        products.append(functools.reduce(_Product.joined, [*same, new]))
    return products


def registered_devices(packages: Iterable[Package]) -> list[Device]:
    """The devices that the packages' serials lead to, former serials and individnummer too; by id."""
    serials = [serial for package in packages for serial in settled(package).serials]
    found = {device.id: device for devices in _devices_by_key(serials).values() for device in devices}
    return [device for _id, device in sorted(found.items())]


def devices_with_serial(serial: str) -> list[Device]:
    """The devices that a serial leads to: their own, a former one, or an individnummer."""
    return _devices_by_key([serial]).get(key(serial), [])


def _devices_by_key(serials: Sequence[str]) -> dict[str, list[Device]]:
    """For each serial, in the form in which serials are compared, the devices that it leads to."""
    raw = {key(serial): serial for serial in serials if key(serial)}
    found: dict[str, list[Device]] = {}
    for device in {device.id: device for device in _registered(raw)}.values():
        for named in {device.serial_key, key(device.individ_number or "")} & raw.keys():
            found.setdefault(named, []).append(device)
    for alias in _aliases(raw.keys() - found.keys()):
        found.setdefault(alias.serial_key, []).append(alias.device)
    return found


def _named_serials(package: Package) -> set[str]:
    """The serials that a code calls a serial. A plain number may be something else."""
    return {key(i.serial) for i in package.identities if i.serial and i.kind not in ("plain", "ean")}


def _part(package: Package, serials: tuple[str, ...], others: Collection[str], *, boxed: bool) -> Package:
    """One of the products, with the codes that name no other one.

    What its own codes say of its article counts before what the others say. Without such a code, and in a box that is
    right for another product in it (the charger in a pair's box), it is not judged by that box.
    """
    own = {key(serial) for serial in serials}
    codes = [i for i in package.identities if not i.serial or key(i.serial) not in set(others) - own]
    named = {product_of(i) for i in codes if i.serial and key(i.serial) in own} - {None}
    if named:
        codes = [i for i in codes if product_of(i) in {None, *named}]
    elif not boxed:
        codes = [i for i in codes if i.serial and key(i.serial) in own]
    return Package.of(codes, serials, package.unclear)


def day_of_order(number: str, day_of: str) -> datetime.date | None:
    """The day on which the products of an order were delivered, or ordered (`day_of`: "delivery" or "order").

    Nothing is delivered before it is ordered: where the delivery is not registered, the order's day is the safe one.
    """
    rows = db.session.execute(
        sa.select(Device.order_date, Device.delivery_date).where(Device.order_number == number.strip())
    )
    days = [(delivered or ordered) if day_of == "delivery" else ordered for ordered, delivered in rows]
    return min((day for day in days if day), default=None)


# --- devices


def _devices_of(serials: Sequence[str], returned_in: ReturnedIn | None) -> list[DeviceFacts]:
    raw = {key(serial): serial for serial in serials if key(serial)}
    if not raw:
        return []
    found: dict[int, DeviceFacts] = {}
    for device in _registered(raw):
        known = device_facts(device, returned_in)
        found[device.id] = dataclasses.replace(known, by_individ=device.serial_key not in raw)
    for alias in _aliases(raw.keys() - {key(device.serial_number) for device in found.values()}):
        if alias.device_id not in found:
            found[alias.device_id] = device_facts(alias.device, returned_in, raw[alias.serial_key], alias)
    return list(found.values())


def _registered(raw: dict[str, str]) -> list[Device]:
    """Devices by serial; and by individnummer where no serial was found, because its label is scanned, too."""
    query = sa.select(Device).options(*FULL_DEVICE)
    devices = list(db.session.scalars(query.where(Device.serial_key.in_(raw)).order_by(Device.id)))
    left = [raw[k] for k in raw.keys() - {device.serial_key for device in devices}]
    if left:
        devices += db.session.scalars(query.where(Device.individ_number.in_(left)).order_by(Device.id))
    return devices


def _aliases(keys: Iterable[str]) -> list[Alias]:
    wanted = list(keys)
    if not wanted:
        return []
    query = (
        sa.select(Alias)
        .where(Alias.serial_key.in_(wanted))
        .options(joinedload(Alias.device).options(*FULL_DEVICE))
        .order_by(Alias.id.desc())
    )
    return list(db.session.scalars(query))


# --- articles


def _articles_of(package: Package) -> list[ArticleFacts]:
    conditions = []
    if package.gtins:
        conditions.append(Article.id.in_(sa.select(Gtin.article_id).where(Gtin.gtin.in_(package.gtins))))
    codes = [f"{i.hibc_labeler}{i.hibc_product}" for i in package.identities if i.hibc_product]
    if codes:
        conditions.append(Article.hibc.in_(codes))
    texts = [identity.text.strip() for identity in package.identities if identity.kind == "plain"]
    if texts:
        conditions.append(Article.number.in_(texts))
    if not conditions:
        return []
    query = sa.select(Article).where(sa.or_(*conditions)).options(joinedload(Article.supplier))
    return [article_facts(article) for article in db.session.scalars(query.order_by(Article.id))]


def _without_article_numbers(serials: Sequence[str], articles: list[ArticleFacts]) -> list[str]:
    """A plain code that is an article number is no serial."""
    numbers = {article.number for article in articles}
    return [serial for serial in serials if serial.strip() not in numbers]


# --- near matches


def near_matches(
    serials: Iterable[str],
    unit: Unit | None = None,
    article_ids: Collection[int] = (),
    limit: int = similar_serials.MOST_CANDIDATES,
) -> tuple[NearFacts, ...]:
    """Registered devices that an unregistered serial may have been meant for, the likeliest first."""
    own = unit.id if unit else None
    best: dict[int, float] = {}
    for serial in serials:
        for match in similar_serials.similar(db.session(), serial, own, limit, article_ids):
            best[match.device_id] = min(match.cost, best.get(match.device_id, match.cost))
    devices = db.session.scalars(sa.select(Device).where(Device.id.in_(best)).options(*FULL_DEVICE))
    found = [_near_facts(device, best[device.id]) for device in devices]
    return tuple(sorted(found, key=lambda n: (own is None or n.unit_id != own, n.cost, n.serial_number)))


def _near_facts(device: Device, cost: float) -> NearFacts:
    return NearFacts(
        id=device.id,
        serial_number=device.serial_number,
        article_name=device.article.name,
        unit_id=device.unit_id,
        unit_name=device.unit.name if device.unit else "",
        cost=cost,
    )


# --- rows as facts


def terms_of(supplier_ids: Iterable[int]) -> list[TermFacts]:
    wanted = sorted(set(supplier_ids))
    if not wanted:
        return []
    query = (
        sa.select(GuaranteeTerm)
        .where(GuaranteeTerm.supplier_id.in_(wanted))
        .options(joinedload(GuaranteeTerm.supplier))
        .order_by(GuaranteeTerm.id)
    )
    return [term_facts(term) for term in db.session.scalars(query)]


def device_facts(
    device: Device,
    returned_in: ReturnedIn | None = None,
    scanned: str | None = None,
    alias: Alias | None = None,
) -> DeviceFacts:
    return DeviceFacts(
        id=device.id,
        serial_number=device.serial_number,
        article=article_facts(device.article),
        unit=unit_facts(device.unit) if device.unit else None,
        individ_number=device.individ_number,
        order_number=device.order_number,
        order_date=device.order_date,
        delivery_date=device.delivery_date,
        price=device.price,
        state=device.state,
        flagged=device.flagged,
        scanned_serial=scanned,
        scanned_is_reported=bool(alias and alias.kind is AliasKind.REPORTED),
        returned_in=returned_in(device) if returned_in else None,
    )


def article_facts(article: Article) -> ArticleFacts:
    return ArticleFacts(
        id=article.id,
        number=article.number,
        name=article.name,
        category=article.category,
        supplier=supplier_facts(article.supplier),
        has_serial=article.has_serial,
        agreement=article.agreement,
    )


def supplier_facts(supplier: Supplier) -> SupplierFacts:
    return SupplierFacts(
        supplier.id, supplier.name, tuple(supplier.address_lines), supplier.postcode, supplier.town
    )


def unit_facts(unit: Unit) -> UnitFacts:
    return UnitFacts(unit.id, unit.code, unit.name, unit.is_warehouse)


def term_facts(term: GuaranteeTerm) -> TermFacts:
    return TermFacts(
        id=term.id,
        supplier=_takes_back(term),
        days=term.days,
        counts_from=term.counts_from,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
        article_id=term.article_id,
        category=term.category,
        agreement=term.agreement,
        packaging=term.packaging,
        minimum_value=term.minimum_value,
    )


def _takes_back(term: GuaranteeTerm) -> SupplierFacts:
    """The supplier, at the term's own return address where it has one."""
    if not term.return_lines:
        return supplier_facts(term.supplier)
    return SupplierFacts(
        term.supplier_id,
        term.return_name or term.supplier.name,
        tuple(term.return_lines),
        term.return_postcode or "",
        term.return_town or "",
    )
