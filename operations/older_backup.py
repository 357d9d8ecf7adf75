"""A backup of an earlier version is brought up to date by the migrations themselves, in a database of its own.

It is copied into an empty SQLite database at the backup's own migration, and that database is upgraded. The database
that is restored into is not changed by that.
"""

import functools
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.pool import NullPool

NEWEST = "head"


def newest_revision() -> str:
    """The migration that a database of this version is at."""
    return _newest(str(_config().get_main_option("script_location")))


@functools.cache
def _newest(folder: str) -> str:
    return str(ScriptDirectory(folder).get_current_head())


def is_earlier(revision: str, here: str) -> bool:
    """Whether the migrations lead from the one to the other, and no further."""
    return here == newest_revision() and revision in earlier_revisions()


def earlier_revisions() -> frozenset[str]:
    """All migrations that a database may be at and have to be brought up to date."""
    return _earlier_than(newest_revision())


@functools.cache
def _earlier_than(newest: str) -> frozenset[str]:
    scripts = ScriptDirectory.from_config(_config())
    return frozenset(script.revision for script in scripts.iterate_revisions(newest, "base")) - {newest}


@contextmanager
def up_to_date(file: Path, revision: str) -> Iterator[Path]:
    """A copy that has been brought to the newest migration. Nobody else can read it, and it is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="returkoll-restore-") as folder:
        copy = Path(folder) / "upgraded.sqlite"
        _migrate(copy, revision)
        _pour(file, copy)
        _migrate(copy, NEWEST)
        yield copy


def _config() -> Config:
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    return config


def _migrate(copy: Path, revision: str) -> None:
    config = _config()
    engine = sa.create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection  # migrations/env.py takes it instead of the app's
        command.upgrade(config, revision)
        connection.commit()


def _pour(file: Path, copy: Path) -> None:
    """Copy every row unchanged, as both are SQLite and at the same migration."""
    with closing(sqlite3.connect(copy, uri=True)) as connection, connection:
        connection.execute("ATTACH DATABASE ? AS old", (f"{file.resolve().as_uri()}?mode=ro",))
        there = {
            name for (name,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")
        }
        names = [
            name for (name,) in connection.execute("SELECT name FROM old.sqlite_master WHERE type = 'table'")
        ]
        for table in map(_quoted, (name for name in names if name in there and name != "alembic_version")):
            columns = ", ".join(
                _quoted(row[1]) for row in connection.execute(f"PRAGMA old.table_info({table})")
            )
            connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - names of tables and columns, quoted
            connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM old.{table}")  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
