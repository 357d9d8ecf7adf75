"""A label wider than high: title, facts and sender across; recipient and code to the left, QR to the right, and
the bottom right corner free."""

from common.sentence import Sentence
from labels.contents.label import Label
from labels.errors import LabelError
from labels.format import Format
from labels.layouts import parts
from labels.layouts.parts import Gettext
from labels.typesetting.drawing import Box
from labels.typesetting.pen import Pen
from labels.typesetting.setting import STEP, Setting, fit
from labels.typesetting.symbol import Symbology, encode

USUAL_WIDTH, USUAL_HEIGHT = 93.1, 61.7
"""Of the contents at which a scale of 1 is right, in millimetres: those of a sheet of eight."""
LARGEST_SCALE = 1.7
BAND = 6.5
GAP = 1.2
FACTS = 6.7
SENDER = 10.5
"""The largest height that a long sender takes, in millimetres at a scale of 1."""
SENDER_WITH_REASON = 14.5
"""The same for a sender with the reason below it for which a product goes back."""
CAPTION = 0.8
"""The size of a caption as a share of the usual one, because these labels are small."""
NUMBER = 0.65
"""The size of the number below the bars as a share of the usual one."""
SENDER_SIZE = 7.0
SMALLEST_SENDER = 5.5
RECIPIENT_SIZE = 13.0
LARGER = 1.3
"""So many times larger than the sender's are the recipient's letters: the post must not take one for the other."""


def draw(pen: Pen, box: Box, *, label: Label, paper: Format, gettext: Gettext) -> float:
    scale = min(LARGEST_SCALE, box.width / USUAL_WIDTH, box.height / USUAL_HEIGHT)
    y = _head(pen, label, box, scale, gettext)
    qr = parts.qr_side(label.envelope_url, paper.qr_side, pen.dpi)
    module = parts.qr_module(label.envelope_url, paper.qr_side, pen.dpi)
    left = box.width - qr - GAP
    height = parts.code_height(label, paper.code_height, scale * NUMBER)
    area = Box(box.x, box.bottom - height, left, height)
    parts.codes(pen, label, area, paper.code_module, paper.code_height, paper.sscc_module, scale * NUMBER)
    between = GAP * 1.5 + parts.caption_height(scale * CAPTION)
    room = Box(box.x, y, left, area.y - GAP - between - y)
    sender, recipient = _addresses(label, room, box.width, scale, gettext)
    pen.setting(sender, box.x, y)
    y += sender.height + GAP / 2
    parts.rule(pen, box.x, y, box.width)
    y += GAP
    pen.mark(encode(Symbology.QR, label.envelope_url), box.right - qr, y, module)
    y = parts.caption(pen, box.x, y, gettext("Till"), scale * CAPTION)
    pen.setting(recipient, box.x, y)
    return box.bottom


def _head(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> float:
    """Title and facts, one below the other over the whole width; returns where they end."""
    band = Box(box.x, box.y, box.width, BAND * scale)
    words = [*parts.heading(label, gettext), *([gettext("OMTRYCK")] if label.reprint else [])]
    parts.band(pen, band, " · ".join(words), label.kind)
    y = band.bottom + GAP
    row = Box(box.x, y, box.width, FACTS * scale)
    parts.facts_row(pen, row, parts.label_facts(label, gettext), scale * CAPTION)
    parts.rule(pen, box.x, row.bottom, box.width)
    return row.bottom + GAP / 2


def _addresses(
    label: Label, room: Box, width: float, scale: float, gettext: Gettext
) -> tuple[Setting, Setting]:
    """The sender over the whole width, with the reason of what goes back below it, and the recipient in what height
    they leave of the room. Where that leaves too little, the reason is left out."""
    sender = parts.address_paragraph(label.sender, gettext)
    if label.reason:
        lines = [*sender, *parts.reason_lines(label, gettext)]
        try:
            return _balanced(label, lines, SENDER_WITH_REASON * scale, room, width, scale)
        except LabelError:
            pass  # two very long addresses on a small label: the post needs them, and the unit's page has the reason
    return _balanced(label, sender, SENDER * scale, room, width, scale)


def _balanced(
    label: Label, lines: list[tuple[str, bool]], largest: float, room: Box, width: float, scale: float
) -> tuple[Setting, Setting]:
    """The sender's lines in at most this height, set smaller until the recipient is the larger one."""
    size = SENDER_SIZE * scale
    while True:
        sender = fit(lines, Box(0, 0, width, largest), size, what=Sentence("avsändaren"))
        left = Box(room.x, room.y, room.width, room.height - sender.height)
        try:
            recipient = fit(
                parts.address_lines(label.recipient),
                left,
                RECIPIENT_SIZE * scale,
                what=Sentence("mottagaren"),
            )
        except LabelError:
            if sender.size <= SMALLEST_SENDER:
                raise
        else:
            if recipient.size >= sender.size * LARGER or sender.size <= SMALLEST_SENDER:
                return sender, recipient
        size = sender.size - STEP
