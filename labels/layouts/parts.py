"""What the layouts share: the band with the title, addresses, facts, the return's codes."""

from collections.abc import Callable, Sequence

from common.sentence import Sentence
from labels.contents.address import Address
from labels.contents.checks import grouped
from labels.contents.label import Label, LabelKind
from labels.errors import LabelError
from labels.typesetting.drawing import Box, Mark, whole_dots
from labels.typesetting.pen import Pen
from labels.typesetting.setting import SMALLEST, Setting, fit, held, line_size, natural
from labels.typesetting.symbol import Symbology, encode
from labels.typesetting.typeface import MM_PER_POINT

Gettext = Callable[[str], str]
Block = Callable[[Pen, Box], float]
"""A function that draws one cell's contents into a box and returns the y at which they end."""

BAND_TEXT = 0.62
"""Of the band's height, in points per millimetre of letter."""
FINEST_MODULE = 0.33
"""Three dots at 203 dpi, four at 300: what is still read after a browser has shrunk the page to 94 %."""
REPRINT_HEIGHT = 5.5
RULE = 0.375
"""Thickness of a rule: three dots at 203 dpi."""
CAPTION = 7.0
FACT = 13.0
SSCC_HEIGHT = 31.75
"""GS1 General Specifications, 5.12.3.4: least height of the bars on logistic units."""
WIDEST_BELOW_SSCC, HIGHEST_BELOW_SSCC = 0.5, 12.0
"""The X-dimension and height that the return number's Code 128 has at most below an SSCC: the recipient needs room."""
NUMBER_SIZE, SSCC_NUMBER_SIZE = 15.0, 11.0
"""Points of the numbers below the bars, at a scale of 1."""
NUMBER_LINE = 1.25
"""The height of their line, in ems."""


def title(kind: LabelKind, gettext: Gettext) -> str:
    return {
        LabelKind.TO_WAREHOUSE: gettext("Retur till huvudlagret"),
        LabelKind.TO_SUPPLIER: gettext("Retur till leverantör"),
        LabelKind.TO_UNIT: gettext("Åter till enheten"),
    }[kind]


def heading(label: Label, gettext: Gettext) -> list[str]:
    """The way it goes and, where there are several envelopes, which one this is."""
    if label.envelopes == 1:
        return [title(label.kind, gettext)]
    which = gettext("%(envelope)s av %(envelopes)s")
    return [title(label.kind, gettext), which % {"envelope": label.envelope, "envelopes": label.envelopes}]


def order_caption(kind: LabelKind, gettext: Gettext) -> str:
    return gettext("Retur till leverantör") if kind is LabelKind.TO_SUPPLIER else gettext("Hämtorder")


def label_facts(label: Label, gettext: Gettext) -> tuple[tuple[str, str], ...]:
    """(caption, value) of what is read by people at a glance."""
    first = (order_caption(label.kind, gettext), label.order_number or "–")
    if label.serial and not label.order_number:
        first = (gettext("Serienummer"), label.serial)
    return (
        first,
        (gettext("Antal produkter"), str(label.items)),
        (gettext("Datum"), label.date.isoformat()),
    )


def band(pen: Pen, box: Box, text: str, kind: LabelKind | None) -> None:
    """Draws the title. It looks different for each of the three ways, so that they can be told apart at arm's
    length."""
    bars = box.height * 0.1
    match kind:
        case LabelKind.TO_SUPPLIER:
            pen.frame(box, box.height * 0.1)
        case LabelKind.TO_UNIT:
            pen.fill(Box(box.x, box.y, box.width, bars))
            pen.fill(Box(box.x, box.bottom - bars, box.width, bars))
        case _:
            pen.fill(box)
    white = kind in (None, LabelKind.TO_WAREHOUSE)
    largest = box.height * BAND_TEXT / MM_PER_POINT
    size = line_size(text.upper(), box.width * 0.94, largest, bold=True, what=Sentence("rubriken"))
    pen.text_in(box, text.upper(), size, bold=True, white=white, align=0.5)


def reprint(pen: Pen, box: Box, gettext: Gettext) -> None:
    """Says that this label has been printed before: two of them on two envelopes are one return too many."""
    pen.frame(box, RULE)
    text = gettext("OMTRYCK – tidigare utskrift ska kastas")
    size = line_size(text, box.width - 2, 9, bold=True, what=Sentence("omtrycket"))
    pen.text_in(box, text, size, bold=True, align=0.5)


def rule(pen: Pen, x: float, y: float, width: float) -> None:
    pen.fill(Box(x, y, width, RULE))


def caption_height(scale: float) -> float:
    return max(SMALLEST, CAPTION * scale) * 1.2 * MM_PER_POINT


def caption(pen: Pen, x: float, y: float, text: str, scale: float) -> float:
    """Draws a small heading and returns the y at which the text below it begins."""
    height = caption_height(scale)
    pen.text(x, y + height * 0.8, text, max(SMALLEST, CAPTION * scale))
    return y + height


def address_lines(address: Address) -> list[tuple[str, bool]]:
    return [(address.name, True), *((line, False) for line in _printed(address))]


def _printed(address: Address) -> list[str]:
    """Postcode and town are never parted: sorting machines and postmen look for them in one row."""
    return [held(line) if line == address.last_line else line for line in address.printed]


def address_paragraph(address: Address, gettext: Gettext) -> list[tuple[str, bool]]:
    """The sender in as few rows as possible, where there is little room."""
    return [(f"{gettext('Från')}: {', '.join((address.name, *_printed(address)))}", False)]


def sender(address: Address, box: Box, largest: float) -> Setting:
    """Sets the sender line by line where there is room, and else as the name and one paragraph."""
    try:
        return fit(address_lines(address), box, largest, smallest=7.0, what=Sentence("avsändaren"))
    except LabelError:
        return fit(
            [(address.name, True), (", ".join(_printed(address)), False)],
            box,
            largest,
            what=Sentence("avsändaren"),
        )


def reason_lines(label: Label, gettext: Gettext) -> list[tuple[str, bool]]:
    """Why the product goes back to the unit, in bold; nothing on other labels."""
    head = gettext("Skäl")
    return [(f"{head}: {label.reason}", True)] if label.reason else []


def facts_row(pen: Pen, box: Box, cells: Sequence[tuple[str, str]], scale: float) -> None:
    """Captions above their values, side by side. The first value is the longest and gets the most room."""
    shares = (0.46, 0.27, 0.27)
    height = caption_height(scale)
    lowest = next(natural([("0", True)], box.width, FACT * scale).texts(0, box.y + height)).y
    x = box.x
    for (head, value), share in zip(cells, shares, strict=True):
        width = box.width * share
        size = line_size(
            head, width - 2, max(SMALLEST, CAPTION * scale), bold=False, what=Sentence("rubriken")
        )
        pen.text(x, box.y + height * 0.8, head, size)
        below = Box(x, box.y + height, width - 2, box.height - height)
        setting = fit(
            [(value, True)], below, FACT * scale, what=Sentence("%(caption)s", {"caption": head.lower()})
        )
        if len(setting.rows) == 1:
            # On one line with its neighbours, whatever their sizes.
            pen.text(below.x, lowest, value, setting.size, bold=True)
        else:
            pen.setting(setting, below.x, below.y)
        x += width


def code_height(label: Label, bars: float, scale: float) -> float:
    """Bars, number and, where there is one, the SSCC above them."""
    if label.sscc:
        return SSCC_HEIGHT + min(bars, HIGHEST_BELOW_SSCC) + 2 * number_height(scale)
    return bars + number_height(scale)


def number_height(scale: float) -> float:
    return NUMBER_SIZE * scale * MM_PER_POINT * NUMBER_LINE


def codes(
    pen: Pen, label: Label, box: Box, module: float, bars: float, sscc_module: float | None, scale: float
) -> None:
    """The envelope's code as Code 128 with its text below it, under the SSCC as GS1-128."""
    x, y = box.x, box.y
    if label.sscc:
        assert sscc_module is not None
        element_string = f"(00){label.sscc}"
        mark = pen.mark(encode(Symbology.GS1_128, element_string), box.x, y, sscc_module, SSCC_HEIGHT)
        below(pen, mark, f"(00) {label.sscc}", SSCC_NUMBER_SIZE * scale, number_height(scale))
        y += SSCC_HEIGHT + number_height(scale)
        module, bars = min(module, WIDEST_BELOW_SSCC), min(bars, HIGHEST_BELOW_SSCC)
        # The first bar stands below the first one above, though their quiet zones differ.
        x = max(x, mark.x - Symbology.CODE_128.quiet_zone * whole_dots(module, pen.dpi))
    text, module = what_bars_say(label, module, box.right - x, pen.dpi)
    mark = pen.mark(encode(Symbology.CODE_128, text), x, y, module, bars)
    below(
        pen,
        mark,
        grouped(label.number) + text.removeprefix(label.number).replace("E", " E").replace("U", " U"),
        NUMBER_SIZE * scale,
        number_height(scale),
    )


def what_bars_say(label: Label, module: float, width: float, dpi: int) -> tuple[str, float]:
    """The text and the module, in millimetres, of the Code 128 in this width: the envelope's code, with as many dots
    less than the usual ones as it needs. Where even the finest module leaves no room for it, the bars say the return's
    number, and which envelope it is stands in the 2D code and in words."""
    columns = encode(Symbology.CODE_128, label.code).columns_with_quiet_zone
    dot = whole_dots(0, dpi)
    narrow = whole_dots(module, dpi)
    while columns * narrow > width and narrow - dot >= FINEST_MODULE:
        narrow = whole_dots(narrow - dot, dpi)
    return (label.number, module) if columns * narrow > width else (label.code, narrow)


def below(pen: Pen, mark: Mark, text: str, size: float, height: float) -> None:
    """Prints the text of the bars, centred below them, for people to read when the bars are torn."""
    box = mark.box
    pen.text_in(Box(box.x, box.bottom, box.width, height), text, size, bold=True, align=0.5)


def qr_module(url: str, side: float, dpi: int) -> float:
    """The largest whole number of dots at which the QR code with its quiet zone has room."""
    return whole_dots(side / encode(Symbology.QR, url).columns_with_quiet_zone, dpi)


def qr_side(url: str, side: float, dpi: int) -> float:
    return encode(Symbology.QR, url).columns_with_quiet_zone * qr_module(url, side, dpi)


def code_128(pen: Pen, box: Box, text: str, largest_module: float, bars: float) -> Mark | None:
    """A Code 128 as wide as the box allows; None when it would be finer than two dots, or cannot carry the text."""
    if not (text.isascii() and text.isprintable()):
        return None
    symbol = encode(Symbology.CODE_128, text)
    module = whole_dots(min(largest_module, box.width / symbol.columns_with_quiet_zone), pen.dpi)
    if module < FINEST_MODULE or module * symbol.columns_with_quiet_zone > box.width + 0.01:
        return None
    return pen.mark(symbol, box.x, box.y, module, bars)


def data_matrix(pen: Pen, box: Box, text: str, largest_module: float = 0.5) -> Mark:
    """A Data Matrix as large as the box's height allows."""
    symbol = encode(Symbology.DATA_MATRIX, text)
    module = min(largest_module, box.height / symbol.columns_with_quiet_zone)
    return pen.mark(symbol, box.x, box.y, module)
