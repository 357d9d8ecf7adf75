"""Whether a row has as many cells as the table has headings. Otherwise it is damaged, and its cells are in wrong
columns.
"""

from common.sentence import Sentence
from registry.imports.problem import RowProblem
from registry.imports.table.heading import Heading
from registry.imports.table.source import Source

WIDER = Sentence(
    "Raden har %(cells)s celler under %(headings)s rubriker. Ett skiljetecken för mycket gör att värdena hamnar i fel "
    "kolumn: rätta raden i filen."
)
NARROWER = Sentence(
    "Raden har %(cells)s celler under %(headings)s rubriker. Rätta raden i filen: det som saknas går inte att gissa."
)


class RowWidth:
    """Judges each row of one file. All rows of a sheet are as wide as the sheet, so that none of them is too narrow. A
    row that was pushed to the right has something beyond the last heading.
    """

    def __init__(self, source: Source, heading: Heading) -> None:
        self._is_text = source.table is None
        self._width = heading.width
        self._column = next((name for name in heading.headings if name), "")

    def problem(self, line: int, cells: list[str]) -> RowProblem | None:
        """What is wrong with the row, or None. Empty cells beyond the last heading are no problem."""
        found, width = len(cells), self._width
        if found == width or not width:
            return None
        if found < width:
            return self._told(line, NARROWER, found) if self._is_text else None
        if any(cell.strip() for cell in cells[width:]):
            filled = found if self._is_text else max(at + 1 for at in range(found) if cells[at].strip())
            return self._told(line, WIDER, filled)
        return None

    def _told(self, line: int, text: Sentence, cells: int) -> RowProblem:
        return RowProblem(line, self._column, Sentence(text.text, {"cells": cells, "headings": self._width}))
