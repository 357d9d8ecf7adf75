"""Invented histories: returns that units packed, and what the warehouse did with each product, by the real verbs."""

import datetime
from dataclasses import dataclass, field

from hypothesis import strategies as st

from common.sentence import Sentence
from database import db
from registry.checklist import PACKAGING, WHOLE, WORKING, contents_code
from registry.control_steps import VISUAL, WIPE
from registry.models import Article, Category, Supplier, Unit
from registry.verdict import Verdict, VerdictKind
from returns import Envelopes, Line, LineState, Return
from returns.packed_product import Packed
from warehouse import Control, Receipt, StepOutcome
from warehouse.returning.send_back_reason import SEEDED

ACTOR = "a person"
BEGINNING = datetime.datetime(2026, 1, 15, 9, 0, tzinfo=datetime.UTC)
DAYS = 150
REASONS = sorted(code for code, reason in SEEDED.items() if not reason.needs_note)
SKIPPED = [
    PACKAGING.code,
    contents_code("Bruksanvisning"),
    WHOLE.code,
    "clean",
    WORKING.code,
    VISUAL.code,
    WIPE.code,
]
"""The invented article asks nothing and needs no step: these histories are about what comes and what goes back."""


@dataclass(frozen=True)
class Fate:
    """What became of one product. The numbers are hours after the return's own beginning."""

    comes: bool = True
    """Whether it is received before the envelope is taken in."""
    undone: bool = False
    """Whether that is undone."""
    later: int | None = None
    """When it is received after all: again, or because it was missing."""
    undone_later: bool = False
    ends: str = "waits"
    """`waits`, `stock` or `back`."""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class History:
    """One return: when it began, of which of the units, and its products."""

    unit: int
    began: int
    """Hours after BEGINNING."""
    announced: tuple[Fate, ...]
    extra: tuple[Fate, ...] = ()
    finished: bool = True


fates = st.builds(
    Fate,
    comes=st.sampled_from([True, True, True, False]),
    undone=st.sampled_from([False, False, False, True]),
    later=st.none() | st.integers(1, 24 * 60),
    undone_later=st.booleans(),
    ends=st.sampled_from(["waits", "stock", "back"]),
    reasons=st.lists(st.sampled_from(REASONS), min_size=1, max_size=3, unique=True).map(tuple),
)
histories = st.lists(
    st.builds(
        History,
        unit=st.integers(0, 1),
        began=st.integers(0, DAYS * 24),
        announced=st.lists(fates, min_size=1, max_size=4).map(tuple),
        extra=st.lists(fates, max_size=2).map(tuple),
        finished=st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=6,
)


@dataclass
class World:
    """Two units, and an article that asks nothing."""

    units: list[Unit] = field(default_factory=list)
    article: Article = field(init=False)

    @classmethod
    def begin(cls) -> "World":
        world = cls([Unit(code=f"U{number}", name=f"Enhet {number}") for number in (1, 2)])
        supplier = Supplier(code="L1", name="Leverantören")
        world.article = Article(
            number="A1", name="En produkt", supplier=supplier, category=Category.LOOP, skipped_steps=SKIPPED
        )
        db.session.add_all([*world.units, world.article])
        db.session.flush()
        return world

    @property
    def product(self) -> Packed:
        verdict = Verdict(
            VerdictKind.TO_WAREHOUSE, "R1", "a row", Sentence("Till huvudlagret"), Sentence("Packa")
        )
        return Packed(verdict, ("A1",), None, self.article.id, None)

    def live(self, history: History) -> Return:
        """Do all of it, through the verbs that the pages call."""
        moment = BEGINNING + datetime.timedelta(hours=history.began)
        return_ = Return.open(self.units[history.unit], actor=ACTOR, now=moment)
        lines = [return_.pack(self.product, actor=ACTOR, now=moment) for _fate in history.announced]
        return_.seal("1234567", {}, Envelopes(), actor=ACTOR, now=moment)
        receipt = Receipt.open(return_, actor=ACTOR, now=moment)
        pairs = list(zip(lines, history.announced, strict=True))
        for line, fate in pairs:
            if fate.comes:
                receipt.take(line, actor=ACTOR, now=moment)
        pairs += [(receipt.take_extra(self.product, actor=ACTOR, now=moment), fate) for fate in history.extra]
        for line, fate in pairs:
            if fate.undone:
                receipt.undo(line, actor=ACTOR, now=moment)
        if not history.finished or all(line.state is LineState.PACKED for line in return_.lines):
            return return_
        receipt.take_in_envelope(None, actor=ACTOR, now=moment)
        for line, fate in pairs:
            self._later(receipt, line, fate, moment)
        return return_

    def _later(self, receipt: Receipt, line: Line, fate: Fate, moment: datetime.datetime) -> None:
        if line not in receipt.return_.lines:
            return
        if line.state is LineState.MISSING and fate.later:
            then = moment + datetime.timedelta(hours=fate.later)
            receipt.take(line, actor=ACTOR, now=then)
            if fate.undone_later:
                receipt.undo(line, actor=ACTOR, now=then)
        if line.state is not LineState.RECEIVED or fate.ends == "waits":
            return
        control = Control.start(line, actor=ACTOR, now=moment)
        if fate.ends == "back":
            control.send_back(list(fate.reasons), "", actor=ACTOR, now=moment)
        else:
            for step in control.steps_left:
                control.mark(step.code, StepOutcome.DONE, actor=ACTOR, now=moment)
            control.make_available(actor=ACTOR, now=moment)
