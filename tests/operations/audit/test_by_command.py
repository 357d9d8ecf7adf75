"""What is done on the command line stands in the audit log, as what is done on a page does."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from operations.audit import AuditEntry, AuditKind, verify
from operations.audit.by_command import TOLD_AFTERWARDS

TELLS_ITSELF = {
    *(("restore",), ("audit", "trim"), ("registry", "import")),
    *(("token", name) for name in ("make", "revoke")),
    *(("user", name) for name in ("add", "invite", "link", "change", "disable", "enable", "decide")),
    *(("user", name) for name in ("sign-out", "reset-code", "reset-passkeys")),
}
NOTHING_TO_TELL = {
    *(("doctor",), ("audit", "verify"), ("audit", "head"), ("photos", "where"), ("registry", "look")),
    *(("token", "list"), ("user", "list")),
    *(("backup",), ("demo",)),  # the one leaves the database as it is, the other's data is made up
    *(("printers", "work"), ("webhooks", "work"), ("notices", "work")),
    ("nightly",),  # its jobs tell what they remove
}
OF_FLASK = {"db", "run", "shell", "routes", "spec", "translate", "babel", "roles", "users"}
"""Commands that the libraries bring along."""


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def entries() -> list[tuple[AuditKind, str, str]]:
    db.session.rollback()
    return [(one.kind, one.actor, one.subject) for one in db.session.scalars(sa.select(AuditEntry))]


def test_every_command_stands_in_one_table(demo_app: APIFlask) -> None:
    known = [*TOLD_AFTERWARDS, *TELLS_ITSELF, *NOTHING_TO_TELL]
    assert len(known) == len(set(known))
    assert {one for one in commands(demo_app.cli) if one[0] not in OF_FLASK} == set(known)


def test_an_import_is_told_of_with_the_file(demo_app: APIFlask, tmp_path: Path) -> None:
    file = tmp_path / "enheter.csv"
    file.write_text("Enhet;Enhetsnamn\n7777;Hörselenheten Ny\n")
    run = demo_app.test_cli_runner().invoke(args=["registry", "import", str(file)])
    assert run.exit_code == 0, run.output
    told = (AuditKind.IMPORTED, "flask registry import", "flask registry import enheter.csv (units)")
    assert entries() == [told]
    assert verify(db.session()) is None


@pytest.mark.parametrize("more", [["--dry-run"], ["--kind", "devices"]])
def test_an_import_that_changes_nothing_is_not(demo_app: APIFlask, tmp_path: Path, more: list[str]) -> None:
    file = tmp_path / "enheter.csv"
    file.write_text("Enhet;Enhetsnamn\n7777;Hörselenheten Ny\n")
    demo_app.test_cli_runner().invoke(args=["registry", "import", str(file), *more])
    assert entries() == []


def test_an_export_is_told_of_when_it_is_done(demo_app: APIFlask, tmp_path: Path) -> None:
    run = demo_app.test_cli_runner().invoke
    assert run(args=["audit", "export", str(tmp_path / "log.csv")]).exit_code == 0
    assert run(args=["audit", "export", str(tmp_path / "no" / "such" / "folder")]).exit_code != 0
    assert entries() == [(AuditKind.FETCHED, "flask audit export", "flask audit export log.csv")]


def test_a_backup_leaves_the_database_as_it_was(demo_app: APIFlask, tmp_path: Path) -> None:
    run = demo_app.test_cli_runner().invoke(args=["backup", str(tmp_path / "all.sqlite")])
    assert run.exit_code == 0
    assert entries() == []
