"""The temporary table that the rows of a device file go through, and the fastest way into it on each database."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from registry.models import Device

PORTION = 20_000

COLUMNS = (
    "serial_number",
    "serial_key",
    "serial_fold",
    "article_id",
    "unit_id",
    "individ_number",
    "order_number",
    "order_date",
    "delivery_date",
    "price",
    "side",
    "state",
)
"""The device's columns that an import writes, in the order in which rows bring them, after the line."""


def device_rows_table() -> sa.Table:
    device = Device.__table__.c
    return sa.Table(
        "import_row",
        sa.MetaData(),
        sa.Column("line", sa.Integer),
        *(sa.Column(name, device[name].type) for name in COLUMNS),
        sa.Column("device_id", sa.Integer),
        sa.Column("changed", sa.Boolean),
        prefixes=["TEMPORARY"],
    )


def fill(connection: sa.Connection, table: sa.Table, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into the table. Each row is (line, *COLUMNS), with dates as ISO text, which both databases accept."""
    raw = connection.connection.driver_connection
    assert raw is not None
    names = ", ".join(("line", *COLUMNS))
    if connection.dialect.name == "postgresql":
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for portion in _portions(rows):
                copy.write(_copy_text(portion))
        return
    places = ", ".join("?" * (1 + len(COLUMNS)))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({places})"  # noqa: S608 - our own names
    cursor = raw.cursor()
    for portion in _portions(rows):
        cursor.executemany(statement, portion)
    cursor.close()


def _portions(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while portion := list(islice(iterator, PORTION)):
        yield portion


_NOTHING = "\0"
"""Stands for nothing until the text is made: no text that PostgreSQL takes has it."""


def _copy_text(portion: Sequence[Sequence[Any]]) -> str:
    """COPY's text format: tabs between, \\N for nothing (PostgreSQL's documentation, COPY, "Text Format").

    What has to be escaped is seldom there. So all rows are written without a look at it, and a count of the signs that
    mean something tells whether they were only those that were put there.
    """
    lines = [
        "\t".join([_NOTHING if v is None else v if type(v) is str else str(v) for v in row])
        for row in portion
    ]
    text = "\n".join(lines) + "\n"
    tabs = len(portion) * len(COLUMNS)
    if "\\" in text or "\r" in text or text.count("\n") != len(portion) or text.count("\t") != tabs:
        return "".join(map(_escaped_line, portion))
    return text.replace(_NOTHING, "\\N")


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped_line(row: Sequence[Any]) -> str:
    return (
        "\t".join(["\\N" if v is None else v.translate(_ESCAPES) if type(v) is str else str(v) for v in row])
        + "\n"
    )
