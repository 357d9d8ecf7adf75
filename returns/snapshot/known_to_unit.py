"""What the register knows that a unit can expect to scan, read in a few statements however many devices there are.

It gives the facts that `registry.lookup.facts` would give for one code, for every code at once. That the two are the
same is held by tests/returns/test_snapshot.py, device by device.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from common.privacy import find_in_number
from database import db
from identity import return_number
from registry.facts import DeviceFacts, TermFacts
from registry.lookup import device_facts, terms_of
from registry.models import Alias, Article, Device, Supplier, Unit
from registry.serials import key
from returns.lookup import held_devices

MOST_DEVICES = 50_000
"""Of one unit. Where there are more, those that were registered last are taken: they are the likeliest to be
returned."""


@dataclass(frozen=True)
class KnownCode:
    """A text that a code can carry, and the devices that it leads to."""

    text: str
    """A serial in the form in which serials are compared, or an individnummer as it is written."""
    is_exact: bool
    """Whether only this very text leads there (an individnummer), not every way of writing it."""
    devices: tuple[DeviceFacts, ...]


@dataclass
class KnownToUnit:
    """The part of the register that a unit can expect to scan."""

    unit: Unit
    codes: list[KnownCode]
    articles: list[Article]
    terms: dict[int, tuple[TermFacts, ...]] = field(default_factory=dict)
    """By supplier."""

    def terms_for(self, suppliers: Iterable[int]) -> tuple[TermFacts, ...]:
        return tuple(term for supplier in sorted(set(suppliers)) for term in self.terms[supplier])


def known_to(unit: Unit) -> KnownToUnit:
    """What the unit can expect: its own devices and those that the register has without a unit, with all numbers that
    lead to them, and every article."""
    options = joinedload(Article.supplier), selectinload(Article.gtins)
    articles = list(db.session.scalars(sa.select(Article).options(*options).order_by(Article.id)))
    # Articles, suppliers and units are kept at hand, so that no device asks for its own.
    units = list(db.session.scalars(sa.select(Unit)))
    suppliers = list(db.session.scalars(sa.select(Supplier.id)))
    own = list(db.session.scalars(_own(unit)))
    terms: dict[int, list[TermFacts]] = {supplier: [] for supplier in suppliers}
    for term in terms_of(suppliers):
        terms[term.supplier.id].append(term)
    codes = [code for code in _codes(own) if not find_in_number(code.text)]
    del units
    return KnownToUnit(unit, codes, articles, {one: tuple(some) for one, some in terms.items()})


def _own(unit: Unit) -> sa.Select[Device]:
    is_own = sa.or_(Device.unit_id == unit.id, Device.unit_id.is_(None))
    return (
        sa.select(Device)
        .where(is_own)
        .order_by(Device.unit_id.is_(None), Device.id.desc())
        .limit(MOST_DEVICES)
    )


def _codes(own: Sequence[Device]) -> Iterator[KnownCode]:
    """Every text that leads to one of the unit's devices, with all devices that it leads to, other units' too."""
    own_ids = {device.id for device in own}
    aliases = list(db.session.scalars(sa.select(Alias).where(_given(Alias.device_id, own_ids))))
    keys = {device.serial_key for device in own} | {alias.serial_key for alias in aliases}
    exact = {device.individ_number for device in own if device.individ_number}
    named = keys | {key(text) for text in exact}

    devices = {device.id: device for device in own}
    same_serial = sa.select(Device).where(_given(Device.serial_key, named))
    devices.update({device.id: device for device in db.session.scalars(same_serial)})
    same_individ = sa.select(Device).where(_given(Device.individ_number, exact | keys))
    for device in db.session.scalars(same_individ):
        devices[device.id] = device
        exact.add(device.individ_number or "")
    options = joinedload(Alias.device)
    aliases = list(
        db.session.scalars(
            sa.select(Alias).where(_given(Alias.serial_key, named)).options(options).order_by(Alias.id.desc())
        )
    )
    devices.update({alias.device_id: alias.device for alias in aliases})
    yield from _Numbers(list(devices.values()), aliases).leading_anywhere(keys, exact)


class _Numbers:
    """Which number leads to which devices, by the same order of questions as `registry.lookup`."""

    def __init__(self, devices: Sequence[Device], aliases: Sequence[Alias]) -> None:
        ids = {device.id for device in devices}
        self._held = held_devices(sa.select(Device.id).where(_given(Device.id, ids)))
        self._serials: dict[str, list[Device]] = defaultdict(list)
        self._individs: dict[str, list[Device]] = defaultdict(list)
        self._aliases: dict[str, list[Alias]] = defaultdict(list)
        for device in sorted(devices, key=lambda device: device.id):
            self._serials[device.serial_key].append(device)
            if device.individ_number:
                self._individs[device.individ_number].append(device)
        for alias in aliases:
            self._aliases[alias.serial_key].append(alias)
        self._facts_of: dict[int, DeviceFacts] = {}

    def leading_anywhere(self, keys: Iterable[str], exact: Iterable[str]) -> Iterator[KnownCode]:
        for serial_key in sorted(filter(None, keys)):
            found = self._by_serial(serial_key) or self._by_alias(serial_key, serial_key)
            yield KnownCode(serial_key, False, tuple(found))
        for text in sorted(exact):
            serial_key = key(text)
            if not serial_key or self._serials.get(serial_key):
                continue
            devices = [
                replace(self._as_registered(device), by_individ=True) for device in self._individs[text]
            ]
            met = {device.id for device in devices}
            former = [one for one in self._by_alias(serial_key, text) if one.id not in met]
            yield KnownCode(text, True, (*devices, *former))

    def _by_serial(self, serial_key: str) -> list[DeviceFacts]:
        return [self._as_registered(device) for device in self._serials.get(serial_key, ())]

    def _by_alias(self, serial_key: str, read: str) -> list[DeviceFacts]:
        found: dict[int, DeviceFacts] = {}
        for alias in self._aliases.get(serial_key, ()):
            if alias.device_id not in found:
                found[alias.device_id] = device_facts(alias.device, self._shown_return_of, read, alias)
        return list(found.values())

    def _as_registered(self, device: Device) -> DeviceFacts:
        if device.id not in self._facts_of:
            self._facts_of[device.id] = device_facts(device, self._shown_return_of)
        return self._facts_of[device.id]

    def _shown_return_of(self, device: Device) -> str | None:
        number = self._held.get(device.id)
        return return_number.display(number) if number else None


def _given(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | InstrumentedAttribute[int],
    values: Iterable[str | int],
) -> sa.ColumnElement[bool]:
    """The condition that the column has one of the values: all of them are one parameter, as JSON, because a statement
    takes only so many."""
    listed = sa.bindparam(None, json.dumps(sorted(values)), type_=sa.Text, unique=True)
    is_number = isinstance(column.type, sa.Integer)
    if db.session.get_bind().dialect.name == "sqlite":
        return column.in_(sa.select(sa.func.json_each(listed).table_valued("value").c.value))
    elements = sa.func.json_array_elements_text(sa.cast(listed, postgresql.JSON)).column_valued("element")
    value = sa.cast(elements, sa.Integer) if is_number else elements.collate("C")
    return column.in_(sa.select(value))
