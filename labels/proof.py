"""Reading a page back before it leaves: rendered at the printer's resolution, decoded, compared."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
import pypdfium2
import zxingcpp

from common.sentence import Sentence
from labels.errors import LabelError
from labels.profile import Placement, Profile
from labels.typesetting.drawing import DOTS_PER_MM, Box, Mark, Page
from labels.typesetting.symbol import ZXING_FORMATS, Symbology
from labels.typesetting.typeface import MM_PER_POINT

PAPER_WHITE = 200
"""The darkest grey that a dot of a quiet zone may have, of 255. The edge of a letter that reaches into it is darker."""
PLACE = 1.0
"""A symbol may be found at most so many millimetres from where it was drawn."""

# PDFium is not safe to enter from two threads, and Gunicorn's workers have four.
_pdfium = threading.Lock()


@dataclass(frozen=True)
class ShownPage:
    """One page of a file, as PDFium shows it."""

    dots: numpy.ndarray
    """The printer's dots, 0 black to 255 white."""
    text: str


def shown(pdf: bytes, dots_per_mm: float) -> Iterator[ShownPage]:
    """Page by page. Other threads get their turn between two pages: a batch must not stop every other label."""
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    try:
        for at in range(count):
            with _pdfium:
                page = _shown(document, at, dots_per_mm)
            yield page
    finally:
        with _pdfium:
            document.close()


def _shown(document: pypdfium2.PdfDocument, at: int, dots_per_mm: float) -> ShownPage:
    """Everything is closed here, while this thread holds PDFium's lock. A finalizer would close it at any time, in
    any thread."""
    page = document[at]
    words = page.get_textpage()
    bitmap = page.render(scale=dots_per_mm * MM_PER_POINT, grayscale=True)
    dots = bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy()
    text = words.get_text_range()
    for opened in (bitmap, words, page):
        opened.close()
    return ShownPage(dots, text)


def read_back(pdf: bytes, pages: Sequence[Page], profile: Profile) -> dict[int, Sentence]:
    """Which pages (by index) do not show what was drawn, and why, in these very bytes at the printer's resolution."""
    failures = {}
    per_mm = DOTS_PER_MM[profile.dpi]
    for at, (page, seen) in enumerate(zip(pages, shown(pdf, per_mm), strict=True)):
        try:
            check_page(page, seen.dots, seen.text, per_mm, profile.placement(page.width, page.height))
        except LabelError as error:
            failures[at] = error.sentence
    return failures


def check_page(page: Page, dots: numpy.ndarray, text: str, dots_per_mm: float, placement: Placement) -> None:
    """Raise a LabelError unless everything that was drawn is found again, where it was drawn."""
    check_layout(page, placement)
    check_text(page, text)
    check_symbols(page.marks, dots, dots_per_mm, placement)
    for mark in page.marks:
        check_quiet_zone(mark, dots, dots_per_mm, placement)


def check_layout(page: Page, placement: Placement) -> None:
    """Raises LabelError when something lies off the paper, or a text on another text or in a symbol's quiet zone."""
    paper = Box(0, 0, placement.width, placement.height)
    boxes = [item.box for item in page.texts]
    for item, box in zip(page.texts, boxes, strict=True):
        if not paper.contains(placement.box(box)):
            raise LabelError(
                "Texten ”%(text)s” hamnade utanför papperet. Välj ett större format.", text=item.text
            )
        if any(box.overlaps(mark.quiet_box) for mark in page.marks):
            raise LabelError(
                "Texten ”%(text)s” hamnade för nära en kod. Välj ett större format.", text=item.text
            )
    for index, box in enumerate(boxes):
        if any(box.overlaps(other) for other in boxes[index + 1 :]):
            raise LabelError(
                "Texten ”%(text)s” hamnade på en annan text. Välj ett större format.",
                text=page.texts[index].text,
            )


def check_text(page: Page, text: str) -> None:
    """Every drawn text is in the file, whole, and nothing else: a reader of the PDF gets the same letters. In any
    order: PDFium sorts the rows of a turned page its own way."""
    drawn = ["".join(item.text.split()) for item in page.texts]
    # PDFium gives a hyphen that ends a row as U+FFFE.
    found = "".join(text.replace("\ufffe", "-").split())
    if len(found) != sum(map(len, drawn)) or not all(one in found for one in drawn):
        raise LabelError(
            "Etikettens text gick inte att läsa tillbaka ur filen. Försök igen, eller kontakta supporten."
        )


def check_symbols(
    marks: Sequence[Mark], dots: numpy.ndarray, dots_per_mm: float, placement: Placement
) -> None:
    """Raises LabelError unless every symbol decodes to its text at its place, and nothing else decodes at all."""
    wanted = list(marks)
    turned = placement.matrix[0] == 0
    for found in symbols_in(dots, marks, turned=turned):
        mark = next((mark for mark in wanted if _is(found, mark, placement.box(mark.box), dots_per_mm)), None)
        if mark is None:
            raise LabelError(
                "På etiketten lästes en kod som inte ska finnas: ”%(text)s”. Kontakta supporten.",
                text=found.text,
            )
        wanted.remove(mark)
    if wanted:
        raise LabelError(
            "Koden %(symbology)s med ”%(text)s” gick inte att läsa på etiketten. Välj ett annat format eller "
            "kontakta supporten.",
            symbology=wanted[0].symbol.symbology.value,
            text=wanted[0].symbol.text,
        )


def symbols_in(dots: numpy.ndarray, marks: Sequence[Mark], *, turned: bool) -> list[zxingcpp.Barcode]:
    kinds = {ZXING_FORMATS[mark.symbol.symbology] for mark in marks}
    if not kinds:
        return []
    # Its type stub does not know that a tuple will do, which its deprecation notice asks for.
    return zxingcpp.read_barcodes(dots, formats=tuple(kinds), try_rotate=turned, try_invert=False)  # type: ignore[arg-type]


def _is(found: zxingcpp.Barcode, mark: Mark, place: Box, dots_per_mm: float) -> bool:
    corners = found.position
    points = (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
    x = sum(point.x for point in points) / 4 / dots_per_mm
    y = sum(point.y for point in points) / 4 / dots_per_mm
    near = place.inset(-PLACE)
    is_gs1 = found.symbology_identifier == "]C1"
    return (
        found.text == mark.symbol.text
        and found.format == ZXING_FORMATS[mark.symbol.symbology]
        and is_gs1 == (mark.symbol.symbology is Symbology.GS1_128)
        and near.contains(Box(x, y, 0, 0))
    )


def check_quiet_zone(mark: Mark, dots: numpy.ndarray, dots_per_mm: float, placement: Placement) -> None:
    """Raises LabelError unless every dot around a symbol is white. A dot at the edge of the bars may be half inked."""
    quiet = _dots(placement.box(mark.quiet_box), dots_per_mm)
    left, top, right, bottom = quiet
    bars_left, bars_top, bars_right, bars_bottom = _dots(placement.box(mark.box), dots_per_mm)
    around = (
        dots[top:bottom, left : bars_left - 1],
        dots[top:bottom, bars_right + 1 : right],
        dots[top : max(top, bars_top - 1), left:right],
        dots[bars_bottom + 1 : bottom, left:right],
    )
    if (
        min(quiet) < 0
        or right > dots.shape[1]
        or bottom > dots.shape[0]
        or any(part.size and part.min() < PAPER_WHITE for part in around)
    ):
        raise LabelError(
            "Den vita ytan runt koden %(symbology)s är inte vit: något är tryckt för nära. "
            "Välj ett större format eller kontakta supporten.",
            symbology=mark.symbol.symbology.value,
        )


def _dots(box: Box, dots_per_mm: float) -> tuple[int, int, int, int]:
    edges = (box.x, box.y, box.right, box.bottom)
    left, top, right, bottom = (round(edge * dots_per_mm) for edge in edges)
    return left, top, right, bottom
