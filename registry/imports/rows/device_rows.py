"""The rows of a device file as values of the register. It has to be fast for millions of rows, so that dictionaries
remember what a cell means."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from identity import normalise_serial
from registry.imports.cells import values
from registry.imports.cells.lost_zeros import lost_zeros, with_zeros
from registry.imports.cells.rounded_numbers import LONG, RoundedNumbers
from registry.imports.columns.mapping import ColumnMapping
from registry.imports.problem import FileProblem, RowProblem, ValueProblem
from registry.imports.table.heading import Heading
from registry.imports.table.row_width import RowWidth
from registry.imports.table.source import Source
from registry.models import Article, DeviceState, Side, Unit
from registry.serials import fold, key

MAX_PROBLEMS = 10_000
MAX_REMEMBERED = 100_000

Converter = Callable[[str], Any]


class Remembered(dict[str, Any]):
    """A converter that remembers its answers: a register has many rows, and few different dates, units and articles."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:
        value = self._convert(text)
        if len(self) < MAX_REMEMBERED:
            self[text] = value
        return value


class DeviceRows:
    """Reads a device file. After `converted()` has been iterated, `row_count` is known and all problems are told."""

    def __init__(
        self,
        connection: sa.Connection,
        mapping: ColumnMapping,
        heading: Heading,
        tell: Callable[[RowProblem], None],
        most_problems: int = MAX_PROBLEMS,
    ) -> None:
        self.row_count = 0
        self._tell = tell
        self._problem_count = 0
        self._most_problems = most_problems
        self._rounded = RoundedNumbers()
        self._heading = heading
        self._names = {code: name for name, code in mapping.columns.items()}
        self._at = {code: heading.headings.index(name) for code, name in self._names.items()}
        articles = _ids(connection, Article.number, Article.id)
        units = UnitsByName(connection)
        self._others: list[tuple[str, int, Remembered] | None] = [
            self._other("article_number", lambda text: _known_article(articles, text)),
            self._other("unit_code", units.find),
            self._other("individ_number", lambda text: values.number(text, 40)),
            self._other("order_number", lambda text: values.number(text, 40)),
            self._other("order_date", _iso),
            self._other("delivery_date", _iso),
            self._other("price", values.whole_number),
            self._other("side", lambda text: _stored(values.side(text))),
            self._other("state", lambda text: _stored(values.state(text))),
        ]

    def _other(self, code: str, convert: Converter) -> tuple[str, int, Remembered] | None:
        return (self._names[code], self._at[code], Remembered(convert)) if code in self._at else None

    def converted(self, source: Source) -> Iterator[Sequence[Any]]:
        """(line, *temporary_table.COLUMNS) for each row that is right. Problems of the other rows are given to
        `tell`."""
        serial_at, start = self._at["serial_number"], self._heading.line
        width = RowWidth(source, self._heading)
        for line, cells in source.rows():
            if line <= start:
                continue
            self.row_count += 1
            if damaged := width.problem(line, cells):
                self._count(damaged)
                continue
            try:
                serial = values.serial(cells[serial_at].strip() if serial_at < len(cells) else "")
            except ValueProblem as problem:
                self._problem(line, self._names["serial_number"], problem)
                continue
            row = self._row(line, serial, cells)
            if row is not None:
                yield row
        self._tell_suspects()

    def _row(self, line: int, serial: str, cells: list[str]) -> Sequence[Any] | None:
        serial_key = key(serial)
        if serial[-1:] == "0":
            self._rounded.look_at(line, serial)
        if len(serial) >= LONG:
            self._rounded.count_long(serial)
        row: list[Any] = [line, serial, serial_key, fold(serial_key)]
        width = len(cells)
        for other in self._others:
            if other is None:
                row.append(None)
                continue
            name, at, convert = other
            try:
                row.append(convert[cells[at].strip() if at < width else ""])
            except ValueProblem as problem:
                self._problem(line, name, problem)
                return None
        return row

    def _problem(self, line: int, column: str, problem: ValueProblem) -> None:
        self._count(RowProblem(line, column, problem.sentence))

    def _count(self, problem: RowProblem) -> None:
        self._tell(problem)
        self._problem_count += 1
        if self._problem_count >= self._most_problems:
            raise FileProblem(
                "Filen har fel på minst %(count)s rader. Kontrollera att rätt kolumn har rätt rubrik. "
                "Det första: %(first)s",
                count=self._problem_count,
                first=problem.sentence,
            )

    def _tell_suspects(self) -> None:
        for line, serial in self._rounded.found(self.row_count):
            problem = ValueProblem(
                "%(value)s slutar på nollor: ett kalkylprogram har avrundat det. Exportera igen med kolumnen som text.",
                value=serial,
            )
            self._problem(line, self._names["serial_number"], problem)


def _ids(connection: sa.Connection, code: Any, row_id: Any) -> dict[str, int]:
    return {normalise_serial(text): number for text, number in connection.execute(sa.select(code, row_id))}


def _known_article(articles: dict[str, int], text: str) -> int:
    if not text:
        raise ValueProblem("Artikelnummer saknas. Fyll i det, eller ta bort raden.")
    found = articles.get(normalise_serial(text))
    if found is None:
        _refuse_misread(text, articles)
        raise ValueProblem(
            "Artikel %(number)s finns inte i registret. Importera artiklarna först.", number=text[:40]
        )
    return found


class UnitsByName:
    """Units by their code, or by their name as it stands in the register."""

    def __init__(self, connection: sa.Connection) -> None:
        self._codes = _ids(connection, Unit.code, Unit.id)
        self._names: dict[str, set[int]] = {}
        for name, row_id in connection.execute(sa.select(Unit.name, Unit.id)):
            self._names.setdefault(_as_compared(name), set()).add(row_id)

    def find(self, text: str) -> int | None:
        """The id of the unit's row, or None for an empty cell. Raises ValueProblem for a unit that is not
        registered."""
        if not text:
            return None
        if (found := self._codes.get(normalise_serial(text))) is not None:
            return found
        named = self._names.get(_as_compared(text), set())
        if len(named) == 1:
            return next(iter(named))
        if named:
            raise ValueProblem(
                "%(count)s enheter heter %(name)s. Skriv enhetens kod i stället.",
                count=len(named),
                name=text[:40],
            )
        _refuse_misread(text, self._codes)
        raise ValueProblem(
            "Enhet %(code)s finns inte i registret. Importera enheterna först.", code=text[:40]
        )


def _as_compared(name: str) -> str:
    return " ".join(name.casefold().split())


def _refuse_misread(text: str, known: dict[str, int]) -> None:
    """Raises ValueProblem with a better reason than "not registered", where there is one: leading zeros that were lost,
    or a number that a spreadsheet has changed."""
    values.plain(text)
    if meant := with_zeros(text, known):
        raise lost_zeros(text, meant)


def _stored(found: Side | DeviceState | None) -> str | None:
    return found.value if found else None


def _iso(text: str) -> str | None:
    found: datetime.date | None = values.date(text)
    return found.isoformat() if found else None
