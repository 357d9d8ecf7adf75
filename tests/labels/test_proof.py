"""A label that would not be read does not come out: each way to fail, tried on a page made wrong on purpose."""

import dataclasses

import pytest

from labels import EXACT, LabelError
from labels.render import pages_of, proved
from labels.typesetting.drawing import Box, Fill, Item, Mark, Page, Text
from labels.typesetting.symbol import Symbology, encode
from tests.labels.samples import LABEL


def page_with(*items: Item) -> Page:
    (page,) = pages_of(LABEL, "102x152", str, 1, EXACT)
    return dataclasses.replace(page, items=(*page.items, *items))


def the(symbology: Symbology) -> Mark:
    return next(mark for mark in page_with().marks if mark.symbol.symbology is symbology)


def without(mark: Mark, *instead: Item) -> Page:
    page = page_with()
    items = tuple(item for item in page.items if item is not mark and item != mark)
    return dataclasses.replace(page, items=(*items, *instead))


def test_the_page_as_it_is_comes_out() -> None:
    assert proved([page_with()], "x").startswith(b"%PDF")


def test_ink_in_a_quiet_zone_is_found() -> None:
    code = the(Symbology.CODE_128)
    stray = Fill(Box(code.box.x - 3, code.box.y + 2, 0.4, 6))
    with pytest.raises(LabelError, match="vita ytan"):
        proved([page_with(stray)], "x")


def test_ink_over_a_symbol_is_found() -> None:
    qr = the(Symbology.QR)
    with pytest.raises(LabelError, match="gick inte att läsa"):
        proved([page_with(Fill(Box(qr.box.x, qr.box.y, 9, 9)))], "x")


def test_a_symbol_that_is_stretched_until_nothing_reads_it_is_found() -> None:
    code = the(Symbology.CODE_128)
    with pytest.raises(LabelError, match="gick inte att läsa"):
        proved([without(code, dataclasses.replace(code, module=0.06))], "x")


def test_a_symbol_with_another_text_is_found() -> None:
    """The drawing says one thing, the file another: the reader's word counts."""
    code = the(Symbology.CODE_128)
    wrong = dataclasses.replace(encode(Symbology.CODE_128, "RK7H4MCXE"), text=LABEL.number)
    with pytest.raises(LabelError, match="inte ska finnas"):
        proved([without(code, dataclasses.replace(code, symbol=wrong))], "x")


def test_text_off_the_paper_is_found() -> None:
    with pytest.raises(LabelError, match="utanför papperet"):
        proved([page_with(Text(90, 100, "för lång för papperet", 12))], "x")


def test_text_on_text_is_found() -> None:
    text = page_with().texts[3]
    with pytest.raises(LabelError, match="på en annan text"):
        proved([page_with(dataclasses.replace(text, x=text.x + 0.5))], "x")


def test_text_in_a_quiet_zone_is_found() -> None:
    qr = the(Symbology.QR).quiet_box
    with pytest.raises(LabelError, match="nära en kod"):
        proved([page_with(Text(qr.right - 1, qr.bottom - 1, "x", 8))], "x")
