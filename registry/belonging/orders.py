"""The registered products of one order of a unit, and what belongs together among them.

An order is made for one named patient (R4), so that its number is what ties right, left and charger together without
saying anything about whom. What it leaves open is left open: of four aids of one model nobody knows the pairs.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from database import db
from registry.belonging.sides import WORN_IN_PAIRS, is_same_model, side_of
from registry.models import Article, Device, DeviceState

OrderKey = tuple[int, str]
"""The unit's id and the order's number."""


@dataclass(frozen=True)
class Order:
    """What the register has of one order of a unit, and the articles that are named as parts there."""

    devices: tuple[Device, ...]
    part_articles: tuple[Article, ...] = ()

    def other_of_pair(self, device: Device) -> Device | None:
        """The left one of a right one, and the other way round. None where there is none, or more than one may be
        meant."""
        same = [one for one in self.devices if is_same_model(one.article, device.article)]
        if device not in same or len(same) != 2:
            return None
        (other,) = (one for one in same if one is not device)
        sides = {side_of(device), side_of(other)}
        known = len(sides) == 2 and None not in sides
        may_be = None in sides and device.article.category in WORN_IN_PAIRS
        return other if known or may_be else None

    def registered_parts(self, device: Device) -> list[Device]:
        """The devices of the order that are parts of this one's article. Of several of one article nobody knows which
        is meant."""
        found = []
        for article in self.articles_of_parts(device):
            same = [one for one in self.devices if one.article_id == article.id and one is not device]
            if len(same) == 1:
                found += same
        return found

    def unnumbered_parts(self, device: Device) -> list[Article]:
        """The articles without serial numbers that are parts of this one's: the register does not have them singly."""
        return [article for article in self.articles_of_parts(device) if not article.has_serial]

    def articles_of_parts(self, device: Device) -> list[Article]:
        numbers = device.article.part_numbers
        return [article for article in self.part_articles if article.number in numbers]

    def beside(self, device: Device) -> list[Device]:
        """The devices that belong to this one: the other of its pair, its parts, and what it is a part of."""
        other = self.other_of_pair(device)
        owners = [one for one in self.devices if device in self.registered_parts(one)]
        found = [*([other] if other else []), *self.registered_parts(device), *owners]
        return list(dict.fromkeys(found))


def order_key(device: Device) -> OrderKey | None:
    """None for a device whose order or unit is not registered, and for one that Sesam has no longer."""
    if device.unit_id is None or not device.order_number or device.state is not DeviceState.REGISTERED:
        return None
    return device.unit_id, device.order_number


def orders_of(devices: Collection[Device]) -> dict[int, Order]:
    """The order by which each device came, by the device's id, in two questions to the database at the most. One whose
    order is not known is alone in its own."""
    found = _registered_with({key for device in devices if (key := order_key(device))})
    came_with = {}
    for device in devices:
        key = order_key(device)
        came_with[device.id] = found[key] if key else [device]
    numbers = {n for same in came_with.values() for one in same for n in one.article.part_numbers}
    parts = articles_numbered(numbers)
    return {device_id: Order(tuple(same), parts) for device_id, same in came_with.items()}


def _registered_with(keys: Collection[OrderKey]) -> dict[OrderKey, list[Device]]:
    if not keys:
        return {}
    query = sa.select(Device).where(
        Device.order_number.in_({number for _unit, number in keys}),
        Device.unit_id.in_({unit for unit, _number in keys}),
        Device.state == DeviceState.REGISTERED,
    )
    found: defaultdict[OrderKey, list[Device]] = defaultdict(list)
    for device in db.session.scalars(query.options(joinedload(Device.article)).order_by(Device.id)):
        if key := order_key(device):
            found[key].append(device)
    return found


def articles_numbered(numbers: Collection[str]) -> tuple[Article, ...]:
    """The articles that there are of these numbers; a number that the register does not know is none."""
    if not numbers:
        return ()
    query = sa.select(Article).where(Article.number.in_(numbers))
    return tuple(db.session.scalars(query.order_by(Article.number)))
