"""Which guarantee term holds for a device, and until when (R3). It asks no database and no clock.

Several terms may apply to a device. One of them decides, by these rules in this order: a term for the article comes
before one for its category, and that before one for the whole supplier; a term that names the article's agreement comes
before one that names none; then the term that became valid last; then the one with the later last day. Only this term
counts. When it has ended, a more general one that still runs gives no right, because a special term replaces the
general one.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from registry.facts import ArticleFacts, DeviceFacts, TermFacts
from registry.models.guarantee import CountsFrom


@dataclass(frozen=True)
class Standing:
    """A term applied to a device."""

    term: TermFacts
    last_day: datetime.date | None
    """None when the day from which the days are counted is not registered."""
    certain: bool = True
    """Whether the last day is certain. It is not when it was counted from the order because the delivery is not
    registered."""
    ends_by: datetime.date | None = None
    """Where the day of the order is missing: the day after which the term has certainly ended, counted from the
    delivery."""

    def holds(self, today: datetime.date) -> bool:
        return self.last_day is not None and today <= self.last_day

    def unclear(self, today: datetime.date) -> bool:
        """Whether the register does not know if the term has ended."""
        if self.last_day is None:
            return self.ends_by is None or today <= self.ends_by
        return not self.certain


def standing(device: DeviceFacts, terms: Iterable[TermFacts]) -> Standing | None:
    """The term that decides for the device, or None when the supplier takes nothing back."""
    applied = [applied for term in terms if (applied := apply(term, device))]
    return max(applied, key=_precedence, default=None)


def apply(term: TermFacts, device: DeviceFacts) -> Standing | None:
    """The term applied to the device, or None when it does not concern the device."""
    if not concerns(term, device.article) or _too_cheap(term, device.price):
        return None
    start, certain = _counted_from(term.counts_from, device)
    if start is None:
        # The days count from an order that is not registered. It cannot have been later than the delivery.
        delivered = device.delivery_date
        ends_by = delivered + datetime.timedelta(days=term.days) if delivered else None
        return Standing(term, None, certain=False, ends_by=ends_by)
    if start < term.valid_from or (term.valid_to and start > term.valid_to):
        return None
    return Standing(term, start + datetime.timedelta(days=term.days), certain)


def concerns(term: TermFacts, article: ArticleFacts) -> bool:
    """Whether the term concerns such an article at all."""
    return (
        term.supplier.id == article.supplier.id
        and term.article_id in (None, article.id)
        and term.category in (None, article.category)
        and (not term.agreement or not article.agreement or term.agreement == article.agreement)
    )


def _too_cheap(term: TermFacts, price: int | None) -> bool:
    return term.minimum_value is not None and price is not None and price < term.minimum_value


def _counted_from(counts_from: CountsFrom, device: DeviceFacts) -> tuple[datetime.date | None, bool]:
    """The day from which the days are counted, and whether it is certain. Where the delivery is not registered the day
    of the order is taken: the delivery was not before it, so that the last day is never too late."""
    if counts_from is CountsFrom.ORDER:
        return device.order_date, True
    if device.delivery_date is not None:
        return device.delivery_date, True
    return device.order_date, False


def advised(article: ArticleFacts, terms: Iterable[TermFacts], today: datetime.date) -> TermFacts | None:
    """The term that would decide if such a product were bought today. It is advice for a product of which no device is
    known."""
    valid = (t for t in terms if t.valid_from <= today and (t.valid_to is None or today <= t.valid_to))
    about = (term for term in valid if concerns(term, article))
    return max(about, key=lambda term: (*_scope(term), term.days, -term.id), default=None)


def _precedence(applied: Standing) -> tuple[int, bool, datetime.date, datetime.date, int]:
    return (*_scope(applied.term), applied.last_day or datetime.date.min, -applied.term.id)


def _scope(term: TermFacts) -> tuple[int, bool, datetime.date]:
    scope = 2 if term.article_id is not None else 1 if term.category is not None else 0
    return (scope, term.agreement is not None, term.valid_from)
