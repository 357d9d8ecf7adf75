"""Rows of a backup that cannot be put back: which they are and why, and the file of those that were left out.

A row is bad in either database when it is bad in one of them: a backup that was restored into SQLite would otherwise be
one that PostgreSQL refuses the next time.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")
"""PostgreSQL stores no NUL, and neither database a lone surrogate."""
AT_ONCE = 2000
"""Rows held in memory."""
LONGEST_REASON = 300
ROW_ID = sa.literal_column("rowid", sa.Integer)
"""SQLite's own number of a row; every backup is an SQLite database."""

BackupRow = dict[str, Any]


@dataclass(frozen=True)
class BadRow:
    """A row as it stands in the backup, and why it cannot be put back."""

    table: str
    row: Mapping[str, Any]
    key: tuple[str, ...]
    """Names of the columns that it is found by."""
    reason: str

    def __str__(self) -> str:
        found_by = ", ".join(f"{name} {self.row.get(name)!r}" for name in self.key)
        return f"the row of {self.table} with {found_by}: {self.reason}"

    def as_json(self) -> str:
        whole = {"table": self.table, "reason": self.reason, "row": self.row}
        return json.dumps(whole, ensure_ascii=True, default=repr)


def copy_table(
    source: sa.Connection, target: sa.Connection, table: sa.Table, bad: Callable[[BadRow], None]
) -> int:
    """Put back every row of the table that can be. `bad` is told of each of the others: it may raise, or let go on. The
    answer is how many rows there are."""
    ids = [row_id for (row_id,) in source.execute(sa.select(ROW_ID).select_from(table).order_by(ROW_ID))]
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        within = sa.select(table).where(ROW_ID.between(some[0], some[-1])).order_by(ROW_ID)
        try:
            rows = [dict(row) for row in source.execute(within).mappings()]
        except (ValueError, LookupError, TypeError):
            rows = list(_readable(source, table, some, bad))
        _put(target, table, list(_storable(table, rows, bad)), bad)
    return len(ids)


def _readable(
    source: sa.Connection, table: sa.Table, ids: Sequence[int], bad: Callable[[BadRow], None]
) -> Iterator[BackupRow]:
    """One row at a time, where one of them is not what its columns may hold."""
    for row_id in ids:
        one = sa.select(table).where(ROW_ID.in_([row_id]))
        try:
            yield dict(source.execute(one).mappings().one())
        except (ValueError, LookupError, TypeError) as error:
            bare = (
                source.execute(sa.select(sa.text("*")).select_from(table).where(ROW_ID.in_([row_id])))
                .mappings()
                .one()
            )
            bad(_bad(table, dict(bare), error))


def _storable(
    table: sa.Table, rows: Sequence[BackupRow], bad: Callable[[BadRow], None]
) -> Iterator[BackupRow]:
    for row in rows:
        wrong = [name for name, value in row.items() if _has_unstorable(value)]
        if wrong:
            bad(
                BadRow(
                    table.name, row, _key(table), f"{', '.join(wrong)} has a character that no database keeps"
                )
            )
        else:
            yield row


def _has_unstorable(value: Any) -> bool:
    if isinstance(value, str):
        return bool(NOT_STORABLE.search(value))
    if isinstance(value, Mapping):
        return any(_has_unstorable(part) for pair in value.items() for part in pair)
    return isinstance(value, (list, tuple)) and any(map(_has_unstorable, value))


def _put(
    target: sa.Connection, table: sa.Table, rows: Sequence[BackupRow], bad: Callable[[BadRow], None]
) -> None:
    """All at once, or one at a time where the database refuses any of them."""
    if not rows:
        return
    try:
        with target.begin_nested():
            target.execute(sa.insert(table), list(rows))
    except (sa.exc.DBAPIError, sa.exc.StatementError) as error:
        if len(rows) == 1:
            bad(_bad(table, rows[0], getattr(error, "orig", None) or error))
            return
        for row in rows:
            _put(target, table, [row], bad)


def _bad(table: sa.Table, row: BackupRow, error: BaseException) -> BadRow:
    reason = " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__
    return BadRow(table.name, row, _key(table), reason)


def _key(table: sa.Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key.columns)


def write_bad_rows(path: Path, rows: Sequence[BadRow]) -> None:
    """One JSON object a line. Nobody else may read it: a row may hold the hash of a password."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.writelines(f"{row.as_json()}\n" for row in rows)
