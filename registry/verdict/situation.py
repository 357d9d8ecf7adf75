"""One question put to the decision table: a device or an article, the unit that asks, and the day."""

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
    """Who asks. None: the central warehouse, which sees every unit's products."""
    today: datetime.date

    @property
    def article(self) -> ArticleFacts | None:
        if self.device:
            return self.device.article
        return self.facts.articles[0] if self.facts.articles else None

    @property
    def serial(self) -> str:
        """The serial as it was read."""
        if self.device:
            return self.device.scanned_serial or self.device.serial_number
        return self.facts.serials[0] if self.facts.serials else ""

    @cached_property
    def standing(self) -> Standing | None:
        """The term that decides: for a registered device by its dates, for another product by what was told."""
        if self.device:
            return standing(self.device, self.facts.terms)
        term, day = self.advised_term, self.facts.told.day
        if term is None or not self.was_bought_lately():
            return None
        return Standing(term, day + datetime.timedelta(days=term.days) if day else None)

    @property
    def near(self) -> tuple[NearFacts, ...]:
        """Own unit first: what lies on its desk is most likely its own."""
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
        """Nobody's product is not everybody's: who asks may look it up in WebSesam."""
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
        """A product without serial has no dates in the register, and its supplier takes back what is new enough."""
        return bool(self.unit and self.advised_term and self.was_bought_lately() is None)

    def is_told_new(self) -> bool:
        return self.standing is not None

    def was_bought_lately(self) -> bool | None:
        """Within the days of the supplier's term, as a person told. None: nobody told."""
        told, term = self.facts.told, self.advised_term
        if told.day and term:
            return self.today <= told.day + datetime.timedelta(days=term.days)
        return told.recent

    # --- what the words need

    @property
    def box_article(self) -> ArticleFacts | None:
        """The article that the box names, when it is none of the serials' (mixed-up packaging, R6)."""
        if self.facts.told.own_box is False and self.unclear_box:
            return self.unclear_box
        named = {article.id for article in self.facts.articles}
        if not self.device or not named or named & {device.article.id for device in self.facts.devices}:
            return None
        return self.facts.articles[0]

    @property
    def unclear_box(self) -> ArticleFacts | None:
        """Another article, whose box this may be as far as the picture shows."""
        own = self.device.article.id if self.device else None
        return next((article for article in self.facts.unclear if own and article.id != own), None)

    @cached_property
    def advised_term(self) -> TermFacts | None:
        """For a product whose dates the register does not have: the term that would decide, were it bought today."""
        return advised(self.article, self.facts.terms, self.today) if self.article else None

    @property
    def advised_days(self) -> int | None:
        return self.advised_term.days if self.advised_term else None

    @property
    def first_day(self) -> datetime.date:
        """What was bought on that day or later may go back to the supplier today."""
        return self.today - datetime.timedelta(days=self.advised_days or 0)

    @property
    def counts_from_order(self) -> bool:
        return bool(self.advised_term and self.advised_term.counts_from is CountsFrom.ORDER)
