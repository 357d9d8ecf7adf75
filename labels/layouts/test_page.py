"""The test page: what to measure with a ruler, and whether the printer's codes can be read."""

from labels.contents.test_page import TestPage
from labels.format import Format
from labels.layouts import parts
from labels.layouts.parts import Gettext
from labels.typesetting.drawing import Box
from labels.typesetting.pen import Pen
from labels.typesetting.setting import natural
from labels.typesetting.symbol import Symbology, encode

ORIGIN = 10.0
"""Millimetres from the paper's left and top edge to where both rulers begin."""
ROLL_HEIGHT = 120.0
LINE = 0.25
CODE = "RETURKOLL"
CODE_HEIGHT = 10.0
TICKS = {10: 4.0, 5: 2.8, 1: 1.6}
"""A tick's length at every 10, 5 and 1 mm."""


def ruler_length(side: float) -> int:
    """The whole centimetres that the ruler along a side of this length shows."""
    return int((side - ORIGIN - 5) // 10) * 10


def draw(pen: Pen, content: TestPage, paper: Format, gettext: Gettext) -> float:
    height = paper.height or ROLL_HEIGHT
    across, down = ruler_length(paper.width), ruler_length(height)
    _ruler(pen, across, along_x=True)
    _ruler(pen, down, along_x=False)
    _cells(pen, paper)
    x, y = ORIGIN + 12, ORIGIN + 12
    width = paper.width - x - 5
    lines = [
        (f"{gettext('Testsida')} {content.printer}", True),
        (f"{paper.title} · {content.date.isoformat()}", False),
        (gettext("Mät med linjal från papperets kant:"), False),
        (gettext("A: vänsterkanten till den lodräta linjalens streck. Ska vara 10,0 mm."), False),
        (gettext("B: överkanten till den vågräta linjalens streck. Ska vara 10,0 mm."), False),
        (gettext("C: den vågräta linjalens längd. Ska vara %(mm)s mm.") % {"mm": across}, False),
        (gettext("D: den lodräta linjalens längd. Ska vara %(mm)s mm.") % {"mm": down}, False),
    ]
    setting = natural(lines, width, 7.5 if paper.width < 90 else 9)
    pen.setting(setting, x, y)
    code = Box(x - 4, y + setting.height + 2, width, CODE_HEIGHT)
    bars = parts.code_128(pen, code, CODE, 0.375, CODE_HEIGHT)
    # Four dots a module: what any printer and camera must manage.
    pen.mark(encode(Symbology.QR, CODE), code.x, code.bottom + 1 if bars else code.y, 0.5)
    return height


def _ruler(pen: Pen, length: int, *, along_x: bool) -> None:
    """A line from the origin with a tick at every millimetre, the centimetres numbered. What counts is each tick's
    left (upper) edge."""
    pen.fill(_turned(0, 0, length, LINE, along_x=along_x))
    for at in range(length + 1):
        tall = next(tick for every, tick in TICKS.items() if at % every == 0)
        pen.fill(_turned(at, 0, LINE, tall, along_x=along_x))
        if at and at % 10 == 0:
            place = _turned(at - 3, 4.4, 6, 3, along_x=along_x)
            pen.text_in(place, str(at), 6, align=0.5)


def _turned(x: float, y: float, width: float, height: float, *, along_x: bool) -> Box:
    if along_x:
        return Box(ORIGIN + x, ORIGIN + y, width, height)
    return Box(ORIGIN + y, ORIGIN + x, height, width)


def _cells(pen: Pen, paper: Format) -> None:
    """On a sheet of labels, a cross at each label's corner: it has to lie on the cut."""
    if paper.positions == 1:
        return
    for position in range(1, paper.positions + 1):
        cell = paper.cell(position)
        for x, y in (
            (cell.x, cell.y),
            (cell.right, cell.y),
            (cell.x, cell.bottom),
            (cell.right, cell.bottom),
        ):
            pen.fill(Box(x - 1.5, y - LINE / 2, 3, LINE))
            pen.fill(Box(x - LINE / 2, y - 1.5, LINE, 3))
