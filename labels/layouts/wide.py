"""A label wider than high: title, facts and sender across; recipient and code to the left, QR to the right, and
the bottom right corner free."""

from labels.drawing import Box
from labels.errors import Words
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
BAND = 6.5
GAP = 1.2
FACTS = 6.7
SENDER = 10.5
"""The most that a long sender takes."""
CAPTION = 0.8
"""Of the usual caption: these labels are small."""
NUMBER = 0.65
"""Of the usual size of the number below the bars."""
SENDER_SIZE = 7.0
RECIPIENT_SIZE = 13.0


def draw(pen: Pen, box: Box, *, label: Label, paper: Format, gettext: Gettext) -> float:
    scale = min(LARGEST_SCALE, box.width / USUAL[0], box.height / USUAL[1])
    y = _head(pen, label, box, scale, gettext)
    qr = parts.qr_side(label.url, paper.qr_side, pen.dpi)
    module = parts.qr_module(label.url, paper.qr_side, pen.dpi)
    pen.mark(encode(Symbology.QR, label.url), box.right - qr, y, module)
    left = Box(box.x, y, box.width - qr - GAP, box.bottom - y)
    height = parts.code_height(label, paper.code_height, scale * NUMBER)
    area = Box(left.x, left.bottom - height, left.width, height)
    parts.codes(pen, label, area, paper.code_module, paper.code_height, paper.sscc_module, scale * NUMBER)
    y = parts.caption(pen, left.x, y, gettext("Till"), scale * CAPTION)
    room = Box(left.x, y, left.width, area.y - y - GAP)
    recipient = fit(
        parts.address_lines(label.recipient), room, RECIPIENT_SIZE * scale, what=Words("mottagaren")
    )
    pen.setting(recipient, left.x, y)
    return box.bottom


def _head(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> float:
    """Title, facts and sender, one below the other over the whole width; returns where they end."""
    band = Box(box.x, box.y, box.width, BAND * scale)
    words = [*parts.heading(label, gettext), *([gettext("OMTRYCK")] if label.reprint else [])]
    parts.band(pen, band, " · ".join(words), label.kind)
    y = band.bottom + GAP
    row = Box(box.x, y, box.width, FACTS * scale)
    parts.facts_row(pen, row, parts.facts(label, gettext), scale * CAPTION)
    parts.rule(pen, box.x, row.bottom, box.width)
    y = row.bottom + GAP / 2
    room = Box(box.x, y, box.width, SENDER * scale)
    lines = parts.address_paragraph(label.sender, gettext)
    sender = fit(lines, room, SENDER_SIZE * scale, what=Words("avsändaren"))
    pen.setting(sender, box.x, y)
    y += sender.height + GAP / 2
    parts.rule(pen, box.x, y, box.width)
    return y + GAP
