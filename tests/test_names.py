"""One word for one thing: a name that the rooms share means the same wherever it is read.

A public name is a class, a function or an alias at module level without an underscore. A constant counts from when
another module imports it; until then it is a value of its module alone, and is read beside its use.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "common", "database", "identity", "scanner", "labels", "workbooks", "photos", "registry", "printing", "accounts",
    "returns", "warehouse", "operations", "web", "app",
)  # fmt: skip

SHARED_NAMES = {
    "log": "each module's own logger, as logging and structlog have it",
    "main": "the command of a module that is run with python -m",
}
"""A name that is meant to stand in several rooms → why."""

SHARED_MODULES = {
    "cli": "a room's commands for `flask`",
    "lookup": "what a room asks its own tables",
    "ean": "identity: what an EAN says; scanner.bars: what its bars look like",
}
"""The same for names of modules. Those in `web` may have the name of the module below whose action they show."""


class Definition(NamedTuple):
    """Where a public name is defined."""

    room: str
    path: Path
    name: str
    is_constant: bool

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts)


def modules() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        single = ROOT / f"{room}.py"
        for path in [single] if single.exists() else sorted((ROOT / room).rglob("*.py")):
            yield room, path


def definitions(room: str, path: Path) -> Iterator[Definition]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [
                name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)
            ]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        for name in names:
            if not name.startswith("_"):
                yield Definition(room, path, name, name.isupper())


def imported_names() -> set[tuple[str, str]]:
    """(module, name) for every name that a module takes from another one, by `from` or through the module."""
    found = set()
    for _, path in modules():
        tree = ast.parse(path.read_text())
        aliases = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for alias in node.names:
                    found.add((node.module, alias.name))
                    aliases[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in aliases
            ):
                found.add((aliases[node.value.id], node.attr))
    return found


def test_no_public_name_is_two_things_in_two_rooms() -> None:
    imported = imported_names()
    by_name: dict[str, list[Definition]] = defaultdict(list)
    for room, path in modules():
        for one in definitions(room, path):
            if not one.is_constant or (one.module, one.name) in imported:
                by_name[one.name].append(one)
    twice = {
        name: sorted(one.module for one in found)
        for name, found in by_name.items()
        if len({one.room for one in found}) > 1 and name not in SHARED_NAMES
    }
    told = "\n".join(f"{name}: {', '.join(where)}" for name, where in sorted(twice.items()))
    assert not twice, f"one name, two things; say in each what it is:\n{told}"


def test_no_module_has_the_name_of_another_rooms_module() -> None:
    by_name: dict[str, set[str]] = defaultdict(set)
    for room, path in modules():
        if path.stem not in {"__init__", "__main__"} and room != "web":
            by_name[path.stem].add(room)
    twice = {name: rooms for name, rooms in by_name.items() if len(rooms) > 1 and name not in SHARED_MODULES}
    told = "\n".join(f"{name}: {', '.join(sorted(rooms))}" for name, rooms in sorted(twice.items()))
    assert not twice, f"a module's name tells what is in it; these tell two things:\n{told}"


def test_what_is_allowed_is_still_there() -> None:
    """An exception that nobody needs any more goes."""
    names = {one.name for room, path in modules() for one in definitions(room, path)}
    stems = {path.stem for _, path in modules()}
    assert set(SHARED_NAMES) <= names
    assert set(ALLOWED_NAMES) <= {name for _, path in modules() for name in names_given(path)}
    assert set(SHARED_MODULES) <= stems


WORDS_THAT_EXPLAIN_NOTHING = (
    "small", "heap", "case", "desk", "pieces", "staging", "chunks", "care", "near", "saying", "kept", "keep", "keeping",
)  # fmt: skip


def test_no_module_and_no_public_name_is_a_word_that_explains_nothing() -> None:
    wrong = {str(path.relative_to(ROOT)) for _, path in modules() if path.stem in WORDS_THAT_EXPLAIN_NOTHING}
    for room, path in modules():
        wrong |= {
            f"{one.module}.{one.name}"
            for one in definitions(room, path)
            if one.name.lower() in WORDS_THAT_EXPLAIN_NOTHING
        }
    assert not wrong, f"say what it is: {', '.join(sorted(wrong))}"


PARTS_THAT_EXPLAIN_NOTHING = ("kept", "keeping", "staging", "heap")
"""Words that may not be a part of any name either, not even of a local one: what is kept, and where, and how long?"""

ALLOWED_NAMES = {"KEPT_BY_DECISION": "the product stays at the warehouse"}
"""A name with such a part that says what it is → why."""

OUTSIDE_THE_ROOMS = ("benchmarks", "scripts")


def words_of(name: str) -> set[str]:
    """The words that a name is put together from: `KeptAnswer`, `kept_answer` and `keptAnswer` have the same."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def names_given(path: Path) -> Iterator[str]:
    """Every name that a module gives: to classes, functions, parameters, variables and attributes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


def test_no_name_has_a_part_that_explains_nothing() -> None:
    paths = [path for _, path in modules()]
    paths += [path for folder in OUTSIDE_THE_ROOMS for path in sorted((ROOT / folder).rglob("*.py"))]
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in paths
        for name in names_given(path)
        if words_of(name) & set(PARTS_THAT_EXPLAIN_NOTHING) and name not in ALLOWED_NAMES
    }
    assert not wrong, f"say what it is: {', '.join(sorted(wrong))}"


def test_no_class_is_called_small() -> None:
    """An import of everything but devices was called so. It is not small, and its name has to say what comes in."""
    small = {
        f"{one.module}.{one.name}"
        for room, path in modules()
        for one in definitions(room, path)
        if one.name[:1].isupper() and "small" in words_of(one.name) and not one.is_constant
    }
    assert not small, f"say what it is: {', '.join(sorted(small))}"


SCRIPT_WORDS = {*PARTS_THAT_EXPLAIN_NOTHING, "strokes", "sight", "whose", "later", "once"}
"""The same in JavaScript, with the words that its modules were once called by."""


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", script, flags=re.DOTALL)


def test_no_script_has_a_name_that_explains_nothing() -> None:
    wrong = set()
    for path in sorted((ROOT / "static/js").rglob("*.js")):
        if path.stem in SCRIPT_WORDS:
            wrong.add(str(path.relative_to(ROOT)))
        for name in re.findall(r"[A-Za-z_$][\w$]*", without_comments(path.read_text())):
            if words_of(name) & set(PARTS_THAT_EXPLAIN_NOTHING):
                wrong.add(f"{path.relative_to(ROOT)}: {name}")
    assert not wrong, f"say what it is: {', '.join(sorted(wrong))}"


def test_what_docstrings_name_is_there() -> None:
    """A docstring that names another module's constant goes wrong when that module is renamed."""
    stems = {path.stem for _, path in modules()}
    attributes = {(path.stem, one.name) for room, path in modules() for one in definitions(room, path)}
    wrong = set()
    for _, path in modules():
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                continue
            if not isinstance(node.value.value, str):
                continue
            for module, name in re.findall(r"\b([a-z_]+)\.([A-Z][A-Z_]+)\b", node.value.value):
                if module not in stems or (module, name) not in attributes:
                    wrong.add(f"{path.relative_to(ROOT)}: {module}.{name}")
    assert not wrong, f"name what is there: {', '.join(sorted(wrong))}"
