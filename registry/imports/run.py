"""An import from beginning to end: the file is looked at, its columns are mapped, its rows are read and compared, and
all of it is applied or nothing."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from common.privacy import find_in_free_text
from common.sentence import Say, Sentence
from registry.imports.columns.mapping import ColumnMapping, apply, propose, require
from registry.imports.columns.patient_columns import column_of
from registry.imports.columns.unknown_columns import UnknownColumn, described
from registry.imports.followers import Imported, tell_followers, tell_watchers
from registry.imports.job_lock import notice_death
from registry.imports.left_out_rows import write_left_out
from registry.imports.report import Report, RowReport
from registry.imports.rows.devices import DeviceImport
from registry.imports.rows.other_tables import OtherImport
from registry.imports.table.heading import Heading, find_heading
from registry.imports.table.source import Row, Source
from registry.models import ImportProfile, ImportRun

Progress = Callable[[int, int], None]
"""It is called with the bytes that have been read and the bytes that there are."""

Finish = Callable[[sa.Connection, Report], None]
"""It is called last in the import's own transaction, to write what belongs to the import. For a dry run it gets a
transaction of its own."""

PREVIEW_ROWS = 10
SQLITE_CACHE_KB = 65_536
SORTING_KB = 131_072
"""Of PostgreSQL, for sorting a million serials in memory, where 4 MB as it comes sorts them on the disk."""


@dataclass(frozen=True)
class Preview:
    """What a file is taken for, before anything is imported."""

    mapping: ColumnMapping
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    heading_line: int
    note: Sentence | None = None
    """Which part of the file is not read, where the user should know it."""
    unknown: tuple[UnknownColumn, ...] = ()
    """Columns that somebody has to say something about."""


@dataclass(frozen=True)
class Choices:
    """How the user wants the file to be read. Where nothing is given, it is read as proposed."""

    kind: str | None = None
    columns: Mapping[str, str] | None = None
    """Heading → field code."""
    left_out: Sequence[str] = ()
    full: bool = False
    empties: bool = False
    """Whether an empty cell empties what the register knows. Otherwise it says nothing."""
    without_bad_rows: bool = False
    """Whether the right rows are imported although others are wrong. Otherwise all rows are, or none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The headings that the user has said something about."""
        return (*(self.columns or ()), *self.left_out)

    @classmethod
    def of(cls, profile: ImportProfile) -> "Choices":
        return cls(profile.kind, profile.columns, profile.left_out, profile.full)


def preview(path: Path, choices: Choices | None = None, engine: sa.Engine | None = None) -> Preview:
    """Look at a file without changing the register, which `engine` is asked about columns that nothing knows. Raises
    FileProblem. What looks like patients is not shown."""
    source, choices = Source(path), choices or Choices()
    heading = find_heading(source, choices.names)
    mapping = _mapping(heading, choices)
    unknown = _unknown(engine, heading, mapping) if engine else ()
    if engine:
        mapping = replace(mapping, unknown_columns=tuple(column.heading for column in unknown))
    hidden = {
        at for at, n in enumerate(heading.headings) if n in (*mapping.patient_columns, *mapping.left_out)
    }
    rows = tuple(
        (
            line,
            [
                "…" if cell and (at in hidden or find_in_free_text(cell)) else cell
                for at, cell in enumerate(cells)
            ],
        )
        for line, cells in heading.sample[:PREVIEW_ROWS]
    )
    return Preview(
        mapping,
        heading.headings,
        rows,
        source.encoding,
        source.delimiter,
        heading.line,
        _note(source),
        unknown,
    )


def _unknown(engine: sa.Engine, heading: Heading, mapping: ColumnMapping) -> tuple[UnknownColumn, ...]:
    """Columns that somebody has to say something about. One of another kind of file is only one of them where it looks
    like a field that no column is taken for."""
    asked = (*mapping.unknown_columns, *mapping.of_other_kinds)
    if not asked:
        return ()
    with engine.connect() as connection:
        found = described(
            connection,
            mapping.kind,
            asked,
            lambda name: column_of(heading.sample, heading.headings.index(name)),
        )
    taken = set(mapping.columns.values())
    return tuple(
        column
        for column in found
        if column.heading in mapping.unknown_columns or (column.field and column.field not in taken)
    )


def import_file(
    engine: sa.Engine,
    path: Path,
    *,
    actor: str,
    now: datetime.datetime,
    choices: Choices | None = None,
    dry_run: bool = False,
    file_name: str | None = None,
    rows_to: Path | None = None,
    left_out_to: Path | None = None,
    progress: Progress | None = None,
    finish: Finish | None = None,
    say: Say = str,
) -> Report:
    """Import the file in a transaction of its own and commit it: all of it, or nothing where anything is wrong.

    Raises FileProblem for what cannot be imported at all; what is wrong in rows is in the report. `rows_to` is where
    the report by row is written, `left_out_to` where the wrong rows are written to be mended. Reads first and locks
    late: other writers wait only for the last part.
    """
    choices = choices or Choices()
    source = Source(path)
    heading = find_heading(source, choices.names)
    mapping = _mapping(heading, choices)
    require(mapping, _unknown(engine, heading, mapping))
    report = Report(
        file_name or path.name,
        mapping,
        choices.full,
        dry_run,
        choices.empties,
        choices.without_bad_rows,
        note=_note(source),
    )
    rows = RowReport(rows_to, say)
    told = _Told(source, progress)
    try:
        with _connection(engine) as connection:
            if mapping.kind == "devices":
                _import_devices(connection, heading, report, rows, told, now)
            else:
                _import_other(connection, heading, report, rows, told, actor, now)
            if report.applied:
                _record(connection, report, actor, now)
                if mapping.kind == "devices":
                    tell_followers(connection, actor, now)
            else:
                connection.rollback()
            rows.close()
            if left_out_to and report.left_out:
                write_left_out(left_out_to, source, heading, report, say)
            if finish:
                finish(connection, report)
            if report.applied:
                tell_watchers(connection, Imported(actor, mapping.kind, report.file_name), now)
            connection.commit()
    finally:
        rows.close()
    return report


def _note(source: Source) -> Sentence | None:
    book = source.table
    if book is None or not book.not_read:
        return None
    return Sentence(
        "Bladet %(sheet)s läses. Andra blad läses inte: %(others)s.",
        {"sheet": book.sheet, "others": ", ".join(book.not_read)},
    )


def _mapping(heading: Heading, choices: Choices) -> ColumnMapping:
    if choices.kind and choices.columns is not None:
        return apply(heading, choices.kind, choices.columns, choices.left_out)
    return propose(heading, choices.kind, choices.left_out)


class _Told(Source):
    """A source that tells how far it has been read."""

    def __init__(self, source: Source, progress: Progress | None) -> None:
        self.__dict__.update(source.__dict__)
        self._progress = progress

    def rows(self) -> Iterator[Row]:
        for number, row in enumerate(super().rows()):
            if self._progress and number & 0x1FFF == 0:
                self._progress(self.read_bytes, self.size)
            yield row
        if self._progress:
            self._progress(self.size, self.size)


@contextmanager
def _connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that may use more memory for sorting. Afterwards its settings are as they were; after an error,
    nobody gets it again."""
    with engine.connect() as connection:
        notice_death(connection)
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql(f"PRAGMA cache_size = -{SQLITE_CACHE_KB}")
        else:
            connection.exec_driver_sql(f"SET work_mem = '{SORTING_KB}kB'")
            connection.exec_driver_sql(f"SET maintenance_work_mem = '{SORTING_KB}kB'")
            connection.commit()
        try:
            yield connection
            connection.rollback()
            connection.exec_driver_sql("DROP TABLE IF EXISTS import_row")
            connection.commit()
            if is_sqlite:
                connection.exec_driver_sql("PRAGMA cache_size = -2000")
            else:
                connection.exec_driver_sql("RESET work_mem")
                connection.exec_driver_sql("RESET maintenance_work_mem")
                connection.commit()
        except BaseException:
            connection.invalidate()  # a full disk would not let go of the table either
            raise


def _import_devices(
    connection: sa.Connection,
    heading: Heading,
    report: Report,
    rows: RowReport,
    source: Source,
    now: datetime.datetime,
) -> None:
    devices = DeviceImport(connection, heading, report, rows, now.date())
    devices.stage(source)
    connection.commit()  # the temporary table stays; the view of the register that it was read under does not
    _lock(connection)
    devices.compare()
    if report.may_apply and not report.dry_run:
        devices.apply(now)
        report.applied = True


def _import_other(
    connection: sa.Connection,
    heading: Heading,
    report: Report,
    rows: RowReport,
    source: Source,
    actor: str,
    now: datetime.datetime,
) -> None:
    _lock(connection)
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        OtherImport(session, heading, report, rows, actor, now).run(source)
        report.applied = report.may_apply and not report.dry_run


def _lock(connection: sa.Connection) -> None:
    """One import at a time. SQLite takes its lock at the first write: before the first look, so that it never fails
    halfway; other writers wait for the rest of the import, readers do not. On PostgreSQL nobody else waits."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE import_run IN SHARE ROW EXCLUSIVE MODE")
    else:
        connection.exec_driver_sql("DELETE FROM import_run WHERE 1 = 0")


def _record(connection: sa.Connection, report: Report, actor: str, now: datetime.datetime) -> None:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        session.add(
            ImportRun(
                actor=actor,
                at=now,
                file_name=report.file_name[:255],
                kind=report.mapping.kind,
                full=report.full,
                counts=asdict(report.counts),
            )
        )
        session.flush()
