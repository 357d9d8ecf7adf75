"""A label wider than high: title, facts and sender across; recipient and code to the left, QR to the right, and
the bottom right corner free."""

from labels.drawing import Box
from labels.format import Format
from labels.label import Label
from labels.layouts import parts
from labels.layouts.parts import Gettext
from labels.pen import Pen
from labels.setting import fit
from labels.symbol import Symbology, encode

USUAL = (93.1, 61.7)
"""Width and height of the contents at which a scale of 1 is right: a sheet of eight."""
LARGEST_SCALE = 1.7
BAND = 7.0
GAP = 1.2
FACTS = 6.6
SENDER = 12.5
"""The most that a long sender takes."""
CAPTION = 0.8
"""Of the usual caption: these labels are small."""
SENDER_SIZE = 8.0
RECIPIENT_SIZE = 13.0


def draw(pen: Pen, label: Label, box: Box, paper: Format, gettext: Gettext) -> float:
    scale = min(LARGEST_SCALE, box.width / USUAL[0], box.height / USUAL[1])
    y = _head(pen, label, box, scale, gettext)
    qr = parts.qr_side(label.url, paper.qr_side, pen.dpi)
    module = parts.qr_module(label.url, paper.qr_side, pen.dpi)
    pen.mark(encode(Symbology.QR, label.url), box.right - qr, y, module)
    left = Box(box.x, y, box.width - qr - GAP, box.bottom - y)
    height = parts.code_height(label, paper.code_height, scale)
    area = Box(left.x, left.bottom - height, left.width, height)
    parts.codes(pen, label, area, paper.code_module, paper.code_height, paper.sscc_module, scale)
    y = parts.caption(pen, left.x, y, gettext("Till"), scale * CAPTION)
    room = Box(left.x, y, left.width, area.y - y - GAP)
    recipient = fit(parts.address_lines(label.recipient), room, RECIPIENT_SIZE * scale, what="mottagaren")
    pen.setting(recipient, left.x, y)
    return box.bottom


def _head(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> float:
    """Title, facts and sender, one below the other over the whole width; returns where they end."""
    band = Box(box.x, box.y, box.width, BAND * scale)
    parts.band(pen, band, parts.title(label.kind, gettext), label.kind)
    y = band.bottom + GAP
    if label.reprint:
        height = parts.REPRINT_HEIGHT * 0.8 * scale
        parts.reprint(pen, Box(box.x, y - GAP / 2, box.width, height), gettext)
        y += height
    row = Box(box.x, y, box.width, FACTS * scale)
    parts.facts_row(pen, row, parts.facts(label, gettext), scale * CAPTION)
    parts.rule(pen, box.x, row.bottom, box.width)
    y = parts.caption(pen, box.x, row.bottom + GAP / 2, gettext("Från"), scale * CAPTION)
    room = Box(box.x, y, box.width, SENDER * scale - parts.caption_height(scale * CAPTION))
    sender = fit(parts.address_paragraph(label.sender), room, SENDER_SIZE * scale, what="avsändaren")
    pen.setting(sender, box.x, y)
    y += sender.height + GAP / 2
    parts.rule(pen, box.x, y, box.width)
    return y + GAP
