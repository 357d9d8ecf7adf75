"""Which question the table asks next, when all is packed: for the whole pile first, then product by product."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from registry.checklist import ChecklistItem
from returns import Line, Return
from web.clinic.answering_many import lines_for_many


@dataclass(frozen=True)
class TableQuestion:
    """What one showing of the card Klar answers with yes: questions of one product, or of many in one look."""

    lines: Sequence[Line]
    for_many: bool = False

    @classmethod
    def next_of(cls, current: Return) -> "TableQuestion | None":
        """None when every question has an answer."""
        if lines := lines_for_many(current):
            return cls(lines, for_many=True)
        line = next((line for line in current.lines if line.missing_answers), None)
        return cls([line]) if line else None

    def items_of(self, line: Line) -> Sequence[ChecklistItem]:
        return line.questions_for_many if self.for_many else line.missing_answers

    @property
    def items(self) -> list[ChecklistItem]:
        """Each question once, those about things in the box left out where many products are asked about."""
        found = {item.code: item for line in self.lines for item in self.items_of(line)}
        return [item for item in found.values() if not (self.for_many and item.thing)]

    @property
    def key(self) -> str:
        """What was asked, so that a card answers only what its page showed."""
        return " ".join(f"{line.id}:{item.code}" for line in self.lines for item in self.items_of(line))


def last_answered(current: Return, actor: str) -> datetime.datetime | None:
    """When this user answered last in the return; what was answered at that moment is one press or one card."""
    return max((row.at for line in current.lines for row in line.answers if row.actor == actor), default=None)
