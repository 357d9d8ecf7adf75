"""SSCC: GS1's number for one parcel."""

import dataclasses
import re

import pytest

import labels
from labels import FORMATS, LabelError, Profile
from labels.contents import sscc
from labels.render import pages_of
from labels.typesetting.symbol import Symbology
from tests.labels import paper
from tests.labels.samples import LABEL, LONG_LABEL

# The example of the GS1 check digit calculator's documentation: 376104250021234569.
KNOWN = "376104250021234569"


def test_the_check_digit_is_gs1s() -> None:
    assert sscc.check_digit(KNOWN[:-1]) == KNOWN[-1]
    assert sscc.sscc_of("7610425", 2123456, extension=3) == "376104250021234569"


def test_every_single_wrong_digit_is_refused() -> None:
    for at, digit in enumerate(KNOWN):
        wrong = KNOWN[:at] + str((int(digit) + 1) % 10) + KNOWN[at + 1 :]
        with pytest.raises(LabelError, match="SSCC"):
            dataclasses.replace(LABEL, sscc=wrong)


@pytest.mark.parametrize(
    ("prefix", "reference", "extension"), [("73", 1, 0), ("7350000", 10**9, 0), ("7350000", 1, 10)]
)
def test_a_number_that_has_no_room_is_refused(prefix: str, reference: int, extension: int) -> None:
    with pytest.raises(LabelError):
        sscc.sscc_of(prefix, reference, extension)


@pytest.mark.parametrize("name", [name for name, paper_ in FORMATS.items() if paper_.sscc_module])
@pytest.mark.parametrize("label", [LABEL, LONG_LABEL])
@pytest.mark.parametrize("dpi", [203, 300])
def test_it_is_printed_as_gs1_128_by_gs1s_measures(name: str, label: labels.Label, dpi: int) -> None:
    with_sscc = dataclasses.replace(label, sscc=KNOWN)
    (page,) = pages_of(with_sscc, name, str, 1, Profile(dpi=dpi))
    (mark,) = [mark for mark in page.marks if mark.symbol.symbology is Symbology.GS1_128]
    # GS1 General Specifications, 5.12.3.4: X-dimension 0.495 to 0.94 mm, bars at least 31.75 mm.
    assert 0.495 <= mark.module <= 0.94
    assert mark.height >= 31.7
    (picture,) = (
        paper.photographed(paper.printed(labels.render(with_sscc, name, profile=Profile(dpi=dpi)))[0]),
    )
    found = [one for one in paper.zxingcpp.read_barcodes(picture) if one.symbology_identifier == "]C1"]
    assert {re.sub(r"\D", "", one.text) for one in found} == {"00" + KNOWN}


@pytest.mark.parametrize("name", [name for name, paper_ in FORMATS.items() if paper_.sscc_module])
@pytest.mark.parametrize("label", [LABEL, LONG_LABEL])
def test_every_code_beside_it_is_read_too_from_the_print_and_after_a_browser_has_shrunk_it(
    name: str, label: labels.Label
) -> None:
    pdf = labels.render(dataclasses.replace(label, sscc=KNOWN), name)
    wanted = {("Code128", label.number), ("QRCode", label.url), ("Code128", f"(00){KNOWN}")}
    for shrunk_to in (1.0, 0.94):
        (page,) = paper.printed(pdf, shrunk_to)
        assert paper.read(page) == wanted


def test_numbers_run_on_and_none_comes_twice() -> None:
    first = sscc.numbered("7350000", 20)
    row = [sscc.later(first, step) for step in range(20)]
    assert row[0] == first
    assert [sscc.numbered("7350000", 20 + step) for step in range(20)] == row
    assert len({*row, sscc.numbered("7350000", 40)}) == 21
    for one in row:
        sscc.check_sscc(one)


@pytest.mark.parametrize("prefix", ["7350", "7350000", "735000012345"])
def test_an_sscc_leads_back_to_its_number(prefix: str) -> None:
    for number in (0, 1, 20, 10 ** (16 - len(prefix)) - 1, 10 ** (16 - len(prefix)) + 7):
        assert sscc.number_of(prefix, sscc.numbered(prefix, number)) == number
    assert sscc.number_of("9999", sscc.numbered(prefix, 1)) is None


def test_a_full_reference_goes_on_in_the_extension_digit_and_then_ends() -> None:
    assert sscc.numbered("735000012345", 10**4 + 7) == sscc.sscc_of("735000012345", 7, 1)
    with pytest.raises(LabelError):
        sscc.numbered("735000012345", 10**5)


def test_a_paper_without_room_for_it_says_so() -> None:
    with pytest.raises(LabelError, match="102 × 192"):
        labels.render(dataclasses.replace(LABEL, sscc=KNOWN), "102x152")
