"""Devices from a file into the register, through a temporary table that the database compares and applies."""

import datetime
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, DropConstraint

from common.sentence import Sentence
from registry.imports.cells.lost_zeros import LOST_ZEROS, lost_zeros
from registry.imports.cells.rounded_numbers import chance
from registry.imports.fields import field_of
from registry.imports.problem import FileProblem, RowProblem
from registry.imports.report import Report, RowReport
from registry.imports.rows.device_rows import MAX_PROBLEMS, DeviceRows
from registry.imports.rows.temporary_table import COLUMNS, device_rows_table, fill
from registry.imports.table.heading import Heading
from registry.imports.table.source import Source
from registry.models import Alias, Device, DeviceState
from registry.models.columns import table_of

DEVICE = table_of(Device)
GONE, REGISTERED = DeviceState.GONE, DeviceState.REGISTERED
ALWAYS_SAID = frozenset({"serial_number", "article_id"})
"""Columns that no row may leave empty."""
MAX_GONE_SHARE = 0.5
CODE_TO_COLUMN = {"article_number": "article_id", "unit_code": "unit_id"}
SHOWN_CLASHES = 100
MANY = 50_000
SAMPLED = 1000


class DeviceImport:
    """One device file on one connection: `stage()`, then `compare()`, then `apply()`. The caller commits."""

    def __init__(
        self,
        connection: sa.Connection,
        heading: Heading,
        report: Report,
        rows: RowReport,
        today: datetime.date,
    ) -> None:
        self._connection = connection
        self._heading = heading
        self._report = report
        self._rows = rows
        self._today = today
        self._table = device_rows_table()
        self._t = self._table.c
        self._had_devices = True
        self._clashing: set[int] = set()
        """Lines that the comparison with the register found wrong. They are in the temporary table already."""

    # --- the file into the temporary table

    def stage(self, source: Source) -> None:
        self._table.create(self._connection)
        most = sys.maxsize if self._report.without_bad_rows else MAX_PROBLEMS
        reader = DeviceRows(self._connection, self._report.mapping, self._heading, self._tell, most)
        fill(self._connection, self._table, reader.converted(source))
        self._report.counts.rows = reader.row_count
        if reader.row_count == 0:
            raise FileProblem(
                "Filen har rubriker men inga rader. Gör om exporten i WebSesam och försök igen."
            )
        # No database analyses a temporary table by itself. Without ANALYZE the comparison would be planned for an empty
        # table.
        self._run(sa.text("CREATE INDEX ix_import_row_serial ON import_row (serial_key, article_id)"))
        self._run(sa.text("ANALYZE import_row"))
        self._drop_repeated()
        self._leave_bad_rows_out()

    def _leave_bad_rows_out(self) -> None:
        """Take the wrong rows out of the temporary table. Where two rows contradict each other, both are left out."""
        if self._report.without_bad_rows and self._clashing:
            t = self._t
            self._run(self._table.delete().where(t.line.in_(sorted(self._clashing))))
            self._clashing.clear()

    def _tell(self, problem: RowProblem) -> None:
        self._report.add_problem(problem)
        self._rows.problem(problem)

    def _drop_repeated(self) -> None:
        """A row that comes twice counts once. A product that comes twice with different facts is told as a problem,
        which the sender of the file has to solve."""
        t = self._t
        several = (
            sa.select(t.serial_key, t.article_id)
            .group_by(t.serial_key, t.article_id)
            .having(sa.func.count() > 1)
        )
        if self._connection.execute(several.limit(1)).first() is None:
            return
        same = [t[name] for name in COLUMNS]
        first = sa.select(sa.func.min(t.line)).group_by(*same)
        dropped = self._run(self._table.delete().where(t.line.not_in(first)))
        self._report.counts.repeated += dropped.rowcount
        clashing = sa.select(sa.func.max(t.line), sa.func.min(t.line), sa.func.min(t.serial_number)).group_by(
            t.serial_key, t.article_id
        ).having(sa.func.count() > 1)  # fmt: skip
        for line, other, serial in self._connection.execute(self._shown(clashing)):
            self._clashing.add(other)
            sentence = Sentence(
                "%(serial)s står också på rad %(other)s, med andra uppgifter. Ta bort den rad som är fel.",
                {"serial": serial, "other": other},
            )
            self._tell_of(line, "serial_number", sentence)

    def _shown(self, query: sa.Select[Any]) -> sa.Select[Any]:
        """All wrong rows when they are left out of the import; only the first ones when the import stops anyway."""
        return query if self._report.without_bad_rows else query.limit(SHOWN_CLASHES)

    def _tell_of(self, line: int, code: str, sentence: Sentence) -> None:
        self._clashing.add(line)
        name = next(n for n, c in self._report.mapping.columns.items() if c == code)
        self._tell(RowProblem(line, name, sentence))

    # --- compared with the register

    def compare(self) -> None:
        t, counts = self._t, self._report.counts
        self._had_devices = self._connection.execute(sa.select(DEVICE.c.id).limit(1)).first() is not None
        if self._had_devices:
            self._match()
            self._leave_bad_rows_out()
        is_new, is_changed = t.device_id.is_(None), t.changed.is_(True)
        counted = [
            sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
            for condition in (is_new, is_changed, sa.not_(sa.or_(is_new, is_changed)))
        ]
        counts.added, counts.changed, counts.left = self._connection.execute(sa.select(*counted)).one()
        if self._report.marks_gone:
            self._count_gone()
        if self._report.may_apply and self._rows.wanted:
            self._write_outcomes()

    def _match(self) -> None:
        """Find each row's device: by serial and article, else by individnummer. The latter has been repaired and has a
        new serial."""
        t, d = self._t, DEVICE.c
        by_serial = self._table.update().values(device_id=d.id)
        self._run(by_serial.where(d.serial_key == t.serial_key, d.article_id == t.article_id))
        if "individ_number" in self._report.mapping.columns.values():
            by_individ = self._table.update().values(device_id=d.id)
            self._run(by_individ.where(t.device_id.is_(None), d.individ_number == t.individ_number))
        self._run(sa.text("CREATE INDEX ix_import_row_device ON import_row (device_id)"))
        self._run(self._table.update().values(changed=self._differs()).where(t.device_id == d.id))
        self._tell_one_individ_on_two_serials()
        self._tell_lost_zeros()

    def _tell_one_individ_on_two_serials(self) -> None:
        t = self._t
        twice = sa.select(sa.func.max(t.line), sa.func.min(t.line), sa.func.max(t.individ_number)).where(
            t.device_id.is_not(None)
        ).group_by(t.device_id).having(sa.func.count(t.serial_key.distinct()) > 1)  # fmt: skip
        for line, other, individ in self._connection.execute(self._shown(twice)):
            self._clashing.add(other)
            sentence = Sentence(
                "Individnummer %(individ)s står också på rad %(other)s, med ett annat serienummer. "
                "Ta bort den rad som är fel.",
                {"individ": individ, "other": other},
            )
            self._tell_of(line, "individ_number", sentence)

    def _tell_lost_zeros(self) -> None:
        """Tell new serials that are registered ones without leading zeros. One may be right by chance; of several the
        zeros were taken by Excel."""
        t, d = self._t, DEVICE.c
        if self._connection.execute(sa.select(d.id).where(d.serial_key.like("0%")).limit(1)).first() is None:
            return
        has_no_letters = sa.func.lower(t.serial_key) == t.serial_key
        found: list[tuple[int, str, str]] = []
        for zeros in LOST_ZEROS:
            meant = sa.and_(
                d.serial_key == sa.literal(zeros).concat(t.serial_key), d.article_id == t.article_id
            )
            query = sa.select(t.line, t.serial_number, d.serial_number).join(DEVICE, meant)
            found += [
                tuple(row)
                for row in self._connection.execute(query.where(t.device_id.is_(None), has_no_letters))
            ]
        if len(found) > chance(self._report.counts.rows):
            for line, serial, registered in sorted(found):
                self._tell_of(line, "serial_number", lost_zeros(serial, registered).sentence)

    def _differs(self) -> sa.ColumnElement[bool]:
        return sa.or_(*self._differences().values())

    def _differences(self) -> dict[str, sa.ColumnElement[bool]]:
        """Field code → the condition that the row's value differs from the register's, for the fields that the file
        has.
        """
        t, d = self._t, DEVICE.c
        found = {}
        for code in self._report.mapping.columns.values():
            column = CODE_TO_COLUMN.get(code, code)
            found[code] = d[column].is_distinct_from(t[column])
            if not self._report.empties and column not in ALWAYS_SAID:
                found[code] = sa.and_(t[column].is_not(None), found[code])
        came_back = sa.and_(d.state == GONE, t.state.is_(None))
        found["state"] = sa.or_(sa.and_(t.state.is_not(None), d.state.is_distinct_from(t.state)), came_back)
        return found

    def _count_gone(self) -> None:
        there = sa.select(sa.func.count()).where(DEVICE.c.state != GONE).select_from(DEVICE)
        known = self._connection.execute(there).scalar_one()
        gone = self._connection.execute(
            sa.select(sa.func.count()).select_from(DEVICE).where(self._is_gone())
        ).scalar_one()
        self._report.counts.gone = gone
        if known and gone / known > MAX_GONE_SHARE and known > 20:
            raise FileProblem(
                "Filen saknar %(gone)s av registrets %(known)s individer. Är den verkligen fullständig? "
                "Importera den annars som en delexport.",
                gone=gone,
                known=known,
            )

    def _is_gone(self) -> sa.ColumnElement[bool]:
        t = self._t
        return sa.and_(
            DEVICE.c.state != GONE,
            sa.not_(sa.exists(sa.select(sa.literal(1)).where(t.device_id == DEVICE.c.id))),
        )

    # --- the report by row

    def _write_outcomes(self) -> None:
        for line, outcome, serial, changed in self._outcomes():
            self._rows.outcome(line, outcome, serial, changed)
        if self._report.marks_gone:
            for (serial,) in self._connection.execute(
                sa.select(DEVICE.c.serial_number).where(self._is_gone())
            ):
                self._rows.outcome(None, "gone", serial)

    def _outcomes(self) -> Iterator[tuple[int, str, str, list[str]]]:
        differences = self._differences()
        query = (
            sa.select(self._t.line, self._t.device_id, self._t.serial_number, *differences.values())
            .select_from(self._table.outerjoin(DEVICE, DEVICE.c.id == self._t.device_id))
            .order_by(self._t.line)
        )
        labels = [self._rows.said(Sentence(field_of("devices", code).label)) for code in differences]
        for row in self._connection.execute(query, execution_options={"yield_per": 5000}):
            changed = [label for label, differs in zip(labels, row[3:], strict=True) if differs]
            outcome = "added" if row[1] is None else "changed" if changed else "left"
            yield row[0], outcome, row[2], changed if outcome == "changed" else []

    # --- into the register

    def apply(self, now: datetime.datetime) -> None:
        if self._report.marks_gone:
            self._run(DEVICE.update().values(state=GONE).where(self._is_gone()))
        if self._report.counts.changed:
            self._keep_former_serials()
            self._run(self._change())
        if self._report.counts.added:
            self._add_new()
        self._close_corrections(now)
        if self._report.counts.added + self._report.counts.changed >= MANY:
            self._tell_the_planner()

    def _tell_the_planner(self) -> None:
        """Have the tables analysed from a sample, so that the first questions after a large import are planned well."""
        if self._connection.dialect.name == "sqlite":
            self._run(sa.text(f"PRAGMA analysis_limit = {SAMPLED}"))
        self._run(sa.text("ANALYZE device"))

    def _keep_former_serials(self) -> None:
        """Add an alias for each device that comes with another serial, as it was repaired: its old serial was right
        until today."""
        t, d = self._t, DEVICE.c
        repaired = sa.select(
            d.id, d.serial_number, d.serial_key, d.serial_fold, sa.literal("former"), d.delivery_date,
            sa.literal(self._today, sa.Date()),
        ).where(t.device_id == d.id, t.serial_key != d.serial_key)  # fmt: skip
        names = ["device_id", "serial_number", "serial_key", "serial_fold", "kind", "valid_from", "valid_to"]
        self._run(table_of(Alias).insert().from_select(names, repaired))
        shown = sa.select(t.device_id).join(DEVICE, d.id == t.device_id).where(t.serial_key != d.serial_key)
        self._run(DEVICE.update().values(flagged_at=None).where(d.flagged_at.is_not(None), d.id.in_(shown)))

    def _change(self) -> sa.Update:
        t = self._t
        columns = [CODE_TO_COLUMN.get(code, code) for code in self._report.mapping.columns.values()]
        written: dict[str, Any] = {name: t[name] for name in (*columns, "serial_key", "serial_fold")}
        if not self._report.empties:
            said = {name: sa.func.coalesce(t[name], DEVICE.c[name]) for name in columns}
            written |= {name: value for name, value in said.items() if name not in ALWAYS_SAID}
        as_it_was = sa.case((DEVICE.c.state == GONE, REGISTERED), else_=DEVICE.c.state)
        written["state"] = sa.func.coalesce(t.state, as_it_was)
        return DEVICE.update().values(written).where(t.device_id == DEVICE.c.id, t.changed)

    def _add_new(self) -> None:
        """Add the new devices. In an empty register the indexes are made after the rows: sorting everything once is
        several times as fast as adding a million rows one by one. The same is true of looking whether the article and
        the unit of each row are there. On both databases that is part of the transaction."""
        if self._had_devices or self._report.counts.added < MANY:
            # In the order of their serials, so that the two indexes on these grow at their end only.
            self._insert(self._new_rows().order_by(self._t.serial_key))
            return
        indexes = sorted(DEVICE.indexes, key=lambda index: str(index.name))
        with self._references_looked_up_at_once():
            for index in indexes:
                index.drop(self._connection)
            self._insert(self._new_rows())
        for index in indexes:
            index.create(self._connection)

    @contextmanager
    def _references_looked_up_at_once(self) -> Iterator[None]:
        """What is written within may refer to articles and units that are looked up afterwards, all at once. SQLite
        always looks up one by one."""
        references = DEVICE.foreign_key_constraints if self._has_locked_what_is_referred_to() else ()
        for reference in references:
            self._run(DropConstraint(reference, isolate_from_table=False))
        yield
        for reference in references:
            self._run(AddConstraint(reference, isolate_from_table=False))

    def _has_locked_what_is_referred_to(self) -> bool:
        """Whether PostgreSQL has given the lock that this needs. It is not waited for: somebody who reads an article
        and then a device would wait for this import, which waits for them."""
        if self._connection.dialect.name != "postgresql":
            return False
        try:
            with self._connection.begin_nested():
                self._run(sa.text("LOCK TABLE article, unit, device IN ACCESS EXCLUSIVE MODE NOWAIT"))
        except sa.exc.OperationalError:
            return False
        return True

    def _insert(self, rows: sa.Select[Any]) -> None:
        self._run(DEVICE.insert().from_select(list(COLUMNS), rows, include_defaults=False))

    def _new_rows(self) -> sa.Select[Any]:
        t = self._t
        said = {**{name: t[name] for name in COLUMNS}, "state": sa.func.coalesce(t.state, REGISTERED)}
        return sa.select(*said.values()).where(t.device_id.is_(None))

    def _close_corrections(self, now: datetime.datetime) -> None:
        from registry.corrections import close_corrected

        close_corrected(self._connection, now)

    def _run(self, statement: Any) -> sa.CursorResult[Any]:
        return self._connection.execute(statement)
