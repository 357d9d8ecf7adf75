"""Where the table begins: the row of headings, perhaps with merged headings above it."""

from dataclasses import dataclass
from itertools import islice

from registry.imports.fields import ALL_NAMES, normalised
from registry.imports.problem import FileProblem
from registry.imports.source import MAX_COLUMNS, Row, Source

LOOKED_AT = 30
SAMPLE_ROWS = 200


@dataclass(frozen=True)
class Heading:
    """The headings, on which line they end, and the first rows below."""

    headings: tuple[str, ...]
    line: int
    sample: tuple[Row, ...]


def find_heading(source: Source) -> Heading:
    """The row, or two merged rows, in which most headings are known. Raises FileProblem where none is."""
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
    candidates = [(_known(cells), -span, at, cells) for at, span, cells in _candidates(top[:LOOKED_AT])]
    known, _, at, cells = max(candidates, key=lambda c: (c[0], c[1], -c[2]))
    if known < 2:
        raise FileProblem(
            "Inga rubriker känns igen. Den första raden ska säga vad kolumnerna är, till exempel Serienummer."
        )
    return Heading(tuple(_unique(cells)), top[at][0], tuple(top[at + 1 : at + 1 + SAMPLE_ROWS]))


def _candidates(rows: list[Row]) -> list[tuple[int, int, list[str]]]:
    """Index of the last heading row, how many rows it takes, and the cells."""
    single = [(at, 1, [clean(cell) for cell in row]) for at, (_, row) in enumerate(rows)]
    double = [(at + 1, 2, _merged(rows[at][1], rows[at + 1][1])) for at in range(len(rows) - 1)]
    return single + double


def _merged(upper: list[str], lower: list[str]) -> list[str]:
    """A merged heading stands over its first column only: the empty ones after it are its too."""
    cells, current = [], ""
    for at in range(max(len(upper), len(lower))):
        above = clean(upper[at]) if at < len(upper) else ""
        below = clean(lower[at]) if at < len(lower) else ""
        current = above or current
        joined = f"{current} {below}".strip()
        cells.append(below if normalised(below) in ALL_NAMES else above if not below else joined)
    return cells


def _known(cells: list[str]) -> int:
    return len({normalised(cell) for cell in cells} & ALL_NAMES)


def clean(cell: str) -> str:
    return " ".join(cell.split())


def _unique(cells: list[str]) -> list[str]:
    """Two columns of the same name are told apart: 'Status', 'Status (2)'."""
    seen: dict[str, int] = {}
    out = []
    for cell in cells:
        seen[cell] = seen.get(cell, 0) + 1
        out.append(cell if seen[cell] == 1 or not cell else f"{cell} ({seen[cell]})")
    return out
