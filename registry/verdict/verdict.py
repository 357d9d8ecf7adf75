"""The verdict: what was decided, by which rule, on which facts, and what to do."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.json_form import from_json, to_json
from common.sentence import Sentence
from registry.facts import ArticleFacts, DeviceFacts, NearFacts, SupplierFacts, TermFacts
from registry.verdict.asking import Question
from registry.verdict.kind import VerdictKind


@dataclass(frozen=True)
class Verdict:
    """It is decided once, stored, and always shown as it was decided."""

    kind: VerdictKind
    rule: str
    """The rule of the routine that it follows from, such as 'R3'."""
    row: str
    """The row of the decision table that decided (docs/verdict.md)."""
    headline: Sentence
    todo: Sentence
    sentences: tuple[Sentence, ...] = ()
    """The reasons: the facts that it rests on, in the order in which they were looked at."""
    cautions: tuple[Sentence, ...] = ()
    """The reasons that ask for a look at the product or its packaging before it is packed."""
    device: DeviceFacts | None = None
    article: ArticleFacts | None = None
    term: TermFacts | None = None
    last_day: datetime.date | None = None
    """The last day on which the supplier takes it back, where a guarantee term holds or has held."""
    supplier: SupplierFacts | None = None
    """The supplier to send it to, with its address. Only for products that go to a supplier."""
    question: Question | None = None
    """The question that has to be answered first. Only for the kind QUESTION."""
    near: tuple[NearFacts, ...] = ()
    """Up to five registered serials that are similar to the one that was read, those of the own unit first."""
    serials: tuple[str, ...] = ()
    """The serials as they were read."""
    decided_on: datetime.date | None = None

    def to_dict(self) -> dict[str, Any]:
        data: dict[str, Any] = to_json(self)
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Verdict":
        verdict: Verdict = from_json(cls, data)
        return verdict
