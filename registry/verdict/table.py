"""The decision table. It is read from the top, and the first row whose question is answered with yes decides.

docs/verdict.md is this table in words. A test compares the two.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from common.sentence import Sentence
from registry.facts import DeviceFacts, Facts, UnitFacts
from registry.models.device import DeviceState
from registry.verdict import phrases
from registry.verdict.asking import Question
from registry.verdict.kind import STRICTEST_FIRST, VerdictKind
from registry.verdict.situation import Situation
from registry.verdict.verdict import Verdict


class UnitLike(Protocol):
    """A unit of the database, or one of the frozen facts."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Rule:
    """One row: when it decides, what it decides, and the words for it."""

    name: str
    kind: VerdictKind
    rule: str
    when: str
    """In English, for docs/verdict.md."""
    holds: Callable[[Situation], bool]
    headline: Callable[[Situation], Sentence]
    todo: Callable[[Situation], Sentence]
    question: Callable[[Situation], Question] | None = None


K = VerdictKind

WITH_DEVICE = (
    Rule("returned", K.ALREADY_RETURNED, "R5", "an open return holds it, or one brought it to the shelf",
        Situation.is_returned, phrases.headline_returned, phrases.todo_returned),
    Rule("gone", K.CORRECT_SESAM, "R9", "the latest full export no longer had it",
        lambda situation: situation.has_state(DeviceState.GONE), phrases.headline_gone, phrases.todo_report),
    Rule("scrapped", K.CORRECT_SESAM, "R9", "Sesam has it as scrapped",
        lambda situation: situation.has_state(DeviceState.SCRAPPED), phrases.headline_scrapped, phrases.todo_report),
    Rule("former", K.CORRECT_SESAM, "R9", "the serial read is one it had before a repair",
        Situation.has_former_serial, phrases.headline_former, phrases.todo_former),
    Rule("reported", K.CORRECT_SESAM, "R9", "it is reported to Stöd och Support and no import shows the correction yet",
        Situation.awaits_correction, phrases.headline_reported, phrases.todo_wait),
    Rule("elsewhere", K.ANOTHER_UNIT, "R9", "it is registered on another unit than the one that asks",
        Situation.belongs_elsewhere, phrases.headline_elsewhere, phrases.todo_elsewhere),
    Rule("unit-unknown", K.QUESTION, "R9", "the register has it without a unit, and a unit asks",
        Situation.has_unknown_unit, phrases.headline_unit_unknown, phrases.todo_unit_unknown, phrases.whose_unit),
    Rule("category", K.NOT_HANDLED, "R1", "its category is not one of the eight, and no guarantee term holds today",
        Situation.belongs_nowhere, phrases.headline_unhandled, phrases.todo_unhandled),
    Rule("box", K.WRONG_BOX, "R6", "the code read on the box is another article's (mixed-up packaging)",
        Situation.has_wrong_box, phrases.headline_wrong_box, phrases.todo_wrong_box),
    Rule("box-unclear", K.QUESTION, "R6", "another article's code stands near, and it is unclear on which box",
        Situation.has_unclear_box, phrases.headline_box_unclear, phrases.todo_box_unclear, phrases.whose_box),
    Rule("guarantee", K.TO_SUPPLIER, "R3", "the guarantee term that wins holds today",
        Situation.is_within_guarantee, phrases.headline_guarantee, phrases.todo_guarantee),
    Rule("warehouse", K.TO_WAREHOUSE, "R5", "always",
        lambda _situation: True, phrases.headline_warehouse, phrases.todo_warehouse),
)  # fmt: skip

WITHOUT_DEVICE = (
    Rule("box-category", K.NOT_HANDLED, "R1", "the article read is of a category that is not one of the eight",
        Situation.is_unhandled, phrases.headline_unhandled, phrases.todo_unhandled),
    Rule("unregistered", K.UNKNOWN, "R9", "a serial read is not registered (and the article, if known, has serials)",
        Situation.has_unregistered_serial, phrases.headline_unregistered, phrases.todo_unregistered),
    Rule("serial-missing", K.UNKNOWN, "R9", "the article has serials and none was read",
        Situation.lacks_serial, phrases.headline_serial_missing, phrases.todo_serial_missing),
    Rule("delivery-unknown", K.QUESTION, "R3",
        "the article has no serials, its supplier takes back what is new enough, and a unit asks",
        Situation.has_unknown_delivery, phrases.headline_delivery_unknown, phrases.todo_delivery_unknown,
        phrases.how_old),
    Rule("bought-lately", K.TO_SUPPLIER, "R3", "it was said to be bought within the days of the supplier's term",
        Situation.is_told_new, phrases.headline_guarantee, phrases.todo_guarantee),
    Rule("no-serial", K.TO_WAREHOUSE, "R5", "the article has no serials",
        lambda situation: situation.article is not None, phrases.headline_warehouse, phrases.todo_warehouse),
    Rule("nothing", K.UNKNOWN, "R9", "always",
        lambda _situation: True, phrases.headline_nothing, phrases.todo_nothing),
)  # fmt: skip


def decide(facts: Facts, unit: UnitLike | None, today: datetime.date) -> Verdict:
    """The verdict on one package for somebody at `unit`; None stands for the central warehouse. Nothing else is asked:
    the same facts, unit and day give the same verdict."""
    return _in_full(*_decisive(facts, unit, today))


@dataclass(frozen=True)
class InShort:
    """What a verdict says first, without its reasons."""

    kind: VerdictKind
    headline: Sentence
    todo: Sentence
    device: DeviceFacts | None


def in_short(facts: Facts, unit: UnitLike | UnitFacts | None, today: datetime.date) -> InShort:
    """The same verdict as `decide` gives, without what only somebody who looks at the card reads: for thousands of
    products at once."""
    row, situation = _decisive(facts, unit, today)
    return InShort(row.kind, row.headline(situation), row.todo(situation), situation.device)


def _decisive(
    facts: Facts, unit: UnitLike | UnitFacts | None, today: datetime.date
) -> tuple[Rule, Situation]:
    """The row that decides, and what it was asked about. Of several devices or articles it is the strictest one's."""
    asking = UnitFacts(unit.id, unit.code, unit.name) if unit is not None else None
    devices = distinct(facts, asking)
    if not devices:
        situations = [Situation(f, None, asking, today) for f in _each_article_first(facts)]
    else:
        situations = [Situation(facts, device, asking, today) for device in devices]
    decided = [(_first(WITH_DEVICE if devices else WITHOUT_DEVICE, one), one) for one in situations]
    return min(decided, key=lambda one: STRICTEST_FIRST.index(one[0].kind))


def _each_article_first(facts: Facts) -> list[Facts]:
    """The facts once for each article that was read, with this article in front of the others."""
    articles = facts.articles
    return [
        replace(facts, articles=(one, *(other for other in articles if other is not one))) for one in articles
    ] or [facts]


def distinct(facts: Facts, unit: UnitFacts | None) -> tuple[DeviceFacts, ...]:
    """One device for each serial that was read. Where two suppliers use the same serial, the device of the box's
    article is taken, else that of the unit that asks, else the one that is still registered."""
    articles = {article.id for article in facts.articles}

    def likelihood(device: DeviceFacts) -> tuple[bool, bool, bool]:
        own = bool(unit and device.unit and device.unit.id == unit.id)
        return (device.article.id in articles, own, device.state is DeviceState.REGISTERED)

    best: dict[str, DeviceFacts] = {}
    for device in facts.devices:
        serial = device.scanned_serial or device.serial_number
        if serial not in best or likelihood(device) > likelihood(best[serial]):
            best[serial] = device
    return tuple({device.id: device for device in best.values()}.values())


def _first(rows: tuple[Rule, ...], situation: Situation) -> Rule:
    return next(row for row in rows if row.holds(situation))


def _in_full(row: Rule, situation: Situation) -> Verdict:
    to_supplier = row.kind is K.TO_SUPPLIER
    applied = situation.standing
    return Verdict(
        kind=row.kind,
        rule=row.rule,
        row=row.name,
        headline=row.headline(situation),
        todo=row.todo(situation),
        sentences=phrases.reasons(situation),
        cautions=phrases.cautions(situation),
        device=situation.device,
        article=situation.article,
        term=applied.term if applied else None,
        last_day=applied.last_day if applied else None,
        supplier=applied.term.supplier if applied and to_supplier else None,
        question=row.question(situation) if row.question else None,
        near=situation.near if row.kind is K.UNKNOWN else (),
        serials=situation.facts.serials,
        decided_on=situation.today,
    )
