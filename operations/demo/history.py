"""Ten weeks at the demo region, up to now: returns at every stop of their way, stock on shelves, and what came back.

Each return is a story: a generator that does what is done at a moment, by the verbs that the pages call, and yields the
moment at which it goes on. The stories are told together in the order of time, and end where they are when it is now.
"""

import datetime
import heapq
import random
from collections import deque
from collections.abc import Iterator

import sqlalchemy as sa

from database import db
from identity import identify_typed, join
from registry.demo_register import demo_examples
from registry.models import Category, Device, Unit
from registry.verdict import VerdictKind
from returns import DESTINATIONS, Answer, Destination, Envelopes, Line, Return
from returns.judging import Judged, judge
from warehouse import Control, Receipt, RegionAssumption, StepOutcome
from warehouse.returning.send_back import SendBackAnswerKind

WEEKS = 10
RETURNS = 56
MOST_PRODUCTS = 4
LEFT_TO_TRY = 25
"""Of the first unit's devices: so many are left for whoever tries the demo."""
FIRST_ORDER = 20_260_001
CLINIC_EMAIL, WAREHOUSE_EMAIL, ADMIN_EMAIL = (
    "klinik@returkoll.demo",
    "lager@returkoll.demo",
    "admin@returkoll.demo",
)
"""Who does it: the demo's accounts."""
SHELVES = ("A1", "A2", "A3", "B1", "B2", "C1")
PRICES = {
    Category.BTE_AID: 3200,
    Category.WIRELESS_ACCESSORY: 900,
    Category.STREAMING: 1400,
    Category.TV: 1900,
    Category.LOOP: 1600,
    Category.AMPLIFIER: 2100,
    Category.ALERTING: 1300,
    Category.TRANSMISSION: 4800,
}
"""Invented kronor, so that the overview shows what reuse saves."""
NOTES = {
    "incomplete": "Laddaren låg inte med.",
    "dirty": "Vax i högtalaren.",
    "not_working": "Startar inte, fast den är laddad.",
    "damaged": "Batteriluckan är av.",
}
REASONS = tuple(NOTES)
FORGOTTEN, MISSING, FAULTY, WANTED = 0.05, 0.04, 0.12, 0.45
"""How often a draft is never sealed, a product is not in its envelope, is sent back, and is picked for a patient."""
STRANGE, TO_SUPPLIER = 0.15, 0.1
"""How often another unit's product lies in an envelope, and a return goes to a supplier where it can."""

Story = Iterator[datetime.datetime]


def load_demo_history(now: datetime.datetime) -> None:
    """Tell it into a database that has the demo register and no return yet; else nothing. It commits."""
    if db.session.scalar(sa.select(Return.id).limit(1)) is not None:
        return
    start = now - datetime.timedelta(weeks=WEEKS)
    RegionAssumption.say(
        reuse_percent=90,
        handling_kronor=150,
        prices={category.value: kronor for category, kronor in PRICES.items()},
        actor=ADMIN_EMAIL,
        now=start,
    )
    Region(start, now).tell()
    db.session.commit()


class Region:
    """The stories that go on, in the order of time."""

    def __init__(self, start: datetime.datetime, now: datetime.datetime) -> None:
        self.now = now
        self.dice = random.Random(11)  # noqa: S311 - the same demo each time
        self._waiting: list[tuple[datetime.datetime, int, Story]] = []
        self._count = 0
        units = list(db.session.scalars(sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.id)))
        self._devices = {unit.id: _devices_of(unit, LEFT_TO_TRY if unit is units[0] else 0) for unit in units}
        first = start + datetime.timedelta(days=1)
        opened = sorted(first + (now - first) * self.dice.random() ** 0.5 for _return in range(RETURNS))
        for number, at in enumerate(opened):
            unit = units[number % len(units)]
            self.begin(at, self._return_of(unit, at, str(FIRST_ORDER + number)))

    def begin(self, at: datetime.datetime, story: Story) -> None:
        if at <= self.now:
            self._count += 1
            heapq.heappush(self._waiting, (at, self._count, story))

    def tell(self) -> None:
        while self._waiting:
            _at, _number, story = heapq.heappop(self._waiting)
            if (goes_on := next(story, None)) is not None:
                self.begin(goes_on, story)

    def hours(self, least: int, most: int) -> datetime.timedelta:
        return datetime.timedelta(hours=self.dice.randint(least, most), minutes=self.dice.randrange(60))

    # --- the stories

    def _return_of(self, unit: Unit, at: datetime.datetime, order_number: str) -> Story:
        """From the draft to the control bench, or to the supplier."""
        current = Return.open(unit, actor=CLINIC_EMAIL, now=at)
        for _product in range(self.dice.randint(1, MOST_PRODUCTS)):
            at += datetime.timedelta(minutes=self.dice.randint(1, 4))
            self._pack_one(current, at)
        if not current.lines:
            current.cancel("Inget att skicka", actor=CLINIC_EMAIL, now=at)
            return
        at += self.hours(0, 20) if self.dice.random() > FORGOTTEN else datetime.timedelta(weeks=WEEKS)
        yield at
        current.seal(
            order_number, {}, Envelopes(count=1, thick=False, lithium=True), actor=CLINIC_EMAIL, now=at
        )
        yield (at := at + self.hours(1, 22))
        current.hand_over(actor=CLINIC_EMAIL, now=at)
        if current.destination is Destination.WAREHOUSE:
            yield (at := at + self.hours(24, 70))
            receipt = Receipt.open(current, actor=WAREHOUSE_EMAIL, now=at)
            receipt.arrive(receipt.envelopes[0], actor=WAREHOUSE_EMAIL, now=at)
            yield (at := at + self.hours(1, 30))
            self._take_in(receipt, at)

    def _take_in(self, receipt: Receipt, at: datetime.datetime) -> None:
        for place, line in enumerate(list(receipt.announced)):
            at += datetime.timedelta(minutes=1)
            if place == 0 or self.dice.random() > MISSING:
                receipt.take(line, actor=WAREHOUSE_EMAIL, now=at)
                goes_on = at + self.hours(1, 60)
                faulty = self.dice.random() < FAULTY
                self.begin(goes_on, self._faulty(line, goes_on) if faulty else self._good(line, goes_on))
        if self.dice.random() < STRANGE:
            stranger = self._device_of_another(receipt.return_.unit, at)
            line = receipt.take_extra(stranger.packed(), actor=WAREHOUSE_EMAIL, now=at)
            goes_on = at + self.hours(1, 8)
            self.begin(goes_on, self._good(line, goes_on))
        receipt.take_in_envelope(None, actor=WAREHOUSE_EMAIL, now=at + datetime.timedelta(minutes=1))

    def _good(self, line: Line, at: datetime.datetime) -> Story:
        """Over the control bench to a shelf, and for many on to a next patient."""
        control = Control.start(line, actor=WAREHOUSE_EMAIL, now=at)
        for step in control.steps:
            control.mark(step.code, StepOutcome.DONE, actor=WAREHOUSE_EMAIL, now=at)
            yield (at := at + datetime.timedelta(minutes=self.dice.randint(2, 400)))
        if control.undecided:
            yield (at := at + self.hours(24 * 4, 24 * 9))
            control.keep("Avtalat med enheten på telefon", actor=WAREHOUSE_EMAIL, now=at)
        item = control.make_available(actor=WAREHOUSE_EMAIL, now=at, shelf=self.dice.choice(SHELVES))
        if self.dice.random() < WANTED:
            yield (at := at + self.hours(24, 24 * 25))
            item.pick(str(self.dice.randint(10**6, 10**7)), actor=WAREHOUSE_EMAIL, now=at)

    def _faulty(self, line: Line, at: datetime.datetime) -> Story:
        """Back to its unit, which answers after some days."""
        reason = self.dice.choice(REASONS)
        control = Control.start(line, actor=WAREHOUSE_EMAIL, now=at)
        sent = control.send_back([reason], NOTES[reason], actor=WAREHOUSE_EMAIL, now=at)
        yield (at := at + self.hours(48, 24 * 12))
        sent.answer(SendBackAnswerKind.MENDED, "Det är ordnat.", actor=CLINIC_EMAIL, now=at)

    # --- what they need

    def _pack_one(self, current: Return, at: datetime.datetime) -> None:
        """The next of the unit's devices that goes where the return goes. Most returns go to the warehouse."""
        devices = self._devices[current.unit.id]
        for _device in range(len(devices)):
            devices.rotate(-1)
            card = _card_of(devices[-1], current.unit, at)
            is_wanted = card.verdict.kind is VerdictKind.TO_WAREHOUSE or self.dice.random() < TO_SUPPLIER
            if is_wanted and card.verdict.kind in DESTINATIONS and current.takes(card.verdict):
                devices.pop()
                line = current.pack(card.packed(), actor=CLINIC_EMAIL, now=at)
                line.answer({item.code: Answer.YES for item in line.checklist}, actor=CLINIC_EMAIL, now=at)
                return

    def _device_of_another(self, unit: Unit, at: datetime.datetime) -> Judged:
        devices = next(
            devices for unit_id, devices in self._devices.items() if unit_id != unit.id and devices
        )
        return _card_of(devices.popleft(), unit, at)


def _devices_of(unit: Unit, left: int) -> deque[str]:
    tried = set(demo_examples().values())
    serials = db.session.scalars(
        sa.select(Device.serial_number).where(Device.unit_id == unit.id).order_by(Device.id)
    )
    return deque([serial for serial in serials if serial and serial not in tried][left:])


def _card_of(serial: str, unit: Unit, at: datetime.datetime) -> Judged:
    (package,) = join([identify_typed(serial)])
    return judge(package, unit, at.date())
