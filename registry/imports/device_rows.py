"""The rows of a device file as the register's values. Written for millions of rows: dictionaries remember answers."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from identity import normalise_serial
from registry.imports import values
from registry.imports.heading import Heading
from registry.imports.lost_zeros import lost_zeros, with_zeros
from registry.imports.mapping import ColumnMapping
from registry.imports.problem import FileProblem, RowProblem, ValueProblem
from registry.imports.source import Source
from registry.models import Article, Unit
from registry.serials import fold, key

MAX_PROBLEMS = 10_000
MAX_REMEMBERED = 100_000
SUSPECT_SHARE = 0.001

Converter = Callable[[str], Any]


class Remembered(dict[str, Any]):
    """A converter that remembers: a register has few dates, units and articles, and many rows."""

    def __init__(self, convert: Converter) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, text: str) -> Any:
        value = self._convert(text)
        if len(self) < MAX_REMEMBERED:
            self[text] = value
        return value


class DeviceRows:
    """Reads a device file. Iterate `converted()`; afterwards `row_count` and the problems given to `tell`."""

    def __init__(
        self,
        connection: sa.Connection,
        mapping: ColumnMapping,
        heading: Heading,
        tell: Callable[[RowProblem], None],
    ) -> None:
        self.row_count = 0
        self._tell = tell
        self._problem_count = 0
        self._suspects: list[tuple[int, str]] = []
        self._heading = heading
        self._names = {code: name for name, code in mapping.columns.items()}
        self._at = {code: heading.headings.index(name) for code, name in self._names.items()}
        articles = _ids(connection, Article.number, Article.id)
        units = _ids(connection, Unit.code, Unit.id)
        self._others: list[tuple[str, int, Remembered] | None] = [
            self._other("article_number", lambda text: _known_article(articles, text)),
            self._other("unit_code", lambda text: _known_unit(units, text)),
            self._other("individ_number", lambda text: _individ(text)),
            self._other("order_number", lambda text: values.plain(text, 40)),
            self._other("order_date", _iso),
            self._other("delivery_date", _iso),
            self._other("price", values.whole_number),
            self._other("state", lambda text: values.state(text).value),
        ]

    def _other(self, code: str, convert: Converter) -> tuple[str, int, Remembered] | None:
        return (self._names[code], self._at[code], Remembered(convert)) if code in self._at else None

    def converted(self, source: Source) -> Iterator[Sequence[Any]]:
        """(line, *staging.COLUMNS) for each row that is right; the others are told."""
        serial_at, start = self._at["serial_number"], self._heading.line
        for line, cells in source.rows():
            if line <= start:
                continue
            self.row_count += 1
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
        if serial[-6:] == "000000" and values.ROUNDED.fullmatch(serial):
            self._suspects.append((line, serial))
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
        row[-1] = row[-1] or "registered"
        return row

    def _problem(self, line: int, column: str, problem: ValueProblem) -> None:
        self._tell(RowProblem(line, column, problem.sentence))
        self._problem_count += 1
        if self._problem_count >= MAX_PROBLEMS:
            raise FileProblem(
                "Filen har fel på minst %(count)s rader. Kontrollera att rätt kolumn har rätt rubrik. "
                "Det första: %(first)s",
                count=self._problem_count,
                first=problem.sentence,
            )

    def _tell_suspects(self) -> None:
        """One serial that ends with many zeros may be right; several mean that Excel has rounded the column."""
        if len(self._suspects) <= chance(self.row_count):
            return
        for line, serial in self._suspects:
            problem = ValueProblem(
                "%(value)s slutar på många nollor: Excel har avrundat det. Exportera igen med kolumnen som text.",
                value=serial,
            )
            self._problem(line, self._names["serial_number"], problem)


def chance(row_count: int) -> float:
    """As many serials of so many may look destroyed and be right."""
    return max(1, SUSPECT_SHARE * row_count)


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


def _known_unit(units: dict[str, int], text: str) -> int | None:
    if not text:
        return None
    found = units.get(normalise_serial(text))
    if found is None:
        _refuse_misread(text, units)
        raise ValueProblem(
            "Enhet %(code)s finns inte i registret. Importera enheterna först.", code=text[:40]
        )
    return found


def _refuse_misread(text: str, known: dict[str, int]) -> None:
    """What there is a better reason for than that it is not registered."""
    values.plain(text)
    if meant := with_zeros(text, known):
        raise lost_zeros(text, meant)


def _individ(text: str) -> str | None:
    values.refuse_destroyed(text)
    if len(text) > 40:
        raise ValueProblem("Individnumret är längre än 40 tecken. Rätta det i filen.")
    return text or None


def _iso(text: str) -> str | None:
    found: datetime.date | None = values.date(text)
    return found.isoformat() if found else None
