"""The verdicts of the coming days, decided now: what packing would say on each day about every code that a unit can
expect.

Each is decided by the table of `registry.verdict` and shown as `returns.judging` shows it. No rule stands here.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from common.sentence import Sentence
from registry.facts import ArticleFacts, DeviceFacts, Facts, SupplierFacts
from registry.lookup import article_facts, unit_facts
from registry.models import Article, Category
from registry.verdict import Verdict, VerdictKind, in_short
from returns.judging import TONES, lies_there, mark_of, shown_as
from returns.line import Line
from returns.lookup import in_drafts
from returns.snapshot.known_to_unit import KnownCode, KnownToUnit

ANY_BOX = ArticleFacts(0, "", "{box}", Category.BTE_AID, SupplierFacts(0, ""))
"""Stands for the article of whichever other product's box a device lies in. Its name is a place for the real one."""
UNREGISTERED = "?"
"""Stands for a serial that is not registered."""


@dataclass(frozen=True)
class Beforehand:
    """One verdict as a card says it."""

    kind: VerdictKind
    tone: str
    headline: Sentence
    todo: Sentence

    @property
    def mark(self) -> str:
        return mark_of(self.kind, self.headline)


NOT_AMONG_THEM = Beforehand(
    VerdictKind.UNKNOWN,
    TONES[VerdictKind.UNKNOWN],
    Sentence("Finns inte bland er enhets produkter."),
    Sentence("Vänta med den. Svaret kommer när kontakten är tillbaka."),
)
"""What is said of a serial that leads to none of them. It may be another unit's: that is not known here."""

MAY_BE_BEYOND = (VerdictKind.UNKNOWN, VerdictKind.ANOTHER_UNIT)
"""What packing may say of a product of which the device says that it is none of the unit's."""

Timeline = tuple[int, ...]
"""For each day the number of its answer."""


@dataclass(frozen=True)
class DecidedCode:
    """What is said of one code."""

    code: KnownCode
    article_id: int
    alone: int
    """The number of the timeline when nothing is known of the box, or it is its own."""
    in_other_box: int
    """The same when the box is another product's."""
    in_box_of: dict[int, int]
    """The same in the box of these articles, where the code leads to several devices."""


@dataclass(frozen=True)
class DecidedArticle:
    """What is said of a product of which only the article is known."""

    article: Article
    alone: int
    """The number of the timeline when no serial was read."""
    with_unregistered: int
    """The same when the GTIN was typed: it might be a serial, and is none that is registered."""


class Decided:
    """All answers of the days, each once, and which code has which."""

    def __init__(self, known: KnownToUnit, days: Sequence[datetime.date]) -> None:
        self.unit, self.days = known.unit, tuple(days)
        self.answers: list[Beforehand] = []
        self.timelines: list[Timeline] = []
        self._asking = unit_facts(known.unit)
        self._known, self._drafts = known, in_drafts(known.unit)
        self._number_of_answer: dict[tuple[object, ...], int] = {}
        self._number_of_timeline: dict[Timeline, int] = {}
        self.unknown = self._answer_number(NOT_AMONG_THEM)
        self.articles = [self._article(article) for article in known.articles]
        self.codes = [self._code(code) for code in known.codes if code.devices]

    # --- what is asked

    def _code(self, code: KnownCode) -> DecidedCode:
        suppliers = {device.article.supplier.id for device in code.devices}
        facts = Facts(serials=(code.text,), devices=code.devices, terms=self._known.terms_for(suppliers))
        articles = {device.article.id: device.article for device in code.devices}
        several = articles if len(code.devices) > 1 else {}
        (device,) = code.devices[:1] if not several else [self._meant(facts)]
        return DecidedCode(
            code=code,
            article_id=device.article.id,
            alone=self._timeline(facts),
            in_other_box=self._timeline(_in_box(facts, ANY_BOX)),
            in_box_of={id_: self._timeline(_in_box(facts, article)) for id_, article in several.items()},
        )

    def _meant(self, facts: Facts) -> DeviceFacts:
        """The device that the first day's verdict is about."""
        return in_short(facts, self._asking, self.days[0]).device or facts.devices[0]

    def _article(self, article: Article) -> DecidedArticle:
        known = article_facts(article)
        facts = Facts(articles=(known,), terms=self._known.terms_for([known.supplier.id]))
        serial = (UNREGISTERED,)
        unregistered = Facts(serials=serial, unregistered=serial, articles=facts.articles, terms=facts.terms)
        return DecidedArticle(article, self._every_day(facts), self._every_day(unregistered))

    # --- what is answered

    def _timeline(self, facts: Facts) -> int:
        """Of a registered device. A right that has ended never comes back while its facts stay the same, so that days
        between two with the same answer have it too."""
        first, last = self._on(facts, self.days[0]), self._on(facts, self.days[-1])
        if first == last:
            return self._timeline_number((first,) * len(self.days))
        return self._every_day(facts)

    def _every_day(self, facts: Facts) -> int:
        return self._timeline_number(tuple(self._on(facts, day) for day in self.days))

    def _on(self, facts: Facts, day: datetime.date) -> int:
        said = in_short(facts, self._asking, day)
        held = said.kind is VerdictKind.ALREADY_RETURNED and said.device
        lies_in = self._drafts.get(held.id) if held else None
        tone, headline = shown_as(said, lies_in)
        return self._answer_number(Beforehand(said.kind, tone, headline, said.todo))

    def _answer_number(self, answer: Beforehand) -> int:
        same = (answer.kind, answer.tone, *_parts(answer.headline), *_parts(answer.todo))
        number = self._number_of_answer.setdefault(same, len(self.answers))
        if number == len(self.answers):
            self.answers.append(answer)
        return number

    def _timeline_number(self, timeline: Timeline) -> int:
        number = self._number_of_timeline.setdefault(timeline, len(self.timelines))
        if number == len(self.timelines):
            self.timelines.append(timeline)
        return number


def _in_box(facts: Facts, box: ArticleFacts) -> Facts:
    return Facts(serials=facts.serials, devices=facts.devices, terms=facts.terms, articles=(box,))


def _parts(sentence: Sentence) -> tuple[object, ...]:
    return (sentence.text, *sentence.params.items())


def marks_of(verdict: Verdict, lies_in: Line | None = None) -> list[str]:
    """The marks of all that a device may have said rightly of a product with this verdict."""
    said = [mark_of(verdict.kind, verdict.headline)]
    if lies_in is not None:
        said.append(mark_of(VerdictKind.ALREADY_RETURNED, lies_there(lies_in)))
    if verdict.kind in MAY_BE_BEYOND:
        said.append(NOT_AMONG_THEM.mark)
    return said
