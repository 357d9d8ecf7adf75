"""Answering for many products with one press: one kind of check at a time, each with the products that it concerns.

First the look at the heap, which answers what can be seen. Then what has to be done to each product (charging,
resetting), one question a page. A product that is not ticked keeps its questions, and gets them on a page of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from registry.checklist import ChecklistItem
from returns import Answer, Line, Return
from returns.lookup import WITH_LINES
from web.clinic.blueprint import clinic, clinic_only, own_return
from web.http.access import actor
from web.http.idempotency import changing

FEWEST = 2
"""The fewest products that are asked about together: for one, its own checklist is as fast."""
LOOK = "titt"
"""The check that is a look at the heap. The others are named by their question's code."""


@dataclass(frozen=True)
class SharedCheck:
    """One kind of check, and the products that it concerns."""

    kind: str
    lines: Sequence[Line]

    @property
    def is_look(self) -> bool:
        return self.kind == LOOK

    def items_of(self, line: Line) -> Sequence[ChecklistItem]:
        """The questions that a yes answers for this product."""
        if self.is_look:
            return line.questions_for_many
        return [item for item in line.questions_tried_singly if item.code == self.kind]

    def asked_of(self, line: Line) -> str:
        """The product and its questions, as the page sends them back with a yes."""
        return " ".join([str(line.id), *(item.code for item in self.items_of(line))])

    @property
    def questions(self) -> Sequence[ChecklistItem]:
        """Each question once. Those about things in the box stand beside the products instead."""
        found = {item.code: item for line in self.lines for item in self.items_of(line)}
        return [item for item in found.values() if not item.thing]

    @property
    def groups(self) -> list[tuple[Sequence[ChecklistItem], list[Line]]]:
        """The products by what should lie in their boxes: the things that are asked for, and those products."""
        found: dict[tuple[ChecklistItem, ...], list[Line]] = {}
        for line in self.lines:
            things = tuple(item for item in self.items_of(line) if item.thing)
            found.setdefault(things, []).append(line)
        return list(found.items())

    @property
    def address(self) -> str:
        return url_for("clinic.answer_many", number=self.lines[0].return_.number, kind=self.kind)


def lines_for_many(current: Return) -> list[Line]:
    """The products that one look at the heap can answer for; none where that would save nothing."""
    lines = [line for line in current.lines if line.questions_for_many] if current.is_draft else []
    return lines if len(lines) >= FEWEST else []


def shared_checks(current: Return) -> list[SharedCheck]:
    """The checks that are answered for many products, in the order in which they are asked."""
    by_kind: dict[str, list[Line]] = {}
    for line in current.lines if current.is_draft else ():
        for item in line.questions_tried_singly:
            by_kind.setdefault(item.code, []).append(line)
    by_kind = {kind: lines for kind, lines in by_kind.items() if len(lines) >= FEWEST}
    if look := lines_for_many(current):
        by_kind[LOOK] = look
    return [SharedCheck(kind, by_kind[kind]) for kind in sorted(by_kind, key=_place)]


def _place(kind: str) -> tuple[bool, str]:
    """Where a kind of check comes among the others: the look first."""
    return kind != LOOK, kind


def asked_alone(current: Return, checks: Sequence[SharedCheck]) -> list[Line]:
    """The products with questions that none of the checks answers."""
    answered = {
        (line.id, item.code) for check in checks for line in check.lines for item in check.items_of(line)
    }
    return [
        line
        for line in current.lines
        if not line.ready and not all((line.id, item.code) in answered for item in line.open_questions)
    ]


@clinic.app_template_global("next_questions")
def next_questions(current: Return, after: str | None = None) -> str:
    """The page with the questions that come next: those for many products, of the kinds that come after that one; then
    product by product; the sealing when nothing is left."""
    for check in shared_checks(current):
        if after is None or _place(check.kind) > _place(after):
            return check.address
    left = next((line for line in current.lines if not line.ready), None)
    if left is None:
        return url_for("clinic.sealing", number=current.number)
    return url_for("clinic.checklist", number=current.number, line_id=left.id)


@clinic.get("/<number>/hela-hogen", defaults={"kind": LOOK})
@clinic.get("/<number>/hela-hogen/<kind>")
@clinic_only
def answer_many(number: str, kind: str) -> ResponseReturnValue:
    current = own_return(number, WITH_LINES)
    checks = shared_checks(current)
    check = next((check for check in checks if check.kind == kind), None)
    if check is None:
        return redirect(next_questions(current) if current.lines else url_for("clinic.show", number=number))
    return render_template(
        "clinic/answer_many.html",
        return_=current,
        check=check,
        later=checks[checks.index(check) + 1 :],
        alone=asked_alone(current, checks),
    )


@clinic.post("/<number>/hela-hogen", defaults={"kind": LOOK})
@clinic.post("/<number>/hela-hogen/<kind>")
@clinic_only
@changing
def answer_many_at_once(number: str, kind: str) -> ResponseReturnValue:
    """Answer yes for the products that are ticked: each `asked` is a product with the questions that the page showed.
    What was packed or asked since has no answer yet, and what was taken out needs none."""
    current, now = own_return(number, WITH_LINES), utcnow()
    ticked = {line_id: codes for line_id, *codes in map(str.split, request.form.getlist("asked")) if codes}
    for check in shared_checks(current):
        for line in check.lines if check.kind == kind else ():
            shown = ticked.get(str(line.id), [])
            answers = {item.code: Answer.YES for item in check.items_of(line) if item.code in shown}
            line.answer(answers, actor=actor(), now=now, for_many=True)
    return redirect(next_questions(current, after=kind))
