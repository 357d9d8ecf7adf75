"""Parts that usually come with what is packed, and are not in the return: the left one of a pair, its charger.

Each is asked about once in a return. Nothing is asked that the register does not know, and nothing of what may not be
packed anyway: what lies in a return already, what Sesam has wrong, what belongs to another unit.
"""

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from common.sentence import Sentence
from database import db
from identity import Identity, Package
from registry.belonging.orders import Order, order_key, orders_of
from registry.belonging.sides import side_of
from registry.models import Article, Device, Side, Unit
from registry.verdict import VerdictKind
from returns.judging import Judged, judge
from returns.return_model import DESTINATIONS, Return

MAY_BE_ASKED = frozenset({*DESTINATIONS, VerdictKind.QUESTION})
SIDE_QUESTIONS = {
    Side.RIGHT: Sentence(
        "Den högra (nr %(serial)s) från samma %(order)s är inte med. Ska den också tillbaka?"
    ),
    Side.LEFT: Sentence(
        "Den vänstra (nr %(serial)s) från samma %(order)s är inte med. Ska den också tillbaka?"
    ),
    None: Sentence("Den andra (nr %(serial)s) från samma %(order)s är inte med. Ska den också tillbaka?"),
}
PART_QUESTION = Sentence("%(part)s (nr %(serial)s) från samma %(order)s är inte med. Ska den också tillbaka?")
UNNUMBERED_QUESTION = Sentence("%(part)s brukar höra till och är inte med. Ska den också tillbaka?")
DELIVERY, ORDER = Sentence("leverans"), Sentence("beställning")


@dataclass(frozen=True)
class MissingPart:
    """A part that is not in the return, and the packed device that it belongs to."""

    article: Article
    device: Device | None
    """The registered part; None for an article without serial numbers."""
    beside: Device
    is_of_pair: bool = False

    @property
    def key(self) -> str:
        """What its answer is stored under. An article without serial numbers is asked about once for each order."""
        if self.device:
            return f"d{self.device.id}"
        came_by = repr(order_key(self.beside) or self.beside.id)
        return f"a{self.article.id}-{hashlib.sha256(came_by.encode()).hexdigest()[:10]}"

    @property
    def question(self) -> Sentence:
        named: dict[str, Any] = {"part": self.article.name}
        if self.device is None:
            return replace(UNNUMBERED_QUESTION, params=named)
        serial = {"serial": self.device.serial_number, "order": self._came_by}
        if self.is_of_pair:
            return replace(SIDE_QUESTIONS[side_of(self.device)], params=serial)
        return replace(PART_QUESTION, params={**named, **serial})

    @property
    def _came_by(self) -> Sentence:
        same = self.device and self.device.delivery_date == self.beside.delivery_date
        return DELIVERY if same else ORDER

    @property
    def name(self) -> str:
        """As a history names it."""
        return f"{self.article.name} {self.device.serial_number}" if self.device else self.article.name

    def judged(self, unit: Unit, today: datetime.date) -> Judged:
        """The part as if its number had been typed."""
        if self.device:
            return judge(Package.of((), (self.device.serial_number,)), unit, today, self.device.id)
        return judge(Package.of((Identity("plain", self.article.number),)), unit, today)


def missing_parts(current: Return, today: datetime.date) -> list[MissingPart]:
    """What is to be asked about the return, in the order in which its products were packed."""
    packed = _devices_by_id(line.device_id for line in current.lines if line.device_id)
    return _to_be_asked(current, list(packed.values()), list(packed.values()), today)


def missing_beside(cards: Sequence[Judged], current: Return, today: datetime.date) -> list[MissingPart]:
    """What is to be asked on the card of products that are not packed yet: what one press can put in with them. What
    has a question of its own is asked about afterwards."""
    ids = [card.verdict.device.id for card in cards if card.verdict.device]
    shown = _devices_by_id(ids)
    packed = _devices_by_id(line.device_id for line in current.lines if line.device_id)
    named = Counter(
        card.verdict.article.id for card in cards if not card.verdict.device and card.verdict.article
    )
    there = list({**packed, **shown}.values())
    return _to_be_asked(current, list(shown.values()), there, today, named, kinds=frozenset(DESTINATIONS))


def part_named(current: Return, key: str) -> MissingPart | None:
    """The part with that key which belongs to something in the return, whether it is there, answered, or missing."""
    packed = _devices_by_id(line.device_id for line in current.lines if line.device_id)
    expected = _expected(list(packed.values()), orders_of(list(packed.values())))
    return next((part for part in expected if part.key == key), None)


def _to_be_asked(
    current: Return,
    about: Sequence[Device],
    there: Sequence[Device],
    today: datetime.date,
    unnumbered: Counter[int] | None = None,
    kinds: frozenset[VerdictKind] = MAY_BE_ASKED,
) -> list[MissingPart]:
    """The parts of `about` that are not `there`, have no answer, and a verdict of these `kinds`. `unnumbered` counts
    articles that are about to be put in."""
    orders = orders_of(there)
    answers = {answer.part: answer.comes for answer in current.part_answers}
    here = {device.id for device in there}
    left = _unnumbered_in(current) + (unnumbered or Counter())
    for part in _expected(there, orders):
        if part.device is None and answers.get(part.key):
            left[part.article.id] -= 1
    found = []
    for part in _expected(about, orders):
        if part.key in answers or (part.device and part.device.id in here):
            continue
        if part.device is None and left[part.article.id] > 0:
            left[part.article.id] -= 1
            continue
        if part.judged(current.unit, today).verdict.kind in kinds:
            found.append(part)
    return found


def _expected(devices: Sequence[Device], orders: dict[int, Order]) -> list[MissingPart]:
    """Every part that belongs to one of the devices, each once."""
    found: dict[str, MissingPart] = {}
    for device in devices:
        order = orders[device.id]
        if other := order.other_of_pair(device):
            _note(found, MissingPart(other.article, other, device, is_of_pair=True))
        for part in order.registered_parts(device):
            _note(found, MissingPart(part.article, part, device))
        for article in order.unnumbered_parts(device):
            _note(found, MissingPart(article, None, device))
    return list(found.values())


def _note(found: dict[str, MissingPart], part: MissingPart) -> None:
    found.setdefault(part.key, part)


def _unnumbered_in(current: Return) -> Counter[int]:
    """How many of each article lie in the return without a registered device."""
    return Counter(line.article_id for line in current.lines if line.article_id and not line.device_id)


def _devices_by_id(ids: Iterable[int | None]) -> dict[int, Device]:
    wanted = [device_id for device_id in ids if device_id]
    if not wanted:
        return {}
    query = sa.select(Device).where(Device.id.in_(wanted)).options(joinedload(Device.article))
    found = {device.id: device for device in db.session.scalars(query)}
    return {device_id: found[device_id] for device_id in wanted if device_id in found}
