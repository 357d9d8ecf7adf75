"""The PDF holds what the label says, and reads back."""

import ctypes
import dataclasses
import logging
import math
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest

import labels
from labels import EXACT, FORMATS, LabelError, check_fits
from labels.render import pages_of
from labels.sheets import arrange
from labels.typesetting.pdf import POINTS_PER_MM
from labels.typesetting.setting import SMALLEST
from tests.labels.samples import LABEL, LONG_ADDRESS, LONG_LABEL


def text_of(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


def test_the_label_says_from_to_order_items_date_and_number() -> None:
    text = text_of(labels.render(LABEL))
    for words in ("RETUR TILL HUVUDLAGRET", "Från", "Hörselmottagningen Kungälv", "442 34 KUNGÄLV", "Till"):
        assert words in text
    for words in (
        "Huvudlagret",
        "431 22 MÖLNDAL",
        "Hämtorder",
        "4711",
        "Antal produkter",
        "Datum",
        "2026-11-23",
    ):
        assert words in text
    assert "RK 7H4M CXD" in text


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("sscc", [None, "376104250021234569"])
def test_the_recipients_letters_are_larger_than_the_senders(name: str, sscc: str | None) -> None:
    if sscc and not FORMATS[name].sscc_module:
        pytest.skip("it has no room for an SSCC")
    label = dataclasses.replace(
        LONG_LABEL,
        sender=dataclasses.replace(LONG_ADDRESS, name=f"Avsändaren {LONG_ADDRESS.name}"[:80]),
        sscc=sscc,
        envelope=98,
        envelopes=99,
    )
    (page,) = pages_of(label, name, str, 1, EXACT)
    (sender,) = (text.size for text in page.texts if "Avsändaren" in text.text)
    recipient = [text.size for text in page.texts if text.text.startswith("Hörselhabilitering")]
    # The smallest label has no room for both: there they may be equal, at the least size.
    assert max(recipient) > sender or (name, sender, max(recipient)) == ("a4x8", SMALLEST, SMALLEST)


def test_the_texts_can_be_translated() -> None:
    text = text_of(labels.render(LABEL, gettext=str.upper))
    assert "FRÅN" in text


def test_an_unknown_format_is_refused_with_those_that_exist(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(LabelError, match="102x152"):
        labels.render(LABEL, "letter")


def test_the_same_label_gives_the_same_bytes() -> None:
    assert labels.render(LABEL) == labels.render(LABEL)


def test_viewers_are_asked_to_print_at_actual_size() -> None:
    document = pypdfium2.PdfDocument(labels.render(LABEL))
    assert not pypdfium2.raw.FPDF_VIEWERREF_GetPrintScaling(document)


def test_a_refused_label_is_logged_with_its_number_and_why(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "labels"), pytest.raises(LabelError):
        labels.render(LABEL, "a4x8", position=9)
    assert "RK7H4MCXD" in caplog.text
    assert "1–8" in caplog.text


def test_threads_can_make_labels_at_the_same_time() -> None:
    """PDFium itself is not safe to enter from two threads; Gunicorn's workers have four."""
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: labels.render(LABEL), range(24)))
    assert set(made) == {labels.render(LABEL)}


def test_what_cannot_be_set_is_told_without_a_file() -> None:
    check_fits(LABEL)
    unprintable = dataclasses.replace(LABEL, sender=dataclasses.replace(LABEL.sender, name="Mottagningen 聴"))
    with pytest.raises(LabelError, match=r"U\+8074"):
        check_fits(unprintable)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("label", [LABEL, LONG_LABEL], ids=["usual", "long"])
def test_each_line_begins_where_it_was_drawn(name: str, label: labels.Label) -> None:
    """A line is set elsewhere, once for all that look like it, and placed afterwards."""
    many = [dataclasses.replace(label, items=items) for items in range(1, 5)]
    paper = FORMATS[name]
    drawn = [sheet.page for sheet in arrange(many, paper, EXACT.dpi, 1, str)[0]]
    document = pypdfium2.PdfDocument(labels.render_batch(many, name).pdf)
    assert len(document) == len(drawn)
    for page, written in zip(drawn, document, strict=True):
        words = written.get_textpage()
        begun = {
            tuple(round(value / POINTS_PER_MM, 1) for value in _origin(words, at))
            for at in range(words.count_chars())
        }
        for text in page.texts:
            wanted = (text.x, page.height - text.y)
            assert any(math.dist(wanted, place) < 0.2 for place in begun), text


def _origin(words: pypdfium2.PdfTextPage, at: int) -> tuple[float, float]:
    """Where a character's baseline begins, in points from the page's bottom left corner."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pypdfium2.raw.FPDFText_GetCharOrigin(words, at, x, y)
    return x.value, y.value
