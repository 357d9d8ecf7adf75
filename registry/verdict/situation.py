"""One question for the decision table: a device or an article, the unit that asks, and the day."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from registry.facts import ArticleFacts, DeviceFacts, Facts, NearFacts, TermFacts, UnitFacts
from registry.models.device import DeviceState
from registry.models.guarantee import CountsFrom
from registry.verdict.guarantee import Standing, advised, standing

SHOWN_NEAR = 5


@dataclass(frozen=True)
class Situation:
    """What the rows of the table look at."""

    facts: Facts
    device: DeviceFacts | None
    unit: UnitFacts | None
    """The unit that asks. None for the central warehouse, which sees every unit's products."""
    today: datetime.date

    @property
    def article(self) -> ArticleFacts | None:
        if self.device:
            return self.device.article
        return self.facts.articles[0] if self.facts.articles else None

    @property
    def serial(self) -> str:
        """The device's serial as it was read."""
        if self.device:
            return self.device.scanned_serial or self.device.serial_number
        return self.facts.serials[0] if self.facts.serials else ""

    @cached_property
    def standing(self) -> Standing | None:
        """The term that decides. For a registered device it follows from the device's dates, for another product from
        what a person told."""
        if self.device:
            return standing(self.device, self.facts.terms)
        term, day = self.advised_term, self.facts.told.day
        if term is None or not self.was_bought_lately():
            return None
        return Standing(term, day + datetime.timedelta(days=term.days) if day else None)

    @property
    def near(self) -> tuple[NearFacts, ...]:
        """Similar serials, those of the own unit first, as a product on a unit's desk is most likely its own."""
        own = self.unit.id if self.unit else None
        return tuple(sorted(self.facts.near, key=lambda n: (n.unit_id != own, n.cost))[:SHOWN_NEAR])

    # --- what the rows ask

    def is_returned(self) -> bool:
        return bool(self.device and self.device.returned_in)

    def has_state(self, state: DeviceState) -> bool:
        return bool(self.device and self.device.state is state)

    def has_former_serial(self) -> bool:
        return bool(self.device and self.device.scanned_serial and not self.device.scanned_is_reported)

    def awaits_correction(self) -> bool:
        return bool(self.device and (self.device.flagged or self.device.scanned_is_reported))

    def belongs_elsewhere(self) -> bool:
        owner = self.device.unit if self.device else None
        if owner is None:
            return self.facts.told.own_unit is False
        return bool(self.unit and owner.id != self.unit.id)

    def has_unknown_unit(self) -> bool:
        """Whether the register has no unit for the device. It may then belong to any unit, and the person who asks may
        look it up in WebSesam."""
        return bool(self.unit and self.device and not self.device.unit and self.facts.told.own_unit is None)

    def is_within_guarantee(self) -> bool:
        return bool(self.standing and self.standing.holds(self.today))

    def has_unclear_guarantee(self) -> bool:
        return bool(self.standing and self.standing.unclear(self.today))

    def belongs_nowhere(self) -> bool:
        return self.is_unhandled() and not self.is_within_guarantee()

    def has_wrong_box(self) -> bool:
        return self.box_article is not None

    def has_unclear_box(self) -> bool:
        return self.unclear_box is not None and self.facts.told.own_box is None

    def is_unhandled(self) -> bool:
        return bool(self.article and not self.article.category.handled)

    def has_unregistered_serial(self) -> bool:
        return bool(self.facts.unregistered and (self.article is None or self.article.has_serial))

    def lacks_serial(self) -> bool:
        return bool(self.article and self.article.has_serial)

    def has_unknown_delivery(self) -> bool:
        """Whether the age of the product decides and is not known: it has no serial, and so no dates in the register,
        and its supplier takes back products that are new enough."""
        return bool(self.unit and self.advised_term and self.was_bought_lately() is None)

    def is_told_new(self) -> bool:
        return self.standing is not None

    def was_bought_lately(self) -> bool | None:
        """Whether it was bought within the days of the supplier's term, as a person told; None when nobody has told."""
        told, term = self.facts.told, self.advised_term
        if told.day and term:
            return self.today <= told.day + datetime.timedelta(days=term.days)
        return told.recent

    # --- what the words need

    @property
    def box_article(self) -> ArticleFacts | None:
        """The article that the box names, when no serial is of that article: the packaging is mixed up (R6)."""
        if self.facts.told.own_box is False and self.unclear_box:
            return self.unclear_box
        named = {article.id for article in self.facts.articles}
        if not self.device or not named or named & {device.article.id for device in self.facts.devices}:
            return None
        return self.facts.articles[0]

    @property
    def unclear_box(self) -> ArticleFacts | None:
        """Another article, to which the box in the picture may belong."""
        own = self.device.article.id if self.device else None
        return next((article for article in self.facts.unclear if own and article.id != own), None)

    @cached_property
    def advised_term(self) -> TermFacts | None:
        """The term that would decide if the product were bought today, for a product whose dates are not registered."""
        return advised(self.article, self.facts.terms, self.today) if self.article else None

    @property
    def advised_days(self) -> int | None:
        return self.advised_term.days if self.advised_term else None

    @property
    def first_day(self) -> datetime.date:
        """The first day of purchase from which on a product may go back to the supplier today."""
        return self.today - datetime.timedelta(days=self.advised_days or 0)

    @property
    def counts_from_order(self) -> bool:
        return bool(self.advised_term and self.advised_term.counts_from is CountsFrom.ORDER)
