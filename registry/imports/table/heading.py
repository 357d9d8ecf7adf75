"""Where the table begins: the row of headings, perhaps with merged headings above it."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from registry.imports.fields import ALL_NAMES
from registry.imports.problem import FileProblem
from registry.imports.table.source import MAX_COLUMNS, Row, Source
from workbooks import normalised

LOOKED_AT = 30
SAMPLE_ROWS = 200
LONGEST = 200
"""Letters of a heading."""
VALUE = re.compile(r"[\d\s.,:/-]*\d[\d\s.,:/-]*")


@dataclass(frozen=True)
class Heading:
    """The headings, the line on which they end, and the first rows below them."""

    headings: tuple[str, ...]
    line: int
    sample: tuple[Row, ...]
    width: int = 0
    """Cells of the row of headings as it stands in the file, of a sheet up to the last that has something below or in
    it: every row has as many."""


def find_heading(source: Source, names: Collection[str] = ()) -> Heading:
    """The row, or two merged rows, in which most headings are known: to us, or as `names` that the user has mapped.

    Where none is, the first row that could be headings. Raises FileProblem for what has none at all.
    """
    top = list(islice(source.rows(), LOOKED_AT + SAMPLE_ROWS))
    if not top:
        raise FileProblem("Filen är tom. Gör om exporten i WebSesam och försök igen.")
    widest = max(len(row) for _, row in top)
    if widest > MAX_COLUMNS:
        raise FileProblem(
            "Filen har %(count)s kolumner. Exportera bara de kolumner som behövs, högst %(most)s.",
            count=widest,
            most=MAX_COLUMNS,
        )
    wanted = ALL_NAMES | {normalised(name) for name in names}
    candidates = [
        (_known(cells, wanted), -span, -at, cells) for at, span, cells in _candidates(top[:LOOKED_AT])
    ]
    possible = [found for found in candidates if _could_be_headings(found[3])]
    if not possible:
        raise FileProblem(
            "Inga rubriker känns igen. Den första raden ska säga vad kolumnerna är, till exempel Serienummer."
        )
    _, _, before, cells = max(possible, key=lambda found: found[:3])
    sample = tuple(top[1 - before : 1 - before + SAMPLE_ROWS])
    named = _named(cells, sample, may_grow=source.table is not None)
    # A sheet's row of headings is as wide as the sheet, with nothing in its last cells.
    width = len(named) if source.table is None else max(at + 1 for at, name in enumerate(named) if name)
    return Heading(tuple(_unique(named)), top[-before][0], sample, width)


def _could_be_headings(cells: list[str]) -> bool:
    """Whether a row has two cells or more, and none of them is a number or a date."""
    filled = [cell for cell in cells if cell]
    return len(filled) >= 2 and not any(len(cell) > LONGEST or VALUE.fullmatch(cell) for cell in filled)


def _candidates(rows: list[Row]) -> list[tuple[int, int, list[str]]]:
    """The rows that could be headings: index of the last heading row, how many rows they take, and the cells."""
    single = [(at, 1, [with_single_spaces(cell) for cell in row]) for at, (_, row) in enumerate(rows)]
    double = [(at + 1, 2, _merged(rows[at][1], rows[at + 1][1])) for at in range(len(rows) - 1)]
    return single + double


def _merged(upper: list[str], lower: list[str]) -> list[str]:
    """The headings of two rows as one. A file has a merged heading only over its first column, so that it also counts
    for the empty cells after it."""
    cells, current = [], ""
    for at in range(max(len(upper), len(lower))):
        above = with_single_spaces(upper[at]) if at < len(upper) else ""
        below = with_single_spaces(lower[at]) if at < len(lower) else ""
        current = above or current
        joined = f"{current} {below}".strip()
        cells.append(below if normalised(below) in ALL_NAMES else above if not below else joined)
    return cells


def _known(cells: list[str], wanted: Collection[str]) -> int:
    return sum(name in wanted for name in {normalised(cell) for cell in cells})


def with_single_spaces(cell: str) -> str:
    return " ".join(cell.split())


def _named(cells: list[str], sample: tuple[Row, ...], *, may_grow: bool) -> list[str]:
    """A column without a heading, but with something in it, gets one: it can then be seen, chosen and left out.

    A sheet's rows are all as wide as the sheet, so a column may stand beyond its last heading. In a text file a row
    that is wider than the headings is a damaged one.
    """
    filled = {at for _, row in sample for at, cell in enumerate(row) if cell.strip()}
    width = max((len(cells), *(at + 1 for at in filled))) if may_grow else len(cells)
    given = [cells[at] if at < len(cells) else "" for at in range(width)]
    return [name or (f"kolumn {at + 1}" if at in filled else "") for at, name in enumerate(given)]


def _unique(cells: list[str]) -> list[str]:
    """The headings with a number after each one that has stood before: 'Status', 'Status (2)'."""
    seen: dict[str, int] = {}
    out = []
    for cell in cells:
        seen[cell] = seen.get(cell, 0) + 1
        out.append(cell if seen[cell] == 1 or not cell else f"{cell} ({seen[cell]})")
    return out
