"""From a scanned package to its verdict, for a unit on a day; and which return takes the product."""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from common.sentence import Sentence
from identity import Package, normalise_serial, return_number
from registry.facts import NOTHING_TOLD, Facts, Told
from registry.lookup import facts, products_in
from registry.models import Device, Unit
from registry.verdict import InShort, Verdict, VerdictKind, decide
from returns.line import Line
from returns.lookup import draft_that_takes, draft_with, returned_in
from returns.packed_product import Packed
from returns.return_model import Return

TONES = {
    VerdictKind.TO_WAREHOUSE: "good",
    VerdictKind.TO_SUPPLIER: "good",
    VerdictKind.CORRECT_SESAM: "attention",
    VerdictKind.ALREADY_RETURNED: "attention",
    VerdictKind.UNKNOWN: "attention",
    VerdictKind.WRONG_BOX: "attention",
    VerdictKind.QUESTION: "attention",
    VerdictKind.ANOTHER_UNIT: "stop",
    VerdictKind.NOT_HANDLED: "stop",
}
WORST_FIRST = ("stop", "attention", "good")


@dataclass(frozen=True)
class Shown:
    """What a card stood for when it was shown: the package, the product that it named, and what was answered on it."""

    package: Package
    device_id: int | None = None
    article_id: int | None = None
    told: Told = NOTHING_TOLD


@dataclass(frozen=True)
class Judged:
    """One package with its verdict."""

    package: Package
    facts: Facts
    verdict: Verdict
    lies_in: Line | None = None
    """The line that holds the product in one of the asking unit's own drafts: then it has been packed already."""

    @property
    def tone(self) -> str:
        return shown_as(self.verdict, self.lies_in)[0]

    @property
    def headline(self) -> Sentence:
        """What the card says first."""
        return shown_as(self.verdict, self.lies_in)[1]

    @property
    def what(self) -> str:
        """The product as a person names it: its serial as read, else its name, else what the codes say."""
        article = self.verdict.article
        read = next(iter(self.shown_serials), "") or (article.name if article else "")
        return read or ", ".join(identity.text for identity in self.package.identities)

    @property
    def shown_serials(self) -> tuple[str, ...]:
        """The serials as read. An article without serials has none, whatever number its code carries."""
        article = self.verdict.article
        return () if article and not article.has_serial else self.package.serials

    @property
    def id(self) -> str:
        """The card's id on the page. It depends on the package alone, so that an answered card replaces itself."""
        return hashlib.sha256(repr(self.package).encode()).hexdigest()[:12]

    @property
    def shown(self) -> Shown:
        """What a card with this verdict stands for, so that its button acts on exactly what the card shows."""
        device, article = self.verdict.device, self.verdict.article
        device_id, article_id = device.id if device else None, article.id if article else None
        return Shown(self.package, device_id, article_id, self.facts.told)

    def packed(self, *, suggested_for: Package | None = None) -> Packed:
        """The product in the form in which a return packs it. `suggested_for` is the package that was read, when a
        similar number was chosen."""
        device, article = self.verdict.device, self.verdict.article
        return Packed(
            verdict=self.verdict,
            codes=tuple(identity.text for identity in (suggested_for or self.package).identities),
            device_id=device.id if device else None,
            article_id=article.id if article else None,
            serial_number=device.serial_number if device else self._serial_as_read,
            suggested=suggested_for is not None,
        )

    @property
    def _serial_as_read(self) -> str | None:
        """The serial that was read of a product that is not registered."""
        return next(iter(self.shown_serials), None)


def shown_as(said: Verdict | InShort, lies_in: Line | None) -> tuple[str, Sentence]:
    """The tone of a card and what it says first. `lies_in` is the line of one of the asking unit's own drafts that
    holds the product."""
    return ("good", lies_there(lies_in)) if lies_in else (TONES[said.kind], said.headline)


def mark_of(kind: VerdictKind, headline: Sentence) -> str:
    """A short name of what a card says first, the same in every language. By it a device sees whether an answer that
    was decided beforehand is the one that is given now."""
    return hashlib.sha256(f"{kind.value} {headline}".encode()).hexdigest()[:8]


def lies_there(line: Line) -> Sentence:
    return Sentence(
        "%(product)s ligger i retur %(number)s.", {"product": line.name, "number": line.return_.shown_number}
    )


def judge(
    package: Package,
    unit: Unit | None,
    today: datetime.date,
    only: int | None = None,
    told: Told = NOTHING_TOLD,
) -> Judged:
    """Ask the register and decide, as of `today`, for somebody who works at `unit`; None asks for the warehouse. `only`
    is the id of the one device that is meant, when a card has named it. `told` is what was answered on the card."""
    known = facts(package, today, _shown_return_of, unit, only, told)
    verdict = decide(known, unit, today)
    held = verdict.kind is VerdictKind.ALREADY_RETURNED and unit is not None
    lies_in = draft_with(verdict.device.id, unit) if held and unit and verdict.device else None
    return Judged(package, known, verdict, lies_in)


def judge_again(shown: Shown, unit: Unit, today: datetime.date) -> Judged:
    """The card that was shown, with its verdict made anew."""
    return judge(shown.package, unit, today, shown.device_id, shown.told)


def judge_all(packages: Iterable[Package], unit: Unit | None, today: datetime.date) -> list[Judged]:
    """The cards, one for each product: a box with several registered serials (left, right) holds several products."""
    cards = [judge(single, unit, today) for single in products_in(packages)]
    return [card for card in cards if not _is_of_another(card, cards)]


def _is_of_another(card: Judged, cards: list[Judged]) -> bool:
    """Whether a card of codes without a serial tells nothing new: they are of an article of another card's product, of
    an article in whose box that product may lie, or of no article that the register knows."""
    if card.package.serials or card.verdict.row not in ("serial-missing", "nothing"):
        return False
    article = card.verdict.article
    for other in cards:
        known = {other.verdict.article, *other.facts.unclear}
        if (
            other is not card
            and (other.package.serials or other.verdict.article)
            and (not article or article in known)
        ):
            return True
    return False


def _shown_return_of(device: Device) -> str | None:
    number = returned_in(device)
    return return_number.display(number) if number else None


def most_serious(cards: Sequence[Judged]) -> Judged:
    """The card that decides the sound and the words of one look. Of equally serious ones it is the first."""
    return min(cards, key=lambda card: WORST_FIRST.index(card.tone))


def registered_serials(judged: list[Judged]) -> frozenset[str]:
    """The serials in view that the register knows, in the form in which serials are compared."""
    return frozenset(
        normalise_serial(item.verdict.device.serial_number) for item in judged if item.verdict.device
    )


def return_for(
    verdict: Verdict, unit: Unit, preferred: Return, *, actor: str, now: datetime.datetime
) -> Return:
    """The return that takes a product with this verdict: the preferred one where it goes to the same place, else the
    unit's newest draft that does, else a new one."""
    if preferred.takes(verdict):
        return preferred
    return draft_that_takes(unit, verdict) or Return.open(unit, actor=actor, now=now)
