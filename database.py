"""The database object, its naming convention and the column types that every room shares. It imports no other room."""

import datetime
import enum
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as RequestSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)


db = SQLAlchemy(model_class=Base)

AnySession = Session | scoped_session[RequestSession]
"""A session of one's own, or the request's (`db.session`)."""

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(sa.types.TypeDecorator[datetime.datetime]):
    """A moment in UTC, with its time zone in Python. SQLite stores no time zone, so that UTC is added when it is
    read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, _dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a moment with a time zone, got {value!r} without one")
        return value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, _dialect: sa.Dialect
    ) -> datetime.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)


class date_at_offset(sa.sql.functions.FunctionElement[datetime.date]):  # noqa: N801  (a function in statements)
    """`date_at_offset(column, seconds)`: the date at a moment of a UtcDateTime column, as a clock shows it that is so
    many seconds ahead of UTC. The database computes it."""

    type = sa.Date()
    inherit_cache = True

    def __init__(self, moment: Any, seconds: Any) -> None:
        super().__init__(moment, sa.type_coerce(seconds, sa.Integer()))


@compiles(date_at_offset, "sqlite")
def _date_at_offset_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    return f"date({moment}, {seconds} || ' seconds')"


@compiles(date_at_offset, "postgresql")
def _date_at_offset_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST({moment} AT TIME ZONE 'UTC' + {seconds} * INTERVAL '1 second' AS DATE)"


def text_enum(kind: type[enum.StrEnum], length: int = 40) -> sa.Enum:
    """A column type for an enum that is stored as its value in a text column, so that a new member needs no
    migration."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


def as_in_migrations(kind: str, item: Any, _context: Any) -> str | bool:
    """How a migration writes our own column types: as the database's type, so that it works after the class is gone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def utcnow() -> datetime.datetime:
    """Now, in UTC. Views call it once a request and pass it on: models never look at the clock."""
    return datetime.datetime.now(datetime.UTC)


CLOCKS_APART = datetime.timedelta(minutes=1)
"""How far the clocks of two machines that serve one database may be apart."""


def has_come(
    moment: Any, now: datetime.datetime, longest: datetime.timedelta = datetime.timedelta()
) -> sa.ColumnElement[bool]:
    """Whether a moment has come that was set `longest` ahead at the most. One that lies further ahead was set by a
    clock that has been put back since: nobody waits for it."""
    came: sa.ColumnElement[bool] = sa.or_(moment <= now, moment > now + longest + CLOCKS_APART)
    return came


def has_come_for_try(
    moment: Any, tries: Any, now: datetime.datetime, furthest: Sequence[datetime.timedelta]
) -> sa.ColumnElement[bool]:
    """The same for what is tried again: after `n` tries it was set `furthest[n]` ahead at the most."""
    return sa.or_(
        moment <= now,
        *((tries == made) & has_come(moment, now, ahead) for made, ahead in enumerate(furthest)),
    )


_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def forget_and_write() -> Iterator[None]:
    """One changing transaction: all of it lands, or nothing. What the session had read or changed before is forgotten
    (rolled back), so that everything inside is read anew.

    On SQLite it takes the write lock before the first look (BEGIN IMMEDIATE), so that what it read is still so when it
    writes, and a second writer waits its turn instead of failing halfway (SQLITE_BUSY_SNAPSHOT).
    """
    db.session.rollback()
    token = _writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _writing.reset(token)


USUAL_PATIENCE_MS = 10_000
"""How long a transaction waits for SQLite's one writer, in milliseconds."""


@contextmanager
def write_apart(patience_ms: int = USUAL_PATIENCE_MS) -> Iterator[Session]:
    """A changing transaction in a session of its own, beside the request's: what that has read stays as it is.

    On SQLite it waits at most `patience_ms` for another writer, and raises OperationalError after that.
    """
    token = _writing.set(True)
    try:
        with (
            db.engine.connect() as connection,
            _patient(connection, patience_ms),
            Session(connection) as session,
        ):
            yield session
            session.commit()
    finally:
        _writing.reset(token)


@contextmanager
def _patient(connection: sa.Connection, patience_ms: int) -> Iterator[None]:
    """SQLite's patience for this connection, which goes back to the pool as it was. The driver is asked directly: a
    statement through SQLAlchemy would begin a transaction, and with it the wait."""
    driver = connection.connection.dbapi_connection
    if not _is_sqlite(driver) or driver is None:
        yield
        return
    driver.execute(f"PRAGMA busy_timeout = {patience_ms}")
    try:
        yield
    finally:
        if connection.in_transaction():
            connection.rollback()
        driver.execute(f"PRAGMA busy_timeout = {USUAL_PATIENCE_MS}")


def _is_sqlite(connection: Any) -> bool:
    return type(connection).__module__.split(".")[0] == "sqlite3"


@sa.event.listens_for(sa.Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys on, readers beside a writer (WAL), waiting for a lock instead of failing at once, and a `lower` that
    knows Å, Ä and Ö, as PostgreSQL's does: SQLite's own knows ASCII only.

    The driver's own habit of beginning transactions late is turned off: with it, SAVEPOINT does not work
    (SQLAlchemy's documentation, "Serializable isolation / Savepoints / Transactional DDL" of the pysqlite dialect).
    """
    if not _is_sqlite(connection):
        return
    connection.isolation_level = None
    connection.create_function("lower", 1, _lower, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        f"busy_timeout={USUAL_PATIENCE_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


@sa.event.listens_for(sa.Engine, "begin")
def _begin_on_sqlite(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")
