"""A state belongs to the model that has it: only its own verbs change it, and nobody spells it as a string."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import registry.models
from printing.queue import State
from registry.verdict import VerdictKind
from returns import Answer, Destination, EventKind, LineState, ReturnState
from returns.event import WORDS
from returns.states import LINE_MOVES, RETURN_MOVES
from warehouse import StepOutcome

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "operations", "printing", "registry", "returns", "warehouse", "web")
STATES = {
    "state": {state.value for kind in (LineState, ReturnState, State) for state in kind},
    "destination": {place.value for place in Destination},
    "outcome": {outcome.value for outcome in StepOutcome},
    "answer": {answer.value for answer in Answer},
    "what": {kind.value for kind in EventKind},
}
"""The name of an attribute → the values that may only be written as members of their enum."""
ENUMS = {
    kind.__name__
    for kind in (LineState, ReturnState, State, Destination, StepOutcome, Answer, EventKind, VerdictKind)
} | {registry.models.DeviceState.__name__, "JobState"}
AT_THE_EDGE = {Path("printing/metrics.py"), Path("web/http/errors.py")}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text())


def owners_of_state(tree: ast.Module) -> set[ast.AST]:
    """Every node inside a class: there `self.state = …` is the model's own verb."""
    return {inner for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for inner in ast.walk(node)}


def test_only_a_model_itself_changes_its_state() -> None:
    """Creating a row (`state=…`) and one's own `self.state` are what a model does; an import job is changed by the
    module of the same room that holds its lock."""
    found = []
    for path, tree in modules():
        owned = owners_of_state(tree)
        for node in ast.walk(tree):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                continue
            for target in (part for whole in targets if whole for part in ast.walk(whole)):
                if not (isinstance(target, ast.Attribute) and target.attr == "state"):
                    continue
                own = isinstance(target.value, ast.Name) and target.value.id == "self" and node in owned
                new = (
                    isinstance(target.value, ast.Name)
                    and target.value.id in {"line", "job"}
                    and (node in owned or path.name == "jobs.py")
                )
                if not own and not new:
                    found.append(f"{path}:{node.lineno}")
    assert not found


def test_no_state_is_spelt_as_a_string() -> None:
    found = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Compare):
                continue
            sides = [node.left, *node.comparators]
            names = {side.attr for side in sides if isinstance(side, ast.Attribute)} & set(STATES)
            words = {
                part.value for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)
            }
            if any(words & STATES[name] for name in names) and path not in PAGE_WORDS:
                found.append(f"{path}:{node.lineno}")
    assert not found


PAGE_WORDS = {Path("web/clinic/adding.py"), Path("web/clinic/put_in.py")}
"""An outcome's state there is what the tablet is told, no column."""


def test_a_value_is_taken_from_a_state_at_the_edge_only() -> None:
    """The columns are enums: `.value` of a state is a sign that somebody compares text again."""
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "value"
        and isinstance(node.value, ast.Attribute)
        and isinstance(node.value.value, ast.Name)
        and node.value.value.id in ENUMS
        and path not in AT_THE_EDGE
    ]
    assert not found


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_has_words(kind: EventKind) -> None:
    assert kind.words is WORDS[kind]
    assert kind.words.text != kind.value


def test_every_event_has_words_in_english() -> None:
    from babel.messages.pofile import read_po

    with (ROOT / "translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        english = read_po(file)
    assert not [
        kind for kind in EventKind if not english.get(kind.words.text) or not english[kind.words.text].string
    ]


def test_every_state_says_what_may_follow() -> None:
    assert set(LINE_MOVES) == set(LineState)
    assert set(RETURN_MOVES) == set(ReturnState)
