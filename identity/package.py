"""One view of the camera as packages: several codes that belong to one product, with their roles."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from identity.identity import Identity
from identity.places import APART, CLEARLY_NEARER, TOGETHER, CodeOutline, nearest
from identity.serial import normalise_serial

CodeRole = Literal["product", "serial", "lot", "date", "logistics", "other"]


@dataclass(frozen=True)
class Package:
    """What the codes on one package say together."""

    gtins: tuple[str, ...]
    """GTINs in 14 digits, in the order seen."""

    serials: tuple[str, ...]
    """Serial numbers (left, right, charger) as they were read. First come those that their code calls a serial, then
    plain codes."""

    lot: str | None
    """The lot, when all codes that name a lot name the same one."""

    identities: tuple[Identity, ...]
    """What the package was put together from. HIBC pairs over two symbols are joined into one."""

    production_date: date | None = None
    expiry_date: date | None = None

    unclear: tuple[Identity, ...] = ()
    """Codes that name a product and stand so near that they may belong to this package or to another one."""

    @classmethod
    def of(
        cls,
        identities: Iterable[Identity],
        serials: tuple[str, ...] | None = None,
        unclear: Iterable[Identity] = (),
    ) -> "Package":
        """What these codes say together. `serials` are given where it is known which serials are this product's."""
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
            unclear=tuple(unclear),
        )

    @property
    def roles(self) -> tuple[tuple[CodeRole, Identity], ...]:
        """What each code is for on this package. No code says which serial is the left one and which the right one;
        only the register knows that."""
        return tuple((role, identity) for identity in self.identities for role in _roles(identity))


@dataclass(frozen=True)
class _Code:
    """One code of the view. A HIBC pair that was joined into one stands at two places."""

    identity: Identity
    places: tuple[CodeOutline, ...] = ()

    @property
    def product(self) -> str | None:
        return product_of(self.identity)

    @property
    def serial_key(self) -> str:
        return normalise_serial(self.identity.serial or "")

    @property
    def is_whole(self) -> bool:
        """Whether the code names a product and one piece of it. A typed GTIN that may also be a serial does not."""
        return bool(self.product and self.identity.serial and self.identity.kind != "ean")


def join(identities: Iterable[Identity], places: Sequence[CodeOutline] | None = None) -> tuple[Package, ...]:
    """The codes of one look → its packages, in the order in which they were seen.

    Parameters
    ----------
    identities : what each code says
    places : each code's corners in pixels of the picture, where there is a picture

    Notes
    -----
    Without places one view is one package, unless two codes each name a product and a serial and the products differ.
    In a picture, every product that is named is a package of its own. A serial by itself belongs to the box whose codes
    it stands with; where that is unclear, the package says so. Our own return numbers stand on the envelope, not on a
    product, so that they belong to no package.
    """
    given = list(identities)
    at = [(place,) for place in places] if places is not None else [()] * len(given)
    codes = [_Code(identity, where) for identity, where in zip(given, at, strict=True)]
    codes = _linked([code for code in codes if code.identity.kind != "return"])
    if not codes:
        return ()
    return _by_place(codes) if places is not None else _by_contents(codes)


# --- without places


def _by_contents(codes: list[_Code]) -> tuple[Package, ...]:
    products = list(dict.fromkeys(code.product for code in codes if code.is_whole))
    if len(products) < 2:
        return (_packed(codes),)
    groups: dict[str | None, list[_Code]] = {product: [] for product in products}
    labels = {code.serial_key: code.product for code in codes if code.is_whole}
    for code in codes:
        product = labels.get(code.serial_key, code.product)
        groups.setdefault(product if product in groups else None, []).append(code)
    return tuple(_packed(group) for group in groups.values())


def _packed(codes: Iterable[_Code], unclear: Iterable[_Code] = ()) -> Package:
    named = tuple(code.identity for code in unclear if code.product)
    return Package.of((code.identity for code in codes), unclear=named)


# --- by their places


def _by_place(codes: list[_Code]) -> tuple[Package, ...]:
    boxes = _boxes(codes)
    if not boxes:
        return (_packed(codes),)
    loose = [code for code in codes if not code.product]
    homes = [(code, _homes(code, boxes, loose)) for code in loose]
    filled = [_Box((*box.codes, *(code for code, home in homes if home == [box]))) for box in boxes]
    apart = [code for code, home in homes if not home]
    return (
        *(_packed(box.codes, _boxes_beside(box, filled)) for box in filled),
        *(
            _packed([code], (one for box in home for one in box.codes))
            for code, home in homes
            if len(home) > 1
        ),
        *([_packed(apart)] if apart else []),
    )


@dataclass(frozen=True, eq=False)
class _Box:
    """Codes that stand on one box, as far as their places tell. All of them that name a product name the same one."""

    codes: tuple[_Code, ...]

    @property
    def product(self) -> str | None:
        return next((code.product for code in self.codes if code.product), None)

    @property
    def is_labelled(self) -> bool:
        """Whether every code that names the product also names the piece: then no code of the box itself is seen."""
        return all(code.is_whole for code in self.codes if code.product)

    @property
    def has_serial(self) -> bool:
        return any(code.identity.serial and code.identity.kind != "ean" for code in self.codes)

    def distance(self, other: "_Box | _Code") -> float:
        others = other.codes if isinstance(other, _Box) else (other,)
        return nearest(
            [place for code in self.codes for place in code.places],
            [place for code in others for place in code.places],
        )


def _boxes(codes: list[_Code]) -> list[_Box]:
    """The boxes of the codes that name a product. Codes of the same product are on one box where they stand near each
    other."""
    boxes: list[_Box] = []
    for code in codes:
        if not code.product:
            continue
        same = [box for box in boxes if box.product == code.product and box.distance(code) <= TOGETHER]
        joined = _Box((*(one for box in same for one in box.codes), code))
        boxes = [box for box in boxes if box not in same] + [joined]
    return boxes


def _homes(code: _Code, boxes: list[_Box], loose: list[_Code]) -> list[_Box]:
    """The boxes on which the code may stand: one where that is clear, several where it is not, none where the code
    stands apart from all of them."""
    named = [
        box for box in boxes if any(one.is_whole and one.serial_key == code.serial_key for one in box.codes)
    ]
    if named:
        return named[
            :1
        ]  # a serial that stands on a product's label is that product's wherever else it stands
    ranked = sorted(boxes, key=lambda box: box.distance(code))
    closest = ranked[0]
    least = closest.distance(code)
    if code.identity.serial and least > APART and _has_own_serial(closest, code, loose):
        return []
    others = [box for box in ranked if box.product != closest.product]
    rivals = [box for box in others if CLEARLY_NEARER * box.distance(code) < least]
    return [closest, *rivals] if code.identity.serial else [closest]


def _has_own_serial(box: _Box, code: _Code, loose: list[_Code]) -> bool:
    """Whether the box has a serial other than this code's. Then it does not need one that stands far away."""
    away = box.distance(code)
    nearer = any(other.identity.serial and box.distance(other) < away for other in loose)
    return box.has_serial or nearer


def _boxes_beside(box: _Box, boxes: list[_Box]) -> list[_Code]:
    """The codes of other products' boxes in which this product may lie.

    Where only the label of the product itself is seen, and no code of its box, it may lie in the box beside it, if that
    one is another product's and has no serial of its own.
    """
    if not box.is_labelled:
        return []
    others = (other for other in boxes if other.product != box.product and not other.has_serial)
    return [code for other in others if other.distance(box) <= TOGETHER for code in other.codes]


# --- HIBC over two symbols


def _linked(codes: list[_Code]) -> list[_Code]:
    """The codes with HIBC pairs over two symbols joined into one.

    The link character of a secondary is the check character of its primary (ANSI/HIBC 2.6, section 2.3.2). They are
    joined only where one primary fits, or where one stands clearly nearer than the others that fit.
    """
    out = list(codes)
    for secondary in [code for code in codes if _is_secondary(code.identity)]:
        primary = _primary_of(secondary, [code for code in out if _is_primary(code.identity)])
        if primary is None:
            continue
        joined = _Code(_both(primary.identity, secondary.identity), primary.places + secondary.places)
        out = [joined if code is primary else code for code in out if code is not secondary]
    return out


def _is_primary(identity: Identity) -> bool:
    return bool(identity.kind == "hibc" and identity.hibc_product and identity.hibc_link)


def _is_secondary(identity: Identity) -> bool:
    return bool(identity.kind == "hibc" and not identity.hibc_product and identity.hibc_link)


def _primary_of(secondary: _Code, primaries: list[_Code]) -> _Code | None:
    fitting = [code for code in primaries if code.identity.hibc_link == secondary.identity.hibc_link]
    fitting.sort(key=lambda code: nearest(code.places, secondary.places))
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    first, second = (nearest(code.places, secondary.places) for code in fitting[:2])
    return fitting[0] if first < math.inf and first <= CLEARLY_NEARER * second else None


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
    """The serials, those that their code calls so first. A plain code that only repeats the GTIN or the lot is no
    serial."""
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
    """The part of a code that names the product: a GTIN without packaging level and check digit, HIBC's LIC and PCN, or
    IFA's PPN. None for a code that names no product."""
    if identity.gtin:
        return identity.gtin[1:13]
    if identity.ppn:
        return identity.ppn
    return f"{identity.hibc_labeler}{identity.hibc_product}" if identity.hibc_product else None


def _only(dates: Iterable[date | None]) -> date | None:
    different = {day for day in dates if day}
    return different.pop() if len(different) == 1 else None


def _roles(identity: Identity) -> list[CodeRole]:
    roles: list[CodeRole] = []
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
