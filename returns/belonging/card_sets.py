"""The products in view that belong together: they share one card and one press."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from database import db
from registry.belonging.orders import Order, orders_of
from registry.belonging.sides import side_of
from registry.facts import SupplierFacts
from registry.models import Device, Side
from registry.verdict import VerdictKind
from returns.judging import Judged
from returns.return_model import DESTINATIONS

SIDES_IN_ORDER = (Side.RIGHT, Side.LEFT, None)

CardSet = tuple[Judged, ...]
"""The cards of what belongs together: the right one first, then the left one, then their parts."""


def card_sets(cards: Sequence[Judged]) -> list[CardSet]:
    """The cards, with those in one set that the register knows to belong together and that have the same verdict. A
    pair of which one goes to its supplier stays on two cards."""
    view = _View.of(cards)
    sets: list[list[int]] = []
    for at in sorted(range(len(cards)), key=lambda at: view.device(at) is None):
        joined = [one for one in sets if any(view.belong_together(at, other) for other in one)]
        if view.device(at) is None:
            joined = [one for one in joined if not view.has_like(at, one)][:1]
        sets = [one for one in sets if one not in joined]
        sets.append([*(other for one in joined for other in one), at])
    return [tuple(cards[at] for at in sorted(one, key=view.rank)) for one in sorted(sets, key=min)]


def with_cards_before(cards: Sequence[Judged], before: Sequence[Judged]) -> list[Judged]:
    """The cards in view, and those of the cards shown `before` that belong to one of them: the right one was scanned a
    moment ago, and now the left one is in view."""
    found = {_product_of(card): card for card in [*before, *cards]}
    earlier = [card for card in found.values() if not any(card is one for one in cards)]
    sets = card_sets([*cards, *earlier])
    in_view = [one for one in sets if any(card is seen for card in one for seen in cards)]
    return [*cards, *(card for card in earlier if any(card is other for one in in_view for other in one))]


def _product_of(card: Judged) -> tuple[int | None, int | None]:
    device, article = card.verdict.device, card.verdict.article
    return (device.id, None) if device else (None, article.id if article else None)


@dataclass(frozen=True)
class _View:
    """The cards by their places in the view, with what the register has of their devices."""

    cards: Sequence[Judged]
    devices: dict[int, Device]
    orders: dict[int, Order]

    @classmethod
    def of(cls, cards: Sequence[Judged]) -> "_View":
        """A single card has nothing beside it, so that nothing is looked up for it."""
        ids = [card.verdict.device.id for card in cards if card.verdict.device and _way(card)]
        if len(cards) < 2 or not ids:
            return cls(cards, {}, {})
        query = sa.select(Device).where(Device.id.in_(ids)).options(joinedload(Device.article))
        devices = {device.id: device for device in db.session.scalars(query)}
        return cls(cards, devices, orders_of(list(devices.values())))

    def device(self, at: int) -> Device | None:
        known = self.cards[at].verdict.device
        return self.devices.get(known.id) if known else None

    def belong_together(self, at: int, other: int) -> bool:
        """Whether they go the same way, and one is the other of a pair or a part of the other."""
        if _way(self.cards[at]) is None or _way(self.cards[at]) != _way(self.cards[other]):
            return False
        one, two = self.device(at), self.device(other)
        if one and two:
            return two in self.orders[one.id].beside(one)
        owner, article = one or two, self.cards[other if one else at].verdict.article
        if owner is None or article is None:
            return False
        return article.id in {part.id for part in self.orders[owner.id].unnumbered_parts(owner)}

    def has_like(self, at: int, others: Sequence[int]) -> bool:
        """Whether one of the others is of the same article without serial numbers."""
        article = self.cards[at].verdict.article
        return any(self.device(one) is None and self.cards[one].verdict.article == article for one in others)

    def rank(self, at: int) -> tuple[int, bool, int]:
        device = self.device(at)
        return SIDES_IN_ORDER.index(side_of(device) if device else None), device is None, at


def _way(card: Judged) -> tuple[VerdictKind, SupplierFacts | None] | None:
    """Where it goes; None for what may not be packed."""
    verdict = card.verdict
    return (verdict.kind, verdict.supplier) if verdict.kind in DESTINATIONS else None
