"""What somebody does on the machine's command line, and what the audit log tells of it.

`flask user`, `flask token`, `flask restore` and `flask audit trim` write their entries in their own transactions. An
import's entry is written in the import's own transaction, too. What changes nothing in the database (an export) is told
when it is done. A backup is not told of: it must leave the database as it is, which it may be the last look at.
"""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from database import db, forget_and_write, utcnow
from operations.audit.chain import record
from operations.audit.entry import Audited, AuditKind
from registry.cli import ACTOR as REGISTRY_ACTOR
from registry.imports import Imported

log = structlog.get_logger()

IMPORT_COMMAND = "flask registry import"
TOLD_AFTERWARDS: dict[tuple[str, ...], AuditKind] = {
    ("audit", "export"): AuditKind.FETCHED,
    ("events", "export"): AuditKind.FETCHED,
    ("registry", "expiring"): AuditKind.FETCHED,
    ("photos", "move"): AuditKind.SETTINGS,
}
"""Commands whose end is told here. tests/operations/audit/test_by_command.py fails on a command that stands nowhere."""


def audit_commands(cli: click.Group) -> None:
    """Called when all commands are there. Calling it again for the same ones changes nothing."""
    for path, kind in TOLD_AFTERWARDS.items():
        command = _found(cli, path)
        if command.callback and not hasattr(command.callback, "is_audited"):
            command.callback = _and_told(command.callback, kind, f"flask {' '.join(path)}")


def _found(cli: click.Group, path: tuple[str, ...]) -> click.Command:
    command: click.Command = cli
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def _and_told(callback: Callable[..., Any], kind: AuditKind, name: str) -> Callable[..., Any]:
    """The command, and its entry when it has ended well. A command that could not do its work raises."""

    @wraps(callback)
    def done_and_told(*args: Any, **kwargs: Any) -> Any:
        result = callback(*args, **kwargs)
        file = kwargs.get("file")
        try:
            with forget_and_write():
                subject = f"{name} {file.name}" if file else name
                record(db.session, Audited(kind, actor=name, subject=subject), utcnow())
        except sa.exc.SQLAlchemyError as error:
            # It is done, and may have been done because the database takes nothing any more.
            log.error("audit_not_written", kind=kind.value, subject=name, error=str(error))
            click.echo("The audit log could not be told of it.", err=True)
        return result

    done_and_told.is_audited = True  # type: ignore[attr-defined]
    return done_and_told


def tell_of_import(session: Session, imported: Imported, now: datetime.datetime) -> None:
    """An import from a page or by the API is told of as the request that it is."""
    if imported.actor == REGISTRY_ACTOR:
        subject = f"{IMPORT_COMMAND} {imported.file_name} ({imported.kind})"
        record(session, Audited(AuditKind.IMPORTED, actor=IMPORT_COMMAND, subject=subject), now)
