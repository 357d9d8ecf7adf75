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
    """Decided once, shown as it was."""

    kind: VerdictKind
    rule: str
    """The routine's rule: 'R3'. See the design's table."""
    row: str
    """The row of the decision table: docs/verdict.md."""
    headline: Sentence
    todo: Sentence
    sentences: tuple[Sentence, ...] = ()
    """Why: the facts it rests on, in the order in which they were looked at."""
    cautions: tuple[Sentence, ...] = ()
    """Those of them that ask for a look at the product or its packaging before it is packed."""
    device: DeviceFacts | None = None
    article: ArticleFacts | None = None
    term: TermFacts | None = None
    last_day: datetime.date | None = None
    """The supplier's last day, where a guarantee term holds or has held."""
    supplier: SupplierFacts | None = None
    """Whom to send it to, with the address; only for what goes to a supplier."""
    question: Question | None = None
    """What has to be answered first; only with the kind QUESTION."""
    near: tuple[NearFacts, ...] = ()
    """Up to five registered serials that a mistake explains, own unit first."""
    serials: tuple[str, ...] = ()
    """As read."""
    decided_on: datetime.date | None = None

    def to_dict(self) -> dict[str, Any]:
        return to_json(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Verdict":
        return from_json(cls, data)
