"""One question put to the decision table: a device or an article, the unit that asks, and the day."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from registry.facts import ArticleFacts, DeviceFacts, Facts, NearFacts, UnitFacts
from registry.models.device import DeviceState
from registry.verdict.guarantee import Standing, advised, standing

SHOWN_NEAR = 5


@dataclass(frozen=True)
class Case:
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
        return standing(self.device, self.facts.terms) if self.device else None

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
        return bool(self.unit and owner and owner.id != self.unit.id)

    def is_within_guarantee(self) -> bool:
        return bool(self.standing and self.standing.holds(self.today))

    def has_unclear_guarantee(self) -> bool:
        return bool(self.standing and self.standing.unclear(self.today))

    def belongs_nowhere(self) -> bool:
        return self.is_unhandled() and not self.is_within_guarantee()

    def has_wrong_box(self) -> bool:
        return self.box_article is not None

    def is_unhandled(self) -> bool:
        return bool(self.article and not self.article.category.handled)

    def has_unregistered_serial(self) -> bool:
        return bool(self.facts.unregistered and (self.article is None or self.article.has_serial))

    def lacks_serial(self) -> bool:
        return bool(self.article and self.article.has_serial)

    # --- what the words need

    @property
    def box_article(self) -> ArticleFacts | None:
        """The article that the box names, when it is none of the serials' (mixed-up packaging, R6)."""
        named = {article.id for article in self.facts.articles}
        if not self.device or not named or named & {device.article.id for device in self.facts.devices}:
            return None
        return self.facts.articles[0]

    @property
    def advised_days(self) -> int | None:
        """For a product whose dates nobody knows: the days that its supplier gives."""
        term = advised(self.article, self.facts.terms, self.today) if self.article else None
        return term.days if term else None
