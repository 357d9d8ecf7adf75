"""The shelf's label: the place in letters that are read from the aisle, and as a code."""

from common.sentence import Sentence
from labels.contents.shelf_label import ShelfLabel
from labels.layouts import parts
from labels.typesetting.drawing import Box
from labels.typesetting.pen import Pen
from labels.typesetting.setting import fit, line_size
from labels.typesetting.typeface import MM_PER_POINT

HEIGHT = 0.62
"""The largest height as a share of the width. Paper that is higher stays white below."""
ROLL_HEIGHT = 0.85
SHELF_SHARE = 0.34
CODE_SHARE = 0.26
LETTER_SHARE = 0.95
"""The size of the letters as a share of the band's height: their descenders have room, too."""
TITLE_SIZE = 22.0
GAP = 2.0


def draw(pen: Pen, box: Box, *, content: ShelfLabel, module: float) -> float:
    height = box.width * ROLL_HEIGHT if box.height == 0 else min(box.height, box.width * HEIGHT)
    shelf = Box(box.x, box.y, box.width, height * SHELF_SHARE)
    largest = shelf.height * LETTER_SHARE / MM_PER_POINT
    size = line_size(content.shelf, box.width, largest, bold=True, what=Sentence("hyllplatsen"))
    pen.text_in(shelf, content.shelf, size, bold=True)
    code = Box(box.x, shelf.bottom + GAP, box.width, height * CODE_SHARE)
    if parts.code_128(pen, code, content.shelf, module, code.height) is None:
        parts.data_matrix(pen, code, content.shelf)
    y = code.bottom + GAP
    parts.rule(pen, box.x, y, box.width)
    room = Box(box.x, y + GAP / 2, box.width, box.y + height - y - GAP / 2)
    lines = [(content.title, True), *((text, False) for text in content.details)]
    pen.setting(fit(lines, room, TITLE_SIZE, what=Sentence("hyllettiketten")), room.x, room.y)
    return box.y + height
