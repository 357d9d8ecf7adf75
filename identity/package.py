"""One view of the camera as packages: several codes that belong to one product, with their roles."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from identity.identity import Identity
from identity.serial import normalise_serial

Role = Literal["product", "serial", "lot", "date", "logistics", "other"]


@dataclass(frozen=True)
class Package:
    """What the codes on one package say together."""

    gtins: tuple[str, ...]
    """GTINs in 14 digits, in the order seen."""

    serials: tuple[str, ...]
    """Serial numbers (left, right, charger), raw; those named as serials by their code first, plain codes
    after."""

    lot: str | None
    """The lot, when all codes that name one name the same."""

    identities: tuple[Identity, ...]
    """What it was put together from; split HIBC pairs are joined into one."""

    production_date: date | None = None
    expiry_date: date | None = None

    @classmethod
    def of(cls, identities: Iterable[Identity], serials: tuple[str, ...] | None = None) -> "Package":
        """What these codes say together; `serials` where it is known which of them are this product's."""
        codes = tuple(identities)
        gtins = tuple(dict.fromkeys(i.gtin for i in codes if i.gtin))
        lots = {normalise_serial(i.lot): i.lot for i in codes if i.lot}
        return cls(
            gtins=gtins,
            serials=_serials(codes, gtins, lots) if serials is None else serials,
            lot=next(iter(lots.values())) if len(lots) == 1 else None,
            identities=codes,
            production_date=_only(i.production_date for i in codes),
            expiry_date=_only(i.expiry_date for i in codes),
        )

    @property
    def roles(self) -> tuple[tuple[Role, Identity], ...]:
        """What each code is for here. Which serial is left and which is right no code says: the register
        knows."""
        return tuple((role, identity) for identity in self.identities for role in _roles(identity))


def join(identities: Iterable[Identity]) -> tuple[Package, ...]:
    """What one look saw → its packages, in the order seen.

    One view is one package, unless two codes each name a product and a serial of their own and the products
    differ. Our own return numbers stand on the envelope, not on the product: they belong to no package.
    """
    seen = _linked([identity for identity in identities if identity.kind != "return"])
    whole = [identity for identity in seen if product_of(identity) and identity.serial]
    products = list(dict.fromkeys(product_of(identity) for identity in whole))
    if len(products) < 2:
        return (Package.of(seen),) if seen else ()
    groups: dict[str | None, list[Identity]] = {product: [] for product in products}
    for identity in seen:
        groups.setdefault(product_of(identity) if product_of(identity) in groups else None, []).append(
            identity
        )
    return tuple(Package.of(group) for group in groups.values())


def _linked(identities: list[Identity]) -> list[Identity]:
    """HIBC split over two symbols: the secondary's link character is its primary's check character
    (ANSI/HIBC 2.6, section 2.3.2). Joined only where exactly one primary fits."""
    primaries = [i for i in identities if i.kind == "hibc" and i.hibc_product and i.hibc_link]
    out = list(identities)
    for secondary in [i for i in identities if i.kind == "hibc" and not i.hibc_product and i.hibc_link]:
        fitting = [p for p in primaries if p.hibc_link == secondary.hibc_link]
        if len(fitting) != 1 or fitting[0] not in out:
            continue
        out[out.index(fitting[0])] = _both(fitting[0], secondary)
        out.remove(secondary)
    return out


def _both(primary: Identity, secondary: Identity) -> Identity:
    return replace(
        secondary,
        text=f"{primary.text} {secondary.text}",
        hibc_labeler=primary.hibc_labeler,
        hibc_product=primary.hibc_product,
        hibc_unit=primary.hibc_unit,
        problems=primary.problems + secondary.problems,
    )


def _serials(identities: Iterable[Identity], gtins: Iterable[str], lots: Iterable[str]) -> tuple[str, ...]:
    """Named serials first; a plain code that only repeats the GTIN or the lot is no serial."""
    repeated = {*lots, *gtins}
    ordered = sorted((i for i in identities if i.serial), key=lambda i: i.kind in ("plain", "ean"))
    found: dict[str, str] = {}
    for identity in ordered:
        serial = identity.serial or ""
        key = normalise_serial(serial)
        is_repeat = identity.kind == "plain" and (key in repeated or key.zfill(14) in repeated)
        if not is_repeat:
            found.setdefault(key, serial)
    return tuple(found.values())


def product_of(identity: Identity) -> str | None:
    """What names the product: the GTIN without its packaging level and check digit, or HIBC's LIC and PCN."""
    if identity.gtin:
        return identity.gtin[1:13]
    return f"{identity.hibc_labeler}{identity.hibc_product}" if identity.hibc_product else None


def _only(dates: Iterable[date | None]) -> date | None:
    different = {day for day in dates if day}
    return different.pop() if len(different) == 1 else None


def _roles(identity: Identity) -> list[Role]:
    roles: list[Role] = []
    if product_of(identity):
        roles.append("product")
    if identity.serial:
        roles.append("serial")
    if identity.lot:
        roles.append("lot")
    if identity.production_date or identity.expiry_date:
        roles.append("date")
    if identity.sscc:
        roles.append("logistics")
    return roles or ["other"]
