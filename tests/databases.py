"""The databases that tests run on: made once for each worker of the suite, and put back after each test.

Making a PostgreSQL database takes from a tenth of a second to more than one, according to how busy the disk is. What a
test changed is a few rows, so they are put back instead; a database whose tables were changed is made anew.
"""

import shutil
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.rows import TupleRow

Fill = Callable[[str], None]  # makes the schema and the contents of an empty database, given its URL

CLOSES_WITHIN = 10_000  # milliseconds for a connection that a test left open
YOUNG = "SELECT count(*) FROM {table} WHERE age(xmin) < age({noted}::xid)"
ALL = "SELECT count(*) FROM {table}"

# Where a change of the schema writes rows, and which of them belong to it: temporary tables do not. VACUUM and ANALYZE
# change such a row in its place, so that it does not look young.
OURS = "(SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
CATALOGS = {
    "pg_class": "relnamespace = 'public'::regnamespace",
    "pg_attribute": f"attrelid IN {OURS}",
    "pg_attrdef": f"adrelid IN {OURS}",
    "pg_constraint": "connamespace = 'public'::regnamespace",
    "pg_index": f"indrelid IN {OURS}",
    "pg_trigger": f"tgrelid IN {OURS}",
    "pg_proc": "pronamespace = 'public'::regnamespace",
    "pg_type": "typnamespace = 'public'::regnamespace",
}


class SqliteDatabase:
    """A file, put back by copying it anew. Who still has the old one open has a file without a name."""

    def __init__(self, folder: Path, fill: Fill) -> None:
        self.path = folder / "returkoll.sqlite"
        self.pristine = folder / "pristine.sqlite"
        self.url = f"sqlite:///{self.path}"
        fill(f"sqlite:///{self.pristine}")
        with closing(sqlite3.connect(self.pristine)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.put_back()

    def put_back(self) -> None:
        """The contents as they were when it was made."""
        self.close()
        shutil.copyfile(self.pristine, self.path)

    def close(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)


@dataclass(frozen=True)
class Contents:
    """What a PostgreSQL database held when it was made."""

    rows: dict[str, bytes]  # each table's rows, as COPY writes them
    counts: dict[str, int]
    sequences: dict[str, tuple[int, bool]]  # each sequence's last value, and whether it was given out


class PostgresqlDatabase:
    """A database on the server, put back row by row."""

    def __init__(self, server: sa.Engine, fill: Fill) -> None:
        self.server = server
        self.fill = fill
        self.name = f"returkoll_test_{uuid.uuid4().hex}"
        self.url = database_in(server, self.name)
        self._make()

    def _make(self) -> None:
        run(self.server, f'CREATE DATABASE "{self.name}"')
        # A test never has to survive the fall of the server.
        run(self.server, f'ALTER DATABASE "{self.name}" SET synchronous_commit = off')
        self.fill(self.url)
        self.connection = psycopg.connect(self.url, autocommit=True)
        may_skip_keys = self.connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        self.by_rows = bool(only_row(may_skip_keys)[0])
        self.noted = ""
        self.tables = self._names("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        self.contents = Contents(
            {table: self._copied(table) for table in self.tables},
            self._rows(ALL),
            self._sequences(),
        )
        self._take_note()

    def close(self) -> None:
        self.connection.close()
        run(self.server, f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def put_back(self) -> None:
        """The contents as they were when it was made. Connections that a test left open are closed."""
        self._end_other_connections()
        if self._schema_changed():
            self._make_anew()
            return
        changed = self._changed_tables()
        sequences = self._sequences()
        if not changed and sequences == self.contents.sequences:
            return
        if not self.by_rows:
            self._make_anew()
            return
        with self.connection.transaction():
            self._write(changed)
            for name, (value, given_out) in self.contents.sequences.items():
                if sequences[name] != (value, given_out):
                    self.connection.execute("SELECT setval(%s::regclass, %s, %s)", (name, value, given_out))
        self._take_note()

    def _make_anew(self) -> None:
        self.close()
        self._make()

    def _end_other_connections(self) -> None:
        self.connection.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            (CLOSES_WITHIN,),
        )

    def _take_note(self) -> None:
        """From here on, what is written has a younger transaction than this one."""
        noted = self.connection.execute("SELECT pg_current_xact_id()::xid::text")
        self.noted = str(only_row(noted)[0])
        self.schema = self._schema()
        self.settings = self._settings()

    def _schema_changed(self) -> bool:
        return (
            self.schema != self._schema()
            or self._schema(YOUNG) != dict.fromkeys(CATALOGS, 0)
            or self.settings != self._settings()
        )

    def _settings(self) -> list[str]:
        """Those that every connection to this database gets."""
        return self._names(
            "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid"
            " WHERE datname = current_database()"
        )

    def _schema(self, count: str = ALL) -> dict[str, int]:
        of_ours = " AND " if "WHERE" in count else " WHERE "
        return self._each({name: f"{count}{of_ours}{ours}" for name, ours in CATALOGS.items()}, "pg_catalog")

    def _changed_tables(self) -> list[str]:
        """Those with a row younger than the note, or with another number of rows (some were deleted)."""
        young, counts = self._rows(YOUNG), self._rows(ALL)
        return [
            table for table in self.tables if young[table] or counts[table] != self.contents.counts[table]
        ]

    def _rows(self, count: str) -> dict[str, int]:
        return self._each(dict.fromkeys(self.tables, count), "public")

    def _each(self, counts: Mapping[str, str], schema: str) -> dict[str, int]:
        """The counts of several tables, asked for in one query."""
        columns = [
            sql.SQL("({})").format(
                sql.SQL(count).format(table=sql.Identifier(schema, table), noted=sql.Literal(self.noted))
            )
            for table, count in counts.items()
        ]
        row = self.connection.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(columns)))
        return dict(zip(counts, only_row(row), strict=True))

    def _sequences(self) -> dict[str, tuple[int, bool]]:
        names = self._names("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        if not names:
            return {}
        query = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}, last_value, is_called FROM {}").format(name, sql.Identifier("public", name))
            for name in names
        )
        return {name: (value, called) for name, value, called in self.connection.execute(query)}

    def _names(self, query: str) -> list[str]:
        return sorted(name for (name,) in self.connection.execute(query))

    def _copied(self, table: str) -> bytes:
        with self.connection.cursor().copy(
            sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier("public", table))
        ) as copy:
            return b"".join(bytes(block) for block in copy)

    def _write(self, tables: Sequence[str]) -> None:
        """The rows of these tables, without asking the foreign keys: all of it together was right before."""
        self.connection.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            name = sql.Identifier("public", table)
            self.connection.execute(sql.SQL("DELETE FROM {}").format(name))
            if self.contents.counts[table]:
                with self.connection.cursor().copy(
                    sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(name)
                ) as copy:
                    copy.write(self.contents.rows[table])


def run(server: sa.Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.exec_driver_sql(statement)


def database_in(server: sa.Engine, name: str) -> str:
    return server.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def fresh_postgresql_database(server: sa.Engine) -> Iterator[str]:
    """The name of an empty database that exists while it is used, for tests that make the schema themselves."""
    name = f"returkoll_test_{uuid.uuid4().hex}"
    run(server, f'CREATE DATABASE "{name}"')
    try:
        yield name
    finally:
        run(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def left_threads_end(before: set[threading.Thread], seconds: float = 60.0) -> None:
    """Wait for what a test began beside itself (an import, say): it must not write into the next test's database."""
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(seconds)
            assert not thread.is_alive(), (
                f"expected the test to end what it began, got {thread.name} still at work"
            )


AnyDatabase = SqliteDatabase | PostgresqlDatabase


@contextmanager
def put_back_after(database: AnyDatabase) -> Iterator[str]:
    """Its URL, for one test."""
    before = set(threading.enumerate())
    yield database.url
    left_threads_end(before)
    database.put_back()


def only_row(cursor: psycopg.Cursor[TupleRow]) -> TupleRow:
    """The row of a query that has exactly one."""
    row = cursor.fetchone()
    assert row is not None
    return row
