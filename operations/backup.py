"""`flask backup FILE` and `flask restore FILE`: everything that the database holds, in one file.

The file is an SQLite database, whichever database it comes from or goes into: the copy of one machine's SQLite goes
into a region's PostgreSQL as well. It is taken from one snapshot, while Returkoll runs, and put back whole or not at
all; one of an earlier version is brought up to date on the way. Imports under way stay out: they would begin anew on
data that they were not made for.
"""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import sqlalchemy as sa
from alembic.migration import MigrationContext
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from common.storage_fault import StorageFault, storage_fault
from database import db, forget_and_write, utcnow
from operations.audit import Audited, AuditKind, record
from operations.bad_rows import BadRow, copy_table, write_bad_rows
from operations.older_backup import is_earlier, newest_revision, up_to_date
from photos import NoPhoto
from photos.stored_photo import photo_store
from printing.submitting import doubt_all
from returns import Event, Line

APPLICATION_ID = 0x524B424B
"""The application id of the file, RKBK (https://www.sqlite.org/pragma.html#pragma_application_id)."""
FORM = 1
LEFT_OUT = (
    "import_job",
    "import_chunk",
    "heartbeat",
    "night_run",
    "sign_in",
    "sign_in_pace",
    "password_link",
    "open_tablet",
    "webhook_delivery",
)
AT_ONCE = 2000
"""Rows that are in memory at the same time."""
SQLITE_STARTS = b"SQLite format 3\x00"


class Unfit(click.ClickException):
    """The file cannot be restored; the message says why."""


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@with_appcontext
def backup_command(file: Path, force: bool) -> None:
    """Write everything that the database holds into FILE, while Returkoll runs."""
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already. Choose another name, or say --force.")
    try:
        rows = write_backup(file)
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error.strerror}.") from error
    except NoPhoto as error:
        raise click.ClickException(
            f"{file} was not written, as a photo could not be had: {error}."
        ) from error
    click.echo(f"{rows} rows in {file}, {file.stat().st_size / 2**20:.1f} MB.")


def write_backup(file: Path) -> int:
    """How many rows it has. The file is there whole, or not at all. Raises OSError, also where SQLite says in its own
    way that the file has no room, and NoPhoto."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)  # nobody else may read it, as it holds the hashes of all passwords
        rows = _backed_up(part)
        os.replace(part, file)
    except sa.exc.SQLAlchemyError as error:
        if storage_fault(error) is StorageFault.FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file)) from error
        raise
    finally:
        part.unlink(missing_ok=True)
    return rows


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what the database holds now.")
@click.option(
    "--bad-rows",
    type=click.Choice(["stop", "leave-out"]),
    default="stop",
    show_default=True,
    help="What to do with rows that cannot be put back: change nothing, or go on without them.",
)
@click.option(
    "--left-out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the rows that are left out are written, one JSON object a line. [default: FILE.left-out.jsonl]",
)
@with_appcontext
def restore_command(file: Path, yes: bool, bad_rows: str, left_out: Path | None) -> None:
    """Put FILE, written by `flask backup`, in the place of everything that the database holds: whole, or not at all.

    A row that cannot be put back is told. With `--bad-rows leave-out` all the others are, and that one is written to a
    file; so are the rows that need it."""
    salt, revision = _check(file)
    left_out_to = left_out or file.with_name(f"{file.name}.left-out.jsonl")
    bad: list[BadRow] = []
    if _is_fresh():
        click.echo("The database has no tables yet: they are made first.", err=True)
        upgrade()
    with _as_here(file, revision) as current, _opened(current, only_read=True) as source, forget_and_write():
        target = db.session.connection()
        _lock(target)
        if not yes and (held := _held(target)):
            raise click.ClickException(
                f"The database holds data already ({held}). Nothing was changed. "
                "To put the backup in its place, say --yes; take a backup of what is there first."
            )
        _clear(target)
        rows = _restored(source, target, _stop_at if bad_rows == "stop" else bad.append) - len(bad)
        _number_on(target)
        doubt_all(utcnow())
        record(
            db.session, Audited(AuditKind.RESTORED, "flask restore", f"flask restore {file.name}"), utcnow()
        )
        if bad:
            _write_left_out(left_out_to, bad)
    click.echo(f"{rows} rows restored.")
    if bad:
        click.echo(
            f"{len(bad)} rows could not be put back and are in {left_out_to}. The first is {bad[0]}.",
            err=True,
        )
    if salt != _salt():
        click.echo(
            "The accounts' passwords were made with another RETURKOLL_SECRET_KEY than the one here: "
            "nobody can sign in until the server is started with that key.",
            err=True,
        )


def _tables() -> list[sa.Table]:
    """The tables that are copied. A table comes after the tables that it refers to."""
    stored = [table for table in db.metadata.sorted_tables if table.name not in LEFT_OUT]
    copies = sa.MetaData()
    for table in stored:
        for column in table.to_metadata(copies).columns:
            if isinstance(column.type, sa.JSON):
                # Nothing stays nothing: otherwise it would come back as the JSON text `null`.
                column.type = sa.JSON(none_as_null=bool(column.nullable))
    return [copies.tables[table.name] for table in stored]


def _salt() -> str:
    """A hash of the setting with which passwords are hashed. It shows whether two machines have the same setting, and
    does not tell the setting itself."""
    return hashlib.sha256(
        f"returkoll backup {current_app.config['SECURITY_PASSWORD_SALT']}".encode()
    ).hexdigest()[:16]


def _revision(connection: sa.Connection) -> str:
    return ",".join(sorted(MigrationContext.configure(connection).get_current_heads()))


# --- taking it


def _backed_up(part: Path) -> int:
    isolation = "REPEATABLE READ" if db.engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with (
        db.engine.connect().execution_options(isolation_level=isolation) as source,
        _opened(part) as target,
    ):
        for table in _tables():
            target.execute(CreateTable(table))
        rows = _copied(source, target, "Backing up")
        target.exec_driver_sql(
            "CREATE TABLE returkoll_backup (form INTEGER, revision TEXT, made_at TEXT, salt TEXT)"
        )
        target.exec_driver_sql(
            "INSERT INTO returkoll_backup VALUES (?, ?, ?, ?)",
            (FORM, _revision(source), utcnow().isoformat(timespec="seconds"), _salt()),
        )
        target.commit()
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, without companions
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return rows


@contextmanager
def _opened(file: Path, *, only_read: bool = False) -> Iterator[sa.Connection]:
    """A connection to the file. With `only_read` the file is not changed, and may lie where nothing can be written."""
    name = f"file:{quote(str(file.resolve()))}"
    query = {"uri": "true", **({"immutable": "1"} if only_read else {})}
    engine = sa.create_engine(sa.URL.create("sqlite", database=name, query=query), poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        yield connection


def _copied(source: sa.Connection, target: sa.Connection, what: str) -> int:
    """Copy every row of every table. Returns how many rows there were."""
    rows = 0
    with Progress(console=Console(stderr=True), transient=True) as bar:
        for table in bar.track(_tables(), description=what):
            found = source.execute(sa.select(table), execution_options={"yield_per": AT_ONCE})
            for some in found.mappings().partitions():
                target.execute(sa.insert(table), [_with_picture(table, dict(row)) for row in some])
                rows += len(some)
    return rows


def _with_picture(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    """A picture that lies in a store goes into the file with the rest. Raises NoPhoto."""
    store = photo_store()
    if store is not None and "jpeg" in table.columns and row["jpeg"] is None:
        row["jpeg"] = store.get(row["digest"])
    return row


# --- putting it back


def _stop_at(row: BadRow) -> None:
    raise Unfit(
        f"This row cannot be put back: {row}. Nothing was changed. "
        "To restore all the others and have the bad rows in a file, say --bad-rows leave-out."
    )


def _restored(source: sa.Connection, target: sa.Connection, tell: Callable[[BadRow], None]) -> int:
    """As many rows as the backup has. `tell` is told of each one that cannot be put back."""
    rows = 0
    with Progress(console=Console(stderr=True), transient=True) as bar:
        for table in bar.track(_tables(), description="Restoring"):
            rows += copy_table(source, target, table, tell)
    return rows


def _write_left_out(path: Path, rows: list[BadRow]) -> None:
    """Before the restore is whole: without the file it would be a silent loss."""
    try:
        write_bad_rows(path, rows)
    except OSError as error:
        raise Unfit(
            f"{len(rows)} rows are bad, and {path} could not be written: {error.strerror}. Nothing was changed."
        ) from error


@contextmanager
def _as_here(file: Path, revision: str) -> Iterator[Path]:
    """The backup, or a copy of it that has been brought up to date."""
    if revision == _revision_here():
        yield file
        return
    click.echo(
        f"It is of an earlier version (its tables are at {revision}), and brought up to date first.", err=True
    )
    try:
        with up_to_date(file, revision) as copy:
            yield copy
    except sqlite3.DatabaseError as error:
        raise Unfit(f"{file} is damaged ({error}). Take an older backup. Nothing was changed.") from error


def _revision_here() -> str:
    with db.engine.connect() as connection:
        return _revision(connection)


def _is_fresh() -> bool:
    """Whether the database has no tables at all, so that this backup is the first thing that is put into it."""
    return not sa.inspect(db.engine).get_table_names()


def _check(file: Path) -> tuple[str, str]:
    """The salt of its passwords, as _salt() tells it, and its migration. Raises Unfit, with what to do, for a file that
    is no backup, is damaged, or is of a version that the migrations do not lead on from."""
    with file.open("rb") as opened:
        begins = opened.read(len(SQLITE_STARTS))
    if begins != SQLITE_STARTS:
        raise Unfit(f"{file} is no backup: expected a file that `flask backup` wrote. Nothing was changed.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise Unfit(
                    f"{file} is a database, but no backup that `flask backup` wrote. Nothing was changed."
                )
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
            form, revision, salt = connection.execute(
                "SELECT form, revision, salt FROM returkoll_backup"
            ).fetchone()
    except (sqlite3.DatabaseError, TypeError) as error:
        raise Unfit(f"{file} is damaged ({error}). Take an older backup. Nothing was changed.") from error
    if sound != "ok":
        raise Unfit(f"{file} is damaged ({sound}). Take an older backup. Nothing was changed.")
    here = newest_revision() if _is_fresh() else _revision_here()
    if form != FORM or (revision != here and not is_earlier(revision, here)):
        raise Unfit(
            f"{file} was written by another version of Returkoll (its tables are at {revision or 'none'}, "
            f"here they are at {here or 'none'}). Restore it with that version, then come back to this one and run "
            "`flask db upgrade`. Nothing was changed."
        )
    return str(salt), str(revision)


def _lock(target: sa.Connection) -> None:
    """Make the other workers wait until everything is restored. On SQLite the transaction has done that already."""
    if target.dialect.name == "postgresql":
        names = ", ".join(
            target.dialect.identifier_preparer.format_table(t) for t in db.metadata.sorted_tables
        )
        target.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


def _held(target: sa.Connection) -> str:
    """The contents of the database that would be lost, in words; an empty text where there is nothing."""
    counted = {
        name: target.scalar(sa.select(sa.func.count()).select_from(db.metadata.tables[name]))
        for name in ("user", "device", "return")
    }
    return ", ".join(f"{count} in {name}" for name, count in counted.items() if count)


def _clear(target: sa.Connection) -> None:
    for table in reversed(db.metadata.sorted_tables):
        target.execute(sa.delete(table))


def _number_on(target: sa.Connection) -> None:
    """Set the counters of new row numbers behind the restored rows, as PostgreSQL does not do that by itself, and that
    of the lines behind those that only events know."""
    if target.dialect.name == "postgresql":
        for table in _tables():
            name = target.dialect.identifier_preparer.format_table(table)
            for column in table.primary_key.columns:
                counter = target.scalar(sa.select(sa.func.pg_get_serial_sequence(name, column.name)))
                if counter:
                    used = [column, Event.line_id] if table.name == Line.__tablename__ else [column]
                    target.execute(
                        sa.select(sa.func.setval(sa.cast(counter, REGCLASS), _highest(used) + 1, False))
                    )
        return
    counters = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    target.execute(counters.delete().where(counters.c.name == Line.__tablename__))
    target.execute(
        counters.insert().from_select(
            ["name", "seq"], sa.select(sa.literal(Line.__tablename__), _highest([Line.id, Event.line_id]))
        )
    )


def _highest(columns: Sequence[Any]) -> sa.ColumnElement[int]:
    """The highest number in any of the columns; 0 where there is none."""
    numbers = [sa.select(sa.func.coalesce(sa.func.max(column), 0).label("number")) for column in columns]
    found = sa.union_all(*numbers).subquery()
    return sa.select(sa.func.max(found.c.number)).scalar_subquery()
