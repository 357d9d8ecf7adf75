"""The same figures, computed from the events alone. Nothing here looks at a return's or a product's present state."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from database import db
from returns import Event, EventKind, Return

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CAME = {EventKind.PRODUCT_RECEIVED, EventKind.PRODUCT_FOUND, EventKind.EXTRA_PRODUCT_RECEIVED}


@dataclass
class Told:
    """What the events tell about one product."""

    return_id: int
    came: datetime.date | None = None
    missing_since: datetime.date | None = None
    extra: bool = False
    sent_back: bool = False
    stocked: bool = False
    faults: list[str] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        day = event.at.astimezone(STOCKHOLM).date()
        if event.what in CAME:
            self.came, self.missing_since = day, None
            self.extra = self.extra or event.what is EventKind.EXTRA_PRODUCT_RECEIVED
        elif event.what is EventKind.PRODUCT_RECEIPT_UNDONE:
            self.came = None
        elif event.what is EventKind.PRODUCT_MISSING:
            self.missing_since = day
        elif event.what is EventKind.STOCKED:
            self.stocked = True
        elif event.what is EventKind.SENT_BACK:
            self.sent_back, self.faults = True, (event.after or {})["packing_faults"]

    @property
    def wrong(self) -> bool:
        return self.extra or bool(self.faults)


@dataclass
class Sums:
    """The figures of one unit, or of all."""

    returns: set[int] = field(default_factory=set)
    received: Counter[str] = field(default_factory=Counter)
    """By month, such as 2026-03."""
    wrong: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    not_counted: int = 0
    uncontrolled: int = 0

    def add(self, told: Told) -> None:
        assert told.came is not None
        month = told.came.isoformat()[:7]
        self.returns.add(told.return_id)
        self.received[month] += 1
        self.wrong[month] += told.wrong
        if told.wrong:
            self.reasons.update(told.faults + (["unannounced"] if told.extra else []))
        self.not_counted += told.sent_back and not told.wrong
        self.uncontrolled += not told.sent_back and not told.stocked


def sums_of_events(first: datetime.date, last: datetime.date, unit_id: int | None = None) -> Sums:
    """The figures of the products that came from `first` to `last`."""
    told: dict[int, Told] = {}
    for event in _events(unit_id):
        if event.line_id is not None:
            told.setdefault(event.line_id, Told(event.return_id)).hear(event)
    sums = Sums()
    for one in told.values():
        if one.came and first <= one.came <= last:
            sums.add(one)
    return sums


def units_with_events() -> dict[int, set[int]]:
    """The ids of the returns of each unit."""
    found = defaultdict(set)
    for return_id, unit_id in db.session.execute(sa.select(Return.id, Return.unit_id)):
        found[unit_id].add(return_id)
    return found


def _events(unit_id: int | None) -> list[Event]:
    query = sa.select(Event).order_by(Event.id)
    if unit_id is not None:
        query = query.where(Event.return_id.in_(units_with_events().get(unit_id, set())))
    return list(db.session.scalars(query))
