"""Every format × kind × (shortest, usual, longest contents): the page's size, and that every code can be read."""

from functools import cache

import numpy
import pypdfium2
import pytest

import labels
from labels import EXACT, FORMATS, Profile
from labels.render import pages_of
from labels.typesetting.drawing import Box, Page
from labels.typesetting.symbol import ZXING_FORMATS as FORMATS_READ
from tests.labels import paper
from tests.labels.samples import SETS

EVERY = [
    (contents, kind, name) for contents in ("short", "long") for kind in SETS["long"] for name in FORMATS
]
MM_PER_POINT = 25.4 / 72


@cache
def made(contents: str, kind: str, name: str) -> bytes:
    return labels.render(SETS[contents][kind], name)


def around(page: Page) -> Box:
    """All codes of a page, with what stands beside them."""
    boxes = [mark.quiet_box.inset(-8) for mark in page.marks]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)


def codes(contents: str, kind: str, name: str, dpi: int = 203) -> list[set[tuple[str, str]]]:
    """What the layout drew, a page each."""
    drawn = pages_of(SETS[contents][kind], name, str, 1, Profile(dpi=dpi))
    return [
        {(FORMATS_READ[mark.symbol.symbology].name, mark.symbol.text) for mark in page.marks}
        for page in drawn
    ]


@pytest.mark.parametrize(("contents", "kind", "name"), EVERY)
def test_the_page_is_as_large_as_its_paper(contents: str, kind: str, name: str) -> None:
    width, height = pypdfium2.PdfDocument(made(contents, kind, name))[0].get_size()
    assert width * MM_PER_POINT == pytest.approx(FORMATS[name].width, abs=0.1)
    if FORMATS[name].height:
        assert height * MM_PER_POINT == pytest.approx(FORMATS[name].height, abs=0.1)


@pytest.mark.parametrize(("contents", "kind", "name"), EVERY)
def test_every_code_is_read_from_the_print(contents: str, kind: str, name: str) -> None:
    printed = paper.printed(made(contents, kind, name))
    assert [paper.read(page) for page in printed] == codes(contents, kind, name)


@pytest.mark.parametrize(("contents", "kind", "name"), EVERY)
def test_every_code_is_read_from_a_photo_of_the_print(contents: str, kind: str, name: str) -> None:
    drawn = pages_of(SETS[contents][kind], name, str, 1, EXACT)
    printed = paper.printed(made(contents, kind, name))
    photos = [paper.photographed(dots, around(page)) for dots, page in zip(printed, drawn, strict=True)]
    assert [paper.read(photo) for photo in photos] == codes(contents, kind, name)


@pytest.mark.parametrize(("contents", "kind", "name"), EVERY)
def test_every_code_is_read_after_a_browser_has_shrunk_the_page(contents: str, kind: str, name: str) -> None:
    printed = paper.printed(made(contents, kind, name), shrunk_to=0.94)
    assert [paper.read(page) for page in printed] == codes(contents, kind, name)


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("contents", "kind", "name"), EVERY)
def test_modules_are_whole_printer_dots(contents: str, kind: str, name: str, dpi: int) -> None:
    per_mm = {203: 8.0, 300: 300 / 25.4}[dpi]
    for page in pages_of(SETS[contents][kind], name, str, 1, Profile(dpi=dpi)):
        for mark in page.marks:
            for length in (mark.module, mark.x, mark.y, mark.height):
                assert length * per_mm == pytest.approx(round(length * per_mm), abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_comes_out_for_a_printer_of_300_dpi(name: str) -> None:
    for kind, content in SETS["long"].items():
        pdf = labels.render(content, name, profile=Profile(dpi=300))
        per_mm = 300 / 25.4
        assert [paper.read(page) for page in paper.pages(pdf, per_mm)] == codes("long", kind, name, 300)


@pytest.mark.parametrize("kind", ["to_warehouse", "to_supplier", "to_unit"])
@pytest.mark.parametrize("name", FORMATS)
def test_the_bottom_right_corner_is_free_for_the_posts_print(name: str, kind: str) -> None:
    format_ = FORMATS[name]
    for contents in ("short", "long"):
        (page,) = paper.pages(made(contents, kind, name))
        cell = format_.cell(1)
        right = round(cell.right * paper.DOTS)
        bottom = round(cell.bottom * paper.DOTS) if format_.height else page.shape[0]
        width, height = (round(side * paper.DOTS) for side in format_.free_corner)
        assert numpy.all(page[bottom - height : bottom, right - width : right] == 255)


@pytest.mark.parametrize("name", FORMATS)
def test_a_sheet_starts_at_the_chosen_position(name: str) -> None:
    for position in range(1, FORMATS[name].positions + 1):
        (page,) = paper.pages(labels.render(SETS["usual"]["to_warehouse"], name, position=position))
        cell = FORMATS[name].cell(position)
        rows, columns = numpy.nonzero(page[: round((cell.bottom or page.shape[0]) * paper.DOTS)] < 128)
        if FORMATS[name].positions > 1:
            assert cell.x <= columns.min() / paper.DOTS <= columns.max() / paper.DOTS <= cell.right
            assert cell.y <= rows.min() / paper.DOTS <= rows.max() / paper.DOTS <= cell.bottom
