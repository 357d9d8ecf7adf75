"""Many rows at once into a table, past SQLAlchemy: COPY on PostgreSQL, plain executemany on SQLite."""

import datetime
import enum
import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

Row = dict[str, Any]


def put_fast(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """The rows have the same columns, all of them."""
    names = list(rows[0])
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(map(preparer.quote, names))
    into = preparer.format_table(table)
    raw = connection.connection.driver_connection
    assert raw is not None
    ready = ([_plain(row[name]) for name in names] for row in rows)
    if connection.dialect.name == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f"COPY {into} ({columns}) FROM STDIN") as copy:
            for values in ready:
                copy.write_row(values)
        return
    places = ", ".join("?" * len(names))
    raw.executemany(f"INSERT INTO {into} ({columns}) VALUES ({places})", map(_for_sqlite, ready))


def _plain(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _for_sqlite(values: list[Any]) -> list[Any]:
    """Moments as SQLAlchemy writes them there: in UTC, without a time zone."""
    return [
        value.replace(tzinfo=None).isoformat(" ", "microseconds")
        if isinstance(value, datetime.datetime)
        else value
        for value in values
    ]
