"""The packing list: what the return is, then a row for each product with its serial as a code."""

import math
from collections.abc import Sequence
from functools import partial

from common.sentence import Sentence
from labels.contents.checks import grouped
from labels.contents.packing_list import PackedLine, PackingList
from labels.errors import LabelError
from labels.format import Format
from labels.layouts import parts
from labels.layouts.parts import RULE, Block, Gettext
from labels.typesetting.drawing import Box
from labels.typesetting.pen import Pen
from labels.typesetting.setting import Setting, fit, held, line_size, natural
from labels.typesetting.symbol import Symbology, encode

ProductRow = tuple[PackedLine, str | None]

LARGEST_SCALE = 1.3
SMALLEST_SCALE = 0.7
USUAL_WIDTH = 94
BAND = 8.0
GAP = 2.0
NUMBER = 15.0
DETAILS = 9.0
ARTICLE = 10.0
ROW = 13.5
"""A serial of 40 digits then has modules of half a millimetre."""
AIR = 0.8
"""Millimetres between a row's words and the rules above and below."""
TEXT_SHARE = 0.42
"""The words' share of a row's width. The code has the rest."""
NARROW = 70.0
"""Millimetres below which the words need half of the row."""
NARROW_SHARE = 0.54
CODE_MODULE = 0.625
"""The most: a usual serial's Data Matrix then fills its row."""
SERIAL = 11.0


def blocks_of(content: PackingList, box: Box, paper: Format, dpi: int, gettext: Gettext) -> list[Block]:
    """One for each cell or page of this size that the rows take; all of it on one when the paper is endless."""
    scale = min(LARGEST_SCALE, max(SMALLEST_SCALE, box.width / USUAL_WIDTH))
    qr = parts.qr_side(content.url, paper.qr_side, dpi)
    rows = list(content.rows)
    first = len(rows) if box.height == 0 else _capacity(box.height - _band(scale) - max(qr, 1) - GAP)
    following = max(1, _capacity(box.height - _band(scale)))
    starts = [0, *range(max(0, first), len(rows), following)]
    ends = [*starts[1:], len(rows)]
    return [
        partial(
            _draw,
            content=content,
            rows=rows[start:end],
            at=(at, len(starts)),
            paper=paper,
            scale=scale,
            gettext=gettext,
        )
        for at, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def _capacity(height: float) -> int:
    return max(0, int((height + 0.01) / ROW))


def _band(scale: float) -> float:
    return BAND * scale + GAP


def _draw(
    pen: Pen,
    box: Box,
    *,
    content: PackingList,
    rows: Sequence[ProductRow],
    at: tuple[int, int],
    paper: Format,
    scale: float,
    gettext: Gettext,
) -> float:
    page, pages = at
    words = [gettext("Följesedel"), *([f"{page} ({pages})"] if pages > 1 else [])]
    if page > 1:
        words.insert(1, grouped(content.number))
    if content.reprint:
        words.append(gettext("OMTRYCK"))
    parts.band(pen, Box(box.x, box.y, box.width, BAND * scale), " · ".join(words), content.kind)
    y = box.y + _band(scale)
    if page == 1:
        y = _head(pen, Box(box.x, y, box.width, box.height), content, paper, scale, gettext)
    for row in rows:
        _row(pen, Box(box.x, y, box.width, ROW), row, gettext)
        y += ROW
    return y


def _head(pen: Pen, box: Box, content: PackingList, paper: Format, scale: float, gettext: Gettext) -> float:
    """Number and what is known of the return; the address as QR to the right. Returns where the rows begin."""
    qr = parts.qr_side(content.url, paper.qr_side, pen.dpi)
    module = parts.qr_module(content.url, paper.qr_side, pen.dpi)
    pen.mark(encode(Symbology.QR, content.url), box.right - qr, box.y, module)
    room = Box(box.x, box.y, box.width - qr - GAP, qr)
    text = grouped(content.number)
    size = line_size(text, room.width, NUMBER * scale, bold=True, what=Sentence("numret"))
    number = natural([(text, True)], room.width + 0.01, size)
    pen.setting(number, room.x, room.y)
    y = room.y + number.height
    lines = [(text, False) for text in _details(content, gettext)]
    if box.height:
        details = fit(
            lines,
            Box(room.x, y, room.width, room.bottom - y),
            DETAILS * scale,
            what=Sentence("följesedelns huvud"),
        )
        pen.setting(details, room.x, y)
        return room.bottom + GAP
    details = fit(lines, Box(box.x, 0, box.width, math.inf), DETAILS * scale)
    pen.setting(details, box.x, room.bottom)
    return room.bottom + details.height + GAP


def _details(content: PackingList, gettext: Gettext) -> list[str]:
    order = parts.order_caption(content.kind, gettext)
    products = gettext("Antal produkter")
    return [
        parts.title(content.kind, gettext),
        f"{order}: {content.order_number or '–'}",
        f"{products}: {len(content.lines)} · {gettext('Datum')}: {content.date.isoformat()}",
        f"{gettext('Från')}: {content.sender.name}, {held(content.sender.town.upper())}",
        f"{gettext('Till')}: {content.recipient.name}, {held(content.recipient.town.upper())}",
    ]


def _row(pen: Pen, box: Box, row: ProductRow, gettext: Gettext) -> None:
    line, serial = row
    parts.rule(pen, box.x, box.y, box.width)
    share = box.width * (NARROW_SHARE if box.width < NARROW else TEXT_SHARE)
    text = Box(box.x, box.y + RULE + AIR, share - 1, box.height - RULE - 2 * AIR)
    lines = [(line.article, True), *([(line.article_number, False)] if line.article_number else [])]
    setting = fit(lines, text, ARTICLE, what=Sentence("artikelns namn"))
    pen.setting(setting, text.x, text.y + (text.height - setting.height) / 2)
    code = Box(box.x + share, box.y + 1.2, box.width - share, box.height - 1.4)
    if serial is None:
        pen.text_in(code, gettext("utan serienummer"), 8)
    else:
        _serial(pen, code, serial)


def _serial(pen: Pen, box: Box, serial: str) -> None:
    """A Data Matrix, the serial beside it. Not Code 128: photographed slantwise, its one check character let a wrong
    serial through in our tests (SN#000008 for SN-000008), which Reed-Solomon does not."""
    mark = parts.data_matrix(pen, box, serial, CODE_MODULE)
    beside = Box(mark.quiet_box.right + 1, box.y, box.right - mark.quiet_box.right - 1, box.height - AIR)
    setting = _unbroken(serial, beside)
    middle = mark.box.y + (mark.box.height - setting.height) / 2
    pen.setting(setting, beside.x, min(max(beside.y, middle), beside.bottom - setting.height))


def _unbroken(serial: str, box: Box) -> Setting:
    """A serial in one row if it can be read so: people compare it letter by letter."""
    try:
        size = line_size(serial, box.width, SERIAL, bold=False)
    except LabelError:
        return fit([(serial, False)], box, SERIAL, what=Sentence("serienumret"))
    return natural([(serial, False)], box.width + 0.01, size)
