"""Labels → one PDF, every page read back before the bytes are handed out."""

import logging
from collections.abc import Sequence

from labels import pdf, proof
from labels.drawing import DOTS_PER_MM, Page
from labels.errors import LabelError
from labels.format import Format, Shape, format_named
from labels.label import Label
from labels.layouts import tall, wide
from labels.layouts.parts import Gettext
from labels.pen import Pen

log = logging.getLogger("labels")

DEFAULT_FORMAT = "102x152"
DEFAULT_DPI = 203
SHAPES = {Shape.TALL: tall.draw, Shape.WIDE: wide.draw}


def render(label: Label, format: str = DEFAULT_FORMAT, *, gettext: Gettext = str, position: int = 1) -> bytes:  # noqa: A002
    """The label's PDF, on the sheet's chosen position. Raises LabelError when it cannot be set or read back."""
    try:
        page = page_of({position: label}, format_named(format), DEFAULT_DPI, gettext)
        return proved([page], label.number)
    except LabelError as error:
        log.warning("label refused: number=%s format=%s reason=%s", label.number, format, error)
        raise


def page_of(labels: dict[int, Label], paper: Format, dpi: int, gettext: Gettext) -> Page:
    """One sheet with labels at these positions."""
    pen = Pen(dpi)
    end = 0.0
    for position, label in labels.items():
        if label.sscc and paper.sscc_module is None:
            raise LabelError(
                f"En SSCC får inte plats på formatet {paper.title}. Välj 102 × 192 mm, A5 eller A4."
            )
        box = paper.cell(position).inset(paper.margin)
        if paper.height is None:
            box = type(box)(box.x, box.y, box.width, 0)
        end = SHAPES[paper.shape](pen, label, box, paper, gettext)
    return Page(paper.width, paper.height or end + paper.margin, tuple(pen.items))


def proved(pages: Sequence[Page], title: str, dpi: int = DEFAULT_DPI) -> bytes:
    """The pages as PDF, each read back from those very bytes."""
    data = pdf.write(pages, title)
    per_mm = DOTS_PER_MM[dpi]
    with proof.opened(data) as document:
        for page, sheet in zip(pages, document, strict=True):
            text = sheet.get_textpage().get_text_range()
            proof.check_page(page, proof.picture(sheet, per_mm), text, per_mm)
    return data
