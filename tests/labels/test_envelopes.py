"""A return in several envelopes: each label says which of them it is."""

import dataclasses

import pypdfium2
import pytest

import labels
from labels import EXACT, FORMATS, LabelError, LabelKind
from printing.protocols import zpl
from tests.labels import paper
from tests.labels.samples import LABEL, LONG_LABEL


def text_of(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", [LabelKind.TO_WAREHOUSE, LabelKind.TO_SUPPLIER])
def test_each_says_which_it_is_in_every_format_with_the_longest_contents(name: str, kind: LabelKind) -> None:
    label = dataclasses.replace(LONG_LABEL, kind=kind, envelope=98, envelopes=99, reprint=True)
    assert "98 AV 99" in text_of(labels.render(label, name))


def test_a_single_envelope_does_not_say_so() -> None:
    assert " AV 1" not in text_of(labels.render(LABEL))


def test_the_instructions_speak_of_all_envelopes_and_of_the_one_that_the_sheet_is_for() -> None:
    one = text_of(labels.render(LABEL, "a4"))
    assert "ett vadderat" in one
    assert "Lämna kuvertet till posten" in one
    several = text_of(labels.render(dataclasses.replace(LABEL, envelope=2, envelopes=3), "a4"))
    for said in ("3 vadderade kuvert", "de 3 kuverten tillsammans", "kuvert 2 av 3", "Lämna de 3 kuverten"):
        assert said in " ".join(several.split())
    assert "kuvertet" not in several


@pytest.mark.parametrize("name", ["62", "102x152"])
def test_two_envelopes_labels_differ_on_a_label_printer_too(name: str) -> None:
    pages = [
        zpl.dots(zpl.render_zpl(dataclasses.replace(LABEL, envelope=envelope, envelopes=2), name, EXACT))[0]
        for envelope in (1, 2)
    ]
    for envelope, page in enumerate(pages, 1):
        read = paper.read(page)
        bars = (
            LABEL.number if name == "62" else f"{LABEL.number}E{envelope}"
        )  # no room for two characters more
        assert ("Code128", bars) in read
        assert ("QRCode", f"{LABEL.url}E{envelope}") in read
    assert (pages[0] != pages[1]).any()


@pytest.mark.parametrize(("envelope", "envelopes"), [(0, 1), (3, 2), (1, 100)])
def test_an_envelope_that_cannot_be_is_refused(envelope: int, envelopes: int) -> None:
    with pytest.raises(LabelError, match="Kuvertet"):
        dataclasses.replace(LABEL, envelope=envelope, envelopes=envelopes)
