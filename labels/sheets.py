"""Contents → sheets: each piece drawn into the next free cell."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.sentence import Sentence
from labels.contents.label import Label
from labels.errors import LabelError
from labels.format import Format
from labels.layouts import instructions
from labels.layouts.cells import Content, blocks_of, cell_of
from labels.layouts.parts import Gettext
from labels.typesetting.drawing import Item, Page
from labels.typesetting.pen import Pen


@dataclass(frozen=True)
class RefusedContent:
    """A content that could not be printed, and the reason."""

    content: Content
    reason: Sentence


@dataclass(frozen=True)
class Sheet:
    """A page, and the contents that are on it."""

    page: Page
    contents: tuple[Content, ...]


def arrange(
    contents: Iterable[Content], paper: Format, dpi: int, position: int, gettext: Gettext
) -> tuple[list[Sheet], list[RefusedContent]]:
    """Sheets in the order of the contents, from the chosen position on the first. What cannot be set takes no cell."""
    paper.cell(position)  # refuses one that does not exist
    slot = position - 1
    sheets: dict[int, list[tuple[Content, tuple[Item, ...], float]]] = {}
    refused = []
    for content in contents:
        try:
            cells = _draw(content, paper, dpi, slot, gettext)
        except LabelError as error:
            refused.append(RefusedContent(content, error.sentence))
            continue
        for items, end in cells:
            sheets.setdefault(slot // paper.positions, []).append((content, items, end))
            slot += 1
    return [_sheet(paper, cells, dpi, gettext) for cells in sheets.values()], refused


def _draw(
    content: Content, paper: Format, dpi: int, slot: int, gettext: Gettext
) -> list[tuple[tuple[Item, ...], float]]:
    cells = []
    for at, piece in enumerate(blocks_of(content, paper, dpi, gettext), slot):
        pen = Pen(dpi)
        end = piece(pen, cell_of(content, paper, at % paper.positions + 1))
        cells.append((tuple(pen.items), end))
    return cells


def _sheet(
    paper: Format, cells: list[tuple[Content, tuple[Item, ...], float]], dpi: int, gettext: Gettext
) -> Sheet:
    pen = Pen(dpi)
    for content, items, _ in cells:
        pen.items += items
        if paper.instructions and isinstance(content, Label):
            instructions.draw(pen, content, paper, gettext)
    height = paper.height or max(end for _, _, end in cells) + paper.margin
    return Sheet(Page(paper.width, height, tuple(pen.items)), tuple(content for content, _, _ in cells))
