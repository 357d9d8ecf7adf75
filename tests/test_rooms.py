"""Imports run one way through the house: the table in docs/architecture.md, held by reading every import."""

import ast
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The room, and what it may import of the others. Every room may import `common`, the leaf that all share.
MAY_IMPORT = {
    "common": (),
    "database": (),
    "identity": ("common",),
    "scanner": ("common", "identity"),
    "labels": ("common",),
    "workbooks": (),
    "photos": ("database",),
    "registry": ("common", "identity", "workbooks", "photos", "database"),
    "printing": ("common", "labels", "registry", "database"),
    "accounts": ("common", "registry", "database"),
    "returns": ("common", "registry", "identity", "labels", "photos", "database"),
    "warehouse": ("common", "returns", "registry", "identity", "labels", "database"),
    "operations": (
        "identity",
        "common",
        "accounts",
        "photos",
        "printing",
        "registry",
        "returns",
        "scanner",
        "warehouse",
        "database",
    ),
    "web": (
        "common",
        "accounts",
        "identity",
        "scanner",
        "labels",
        "operations",
        "photos",
        "printing",
        "registry",
        "returns",
        "warehouse",
        "database",
    ),
}
ROOMS = {*MAY_IMPORT, "app"}
WITHOUT_FLASK_AND_DATABASE = ("common", "identity", "scanner", "labels", "workbooks")
NOT_THERE = ("flask", "apiflask", "sqlalchemy", "werkzeug")


class Import(NamedTuple):
    """One import statement: where it stands, and the dotted name that it asks for."""

    path: Path
    line: int
    name: str

    def is_within(self, allowed: str) -> bool:
        return self.name == allowed or self.name.startswith(f"{allowed}.")

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.name}"


def modules_of(room: str) -> list[Path]:
    single = ROOT / f"{room}.py"
    return [single] if single.exists() else sorted((ROOT / room).rglob("*.py"))


def imports_of(path: Path) -> Iterator[Import]:
    """Every import in the module, those inside functions too; `from a import b` asks for a.b."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (Import(path, node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def imports_of_room(room: str) -> Iterator[Import]:
    for path in modules_of(room):
        yield from imports_of(path)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_the_rooms_that_the_architecture_allows(room: str) -> None:
    allowed = (room, *MAY_IMPORT[room])
    wrong = [
        f"{found}; {room} may import {', '.join(MAY_IMPORT[room]) or 'no other room'}"
        for found in imports_of_room(room)
        if found.name.split(".")[0] in ROOMS and not any(found.is_within(name) for name in allowed)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", WITHOUT_FLASK_AND_DATABASE)
def test_identity_scanner_and_labels_could_each_be_published_alone(room: str) -> None:
    wrong = [str(f) for f in imports_of_room(room) if f.name.split(".")[0].split("_")[0] in NOT_THERE]
    assert not wrong, "\n".join(wrong)


def test_nothing_but_a_command_or_a_test_imports_the_tests_or_the_scripts() -> None:
    wrong = [
        str(found)
        for room in ROOMS
        for found in imports_of_room(room)
        if found.name.split(".")[0] in {"tests", "scripts", "benchmarks"}
    ]
    assert not wrong, "\n".join(wrong)


# --- no circles


def names_of_modules() -> dict[str, Path]:
    """Every module of every room by its dotted name; a package by its own."""
    paths = [path for room in ROOMS for path in modules_of(room)]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in paths
    }


def statements_run_at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Those of the module itself: not inside functions, and not for the type checker only."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and "TYPE_CHECKING" not in ast.unparse(statement.test):
            yield from statements_run_at_import([*statement.body, *statement.orelse])
        elif isinstance(statement, ast.Try):
            yield from statements_run_at_import(statement.body)


def needed_by(path: Path, modules: Container[str]) -> Iterator[str]:
    """Which modules must have been imported before this one can be."""
    for statement in statements_run_at_import(ast.parse(path.read_text(), str(path)).body):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names if alias.name in modules)
        elif isinstance(statement, ast.ImportFrom) and statement.module:
            for alias in statement.names:
                inner = f"{statement.module}.{alias.name}"
                yield inner if inner in modules else statement.module


def test_no_module_needs_itself_on_the_way_round() -> None:
    modules = names_of_modules()
    waiting = {
        name: {one for one in needed_by(path, modules) if one in modules} for name, path in modules.items()
    }
    while free := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    told = "\n".join(
        f"{name} needs {', '.join(sorted(needs & waiting.keys()))}" for name, needs in waiting.items()
    )
    assert not waiting, f"these import each other; move what they share into a module below them:\n{told}"


# --- folders

MOST_MODULES = 16
"""More than about fifteen names are not taken in at a glance."""


@pytest.mark.parametrize(
    "top", [*sorted(MAY_IMPORT.keys() - {"database"}), "benchmarks", "scripts", "static/js", "tests"]
)
def test_no_folder_has_more_modules_than_somebody_overlooks(top: str) -> None:
    folders = [ROOT / top, *(path for path in (ROOT / top).rglob("*") if path.is_dir())]
    counts = {
        str(folder.relative_to(ROOT)): sum(
            path.suffix in {".py", ".js"} and path.stem != "__init__" for path in folder.iterdir()
        )
        for folder in folders
    }
    wrong = {name: count for name, count in counts.items() if count > MOST_MODULES}
    assert not wrong, (
        f"more than {MOST_MODULES} modules: cut the folder by what its modules are about: {wrong}"
    )


def test_every_room_stands_in_the_architecture() -> None:
    """A new top-level package gets a line in the table, and one above."""
    not_rooms = {"tests", "scripts", "benchmarks", "migrations"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - not_rooms
    table = (ROOT / "docs" / "architecture.md").read_text()
    assert packages <= ROOMS, f"not in MAY_IMPORT: {', '.join(sorted(packages - ROOMS))}"
    missing = [room for room in sorted(packages) if f"| `{room}/` |" not in table]
    assert not missing, f"not in docs/architecture.md: {', '.join(missing)}"


def test_no_test_imports_another_test() -> None:
    """Steps that tests share stand in modules of their own: a test can then be read, moved and run by itself."""
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    wrong = [
        str(found)
        for path in tests
        for found in imports_of(path)
        if ".test_" in found.name and found.name.startswith("tests.")
    ]
    assert not wrong, "\n".join(wrong)


def test_the_tests_lie_as_what_they_test_does() -> None:
    """Whoever opens a folder finds its tests under the same path; what drives a browser goes through all rooms."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    of_rooms = {folder for folder in folders if folder.parts and folder.parts[0] != "browser"}
    wrong = sorted(str(folder) for folder in of_rooms if not (ROOT / folder).is_dir())
    assert of_rooms
    assert not wrong, f"expected a folder of that name beside tests/: {', '.join(wrong)}"
