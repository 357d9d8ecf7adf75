"""The layout of a label that is higher than wide: title, sender, recipient, facts, code and QR code. The bottom right
corner stays free."""

import math

from common.sentence import Sentence
from labels.contents.label import Label
from labels.format import Format
from labels.layouts import parts
from labels.layouts.parts import Gettext
from labels.typesetting.drawing import Box, Mark
from labels.typesetting.pen import Pen
from labels.typesetting.setting import fit
from labels.typesetting.symbol import Symbology, encode

USUAL_WIDTH = 94
"""Of the contents at which a scale of 1 is right: 102 mm less two margins."""
LARGEST_SCALE = 1.4
SMALLEST_SCALE = 0.7
BAND = 11.0
GAP = 2.0
FACTS = 10.0
SENDER_SHARE = 0.34
"""The sender's share of the height that both addresses have together."""
SENDER_SHARE_WITH_REASON = 0.42
"""The same where a reason takes some of that height."""
SENDER_SIZE = 10.0
RECIPIENT_SIZE = 17.0
REASON = 9.0
"""The largest height of the reason for which a product goes back, in millimetres at a scale of 1."""
REASON_SIZE = 12.0


def draw(pen: Pen, box: Box, *, label: Label, paper: Format, gettext: Gettext) -> float:
    """Draw into the box; on a roll (height 0) as far down as it takes. Returns where the label ends."""
    scale = min(LARGEST_SCALE, max(SMALLEST_SCALE, box.width / USUAL_WIDTH))
    y = _head(pen, label, box, scale, gettext)
    endless = box.height == 0
    foot = y if endless else box.bottom - _foot_height(pen, label, paper, scale)
    if endless:
        foot = _natural_addresses(pen, label, Box(box.x, y, box.width, 0), scale, gettext)
    else:
        _shared_addresses(pen, label, Box(box.x, y, box.width, foot - y - GAP), scale, gettext)
    return _foot(pen, label, Box(box.x, foot, box.width, 0), paper, scale, gettext)


def _head(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> float:
    band = Box(box.x, box.y, box.width, BAND * scale)
    parts.band(pen, band, " · ".join(parts.heading(label, gettext)), label.kind)
    y = band.bottom + GAP
    if label.reprint:
        parts.reprint(pen, Box(box.x, y - GAP / 2, box.width, parts.REPRINT_HEIGHT), gettext)
        y += parts.REPRINT_HEIGHT + GAP / 2
    if lines := parts.reason_lines(label, gettext):
        room = Box(box.x, y, box.width, REASON * scale if box.height else math.inf)
        reason = fit(lines, room, REASON_SIZE * scale, what=Sentence("skälet"))
        pen.setting(reason, room.x, room.y)
        y += reason.height + GAP / 2
        parts.rule(pen, box.x, y, box.width)
        y += GAP / 2
    return y


def _shared_addresses(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> None:
    """Sender above, recipient below and larger; a short sender leaves its room to the recipient."""
    caption = parts.caption_height(scale)
    share = SENDER_SHARE_WITH_REASON if label.reason else SENDER_SHARE
    room = Box(box.x, 0, box.width, box.height * share - caption - GAP)
    sender = parts.sender(label.sender, room, SENDER_SIZE * scale)
    y = parts.caption(pen, box.x, box.y, gettext("Från"), scale)
    pen.setting(sender, box.x, y)
    y += sender.height + GAP / 2
    parts.rule(pen, box.x, y, box.width)
    y = parts.caption(pen, box.x, y + GAP / 2, gettext("Till"), scale)
    room = Box(box.x, y, box.width, box.bottom - y)
    recipient = fit(
        parts.address_lines(label.recipient), room, RECIPIENT_SIZE * scale, what=Sentence("mottagaren")
    )
    pen.setting(recipient, box.x, y + (room.height - recipient.height) * 0.25)


def _natural_addresses(pen: Pen, label: Label, box: Box, scale: float, gettext: Gettext) -> float:
    y = parts.caption(pen, box.x, box.y, gettext("Från"), scale)
    room = Box(box.x, 0, box.width, math.inf)
    sender = fit(parts.address_lines(label.sender), room, SENDER_SIZE * scale)
    pen.setting(sender, box.x, y)
    y += sender.height + GAP / 2
    parts.rule(pen, box.x, y, box.width)
    y = parts.caption(pen, box.x, y + GAP / 2, gettext("Till"), scale)
    recipient = fit(parts.address_lines(label.recipient), room, RECIPIENT_SIZE * scale)
    pen.setting(recipient, box.x, y)
    return y + recipient.height + GAP


def _foot_height(pen: Pen, label: Label, paper: Format, scale: float) -> float:
    return (
        FACTS * scale
        + 2 * GAP
        + parts.code_height(label, paper.code_height, scale)
        + parts.qr_side(label.envelope_url, paper.qr_side, pen.dpi)
    )


def _foot(pen: Pen, label: Label, box: Box, paper: Format, scale: float, gettext: Gettext) -> float:
    parts.rule(pen, box.x, box.y, box.width)
    row = Box(box.x, box.y + GAP / 2, box.width, FACTS * scale)
    parts.facts_row(pen, row, parts.label_facts(label, gettext), scale)
    y = row.bottom + GAP * 1.5
    height = parts.code_height(label, paper.code_height, scale)
    area = Box(box.x, y, box.width, height)
    parts.codes(pen, label, area, paper.code_module, paper.code_height, paper.sscc_module, scale)
    module = parts.qr_module(label.envelope_url, paper.qr_side, pen.dpi)
    # Its modules begin below the bars' first one, though their quiet zones differ.
    bars = next(item.box.x for item in reversed(pen.items) if isinstance(item, Mark))
    x = bars - Symbology.QR.quiet_zone * module
    mark = pen.mark(encode(Symbology.QR, label.envelope_url), max(box.x, x), area.bottom, module)
    return mark.quiet_box.bottom
