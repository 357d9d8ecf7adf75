"""Which contents fill which cells: a piece draws one cell."""

from functools import partial

from common.sentence import Sentence
from labels.contents.label import Label
from labels.contents.packing_list import PackingList
from labels.contents.shelf_label import ShelfLabel
from labels.errors import LabelError
from labels.format import Format, Shape
from labels.layouts import packing_list, shelf_label, tall, wide
from labels.layouts.parts import Block, Gettext
from labels.typesetting.drawing import Box

Content = Label | PackingList | ShelfLabel


def cell_of(content: Content, paper: Format, position: int) -> Box:
    """Where a piece may draw, its margin taken off; a height of 0 is endless. A packing list has the whole paper
    where a label shares it with its instructions."""
    cell = paper.cell(position)
    if isinstance(content, PackingList) and paper.instructions:
        cell = Box(0, 0, paper.width, paper.height or 0)
    box = cell.inset(paper.margin)
    return box if paper.height else Box(box.x, box.y, box.width, 0)


def blocks_of(content: Content, paper: Format, dpi: int, gettext: Gettext) -> list[Block]:
    match content:
        case Label():
            return [_label(content, paper, gettext)]
        case PackingList():
            return packing_list.blocks_of(content, cell_of(content, paper, 1), paper, dpi, gettext)
        case ShelfLabel():
            return [partial(shelf_label.draw, content=content, module=paper.code_module)]


def _label(label: Label, paper: Format, gettext: Gettext) -> Block:
    if label.sscc and paper.sscc_module is None:
        raise LabelError(
            "En SSCC får inte plats på formatet %(paper)s. Välj 102 × 192 mm, A5 eller A4.",
            paper=Sentence(paper.title),
        )
    draw = tall.draw if paper.shape is Shape.TALL else wide.draw
    return partial(draw, label=label, paper=paper, gettext=gettext)
