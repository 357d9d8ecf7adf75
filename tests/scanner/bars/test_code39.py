"""Code 39 says what its bars say: nothing is rewritten into full ASCII, Code 32 or a pharmacy's number."""

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

import scanner

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

AS_PRINTED = [
    "6/N1/IE521.523",
    "7/A2/BC100.001",
    "A/B/C/D",
    "SN+24K7",
    "X$M%A",
    "100%C-1",
    "172903",
    "306356",
    "999999",
    "000001",
    "123456",
    "-1234567",
    "012345678",
]
HIBC_PRIMARIES = ["+A123BJC5D6E71G", "+H704PHN12341T", "+E123ABC0Q", "+Z999X12Y3ZX", "+M421TVS10K"]


def drawn(text: str) -> np.ndarray:
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code39Std).to_image(scale=3)
    return np.pad(np.asarray(symbol, np.uint8), 60, constant_values=255)


def texts(picture: np.ndarray) -> list[str]:
    return [symbol.bytes.decode() for symbol in scanner.read(picture, budget_ms=3000).symbols]


@pytest.mark.parametrize("text", AS_PRINTED + HIBC_PRIMARIES)
def test_what_the_bars_say_is_what_is_read(text: str) -> None:
    assert texts(drawn(text)) == [text]


@given(st.text(ALPHABET, min_size=5, max_size=14).filter(lambda text: text == text.strip()))
@settings(max_examples=60, deadline=None)
def test_any_text_of_code_39_is_read_as_it_stands(text: str) -> None:
    assert texts(drawn(text)) == [text]


def test_an_hibc_primary_in_code_39_names_its_labeller_and_product() -> None:
    (symbol,) = scanner.read(drawn("+A123BJC5D6E71G")).symbols
    assert symbol.identity.kind == "hibc"
    assert (symbol.identity.hibc_labeler, symbol.identity.hibc_product) == ("A123", "BJC5D6E7")


@pytest.mark.parametrize(("text", "is_read"), [("0", False), ("A1", False), ("A12", True)])
def test_one_or_two_characters_are_stripes_and_no_code(text: str, is_read: bool) -> None:
    """Within an ITF beside a dark line zxing-cpp saw a Code 39 that says 0 (the kind of zxing-cpp#775)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code39).to_image(
        scale=3, add_quiet_zones=True
    )
    picture = np.pad(np.array(code), 40, constant_values=255)
    assert [symbol.text for symbol in scanner.read(picture).symbols] == ([text] if is_read else [])
