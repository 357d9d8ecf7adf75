"""Many labels as one file: in order, on sheets, and one that fails does not stop the others."""

import dataclasses
import logging

import pytest

import labels
from labels import PackedLine
from labels.layouts.cells import Content
from tests.labels import paper
from tests.labels.samples import LABEL, LINES, packing_list


def numbered(count: int) -> list[Content]:
    numbers = [f"RK{at:07d}" for at in range(count)]
    return [
        dataclasses.replace(LABEL, number=number, url=f"https://r.example/r/{number}") for number in numbers
    ]


def numbers_on(page: object) -> list[str]:
    """By place: from the top, from the left."""
    found = paper.zxingcpp.read_barcodes(page, formats=(paper.zxingcpp.BarcodeFormat.Code128,))
    at = sorted((round(one.position.top_left.y / 100), one.position.top_left.x, one.text) for one in found)
    return [text for *_, text in at]


def test_all_come_out_in_their_order() -> None:
    made = labels.render_batch(numbered(5))
    assert (made.pages, made.refused) == (5, ())
    assert [numbers_on(page) for page in paper.printed(made.pdf)] == [[f"RK{at:07d}"] for at in range(5)]


def test_sheets_are_filled_row_by_row_from_the_chosen_position() -> None:
    made = labels.render_batch(numbered(8), "a4x8", position=6)
    pages = [numbers_on(page) for page in paper.printed(made.pdf)]
    assert pages == [[f"RK{at:07d}" for at in range(3)], [f"RK{at:07d}" for at in range(3, 8)]]


def test_one_that_fails_stays_out_with_its_reason_and_leaves_no_gap(caplog: pytest.LogCaptureFixture) -> None:
    batch = numbered(3)
    unprintable = dataclasses.replace(LABEL, sender=dataclasses.replace(LABEL.sender, name="聴覚"))
    with caplog.at_level(logging.WARNING, "labels"):
        made = labels.render_batch([batch[0], unprintable, *batch[1:]], "a4x4")
    assert [numbers_on(page) for page in paper.printed(made.pdf)] == [[f"RK{at:07d}" for at in range(3)]]
    assert [one.content for one in made.refused] == [unprintable]
    assert "U+8074" in str(made.refused[0].reason)
    assert "U+8074" in caplog.text


def test_a_batch_of_which_all_fail_is_no_file() -> None:
    made = labels.render_batch(
        [dataclasses.replace(LABEL, sender=dataclasses.replace(LABEL.sender, name="聴"))]
    )
    assert (made.pdf, made.pages, len(made.refused)) == (b"", 0, 1)


def test_an_empty_batch_is_no_file() -> None:
    assert labels.render_batch([]).pdf == b""


def test_labels_and_packing_lists_can_share_a_file() -> None:
    made = labels.render_batch([LABEL, packing_list(LABEL, LINES)])
    first, second = paper.printed(made.pdf)
    assert ("Code128", LABEL.number) in paper.read(first)
    assert {("DataMatrix", serial) for line in LINES for serial in line.serials} <= paper.read(second)


def test_a_long_packing_list_goes_on_over_pages_with_every_serial_once() -> None:
    serials = [f"SN{at:05d}" for at in range(60)]
    lines = tuple(PackedLine("Phonak Audéo L90-R", "050-3220", (serial,)) for serial in serials)
    made = labels.render_batch([packing_list(LABEL, lines)], "a6")
    found = [
        text for page in paper.printed(made.pdf) for kind, text in paper.read(page) if kind == "DataMatrix"
    ]
    assert sorted(found) == serials
    assert made.pages > 5


def test_a_reprint_says_so() -> None:
    for name in labels.FORMATS:
        text = "".join(
            page.get_textpage().get_text_range()
            for page in paper.pypdfium2.PdfDocument(
                labels.render(dataclasses.replace(LABEL, reprint=True), name)
            )
        )
        assert "OMTRYCK" in text
