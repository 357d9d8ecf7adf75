"""Reading: rendered symbols of every kind come back exactly; a picture without any gives none."""

import cv2
import numpy as np
import pytest
import zxingcpp

import scanner
from benchmarks import frames

F = zxingcpp.BarcodeFormat
SYMBOLS = [
    ("Code128", F.Code128, "NV2400017"),
    ("DataMatrix", F.DataMatrix, "NV2400017"),
    ("QRCode", F.QRCode, "https://returkoll.test/r/RK7H4MCXD"),
    ("EAN13", F.EAN13, "9520000000011"),
    ("Code39", F.Code39, "NV-2400017"),
]


def drawn(kind: zxingcpp.BarcodeFormat, text: str, scale: int = 3) -> np.ndarray:
    return np.array(zxingcpp.create_barcode(text, kind).to_image(scale=scale))


def on_page(*symbols: np.ndarray) -> np.ndarray:
    """Under one another on white, far enough apart."""
    height = sum(symbol.shape[0] for symbol in symbols) + 80 * (len(symbols) + 1)
    width = max(symbol.shape[1] for symbol in symbols) + 160
    page = np.full((max(height, 480), max(width, 640)), 255, np.uint8)
    y = 80
    for symbol in symbols:
        page[y : y + symbol.shape[0], 80 : 80 + symbol.shape[1]] = symbol
        y += symbol.shape[0] + 80
    return page


@pytest.mark.parametrize(("name", "kind", "text"), SYMBOLS)
@pytest.mark.parametrize("tilt", [0, 7, 90, 143])
def test_each_symbology_is_read_at_any_tilt(
    name: str, kind: zxingcpp.BarcodeFormat, text: str, tilt: float
) -> None:
    page = on_page(drawn(kind, text))
    high, wide = page.shape
    side = int(np.hypot(high, wide)) + 1
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), tilt, 1)
    turn[:, 2] += (side - wide) / 2, (side - high) / 2
    picture = cv2.warpAffine(page, turn, (side, side), borderValue=255)
    reading = scanner.read(picture, budget_ms=2000)
    assert [symbol.text for symbol in reading.symbols] == [text]


def test_a_blurred_code_that_zxing_alone_gives_up_is_read() -> None:
    page = cv2.GaussianBlur(on_page(drawn(F.Code128, "NV2400017", 4)), (0, 0), 2.5)
    assert zxingcpp.read_barcodes(page) == []
    reading = scanner.read(page, budget_ms=3000)
    assert [symbol.text for symbol in reading.symbols] == ["NV2400017"]


def test_a_micro_qr_seen_only_in_what_a_remedy_made_of_the_picture_is_none() -> None:
    frame = frames.frame(31_000_076)  # one QR code, leaning
    symbols = scanner.read(frame.picture, budget_ms=3000).symbols
    assert [symbol.bytes for symbol in symbols] == [code.payload for code in frame.codes]


def test_a_real_micro_qr_is_read() -> None:
    symbols = scanner.read(on_page(drawn(F.MicroQRCode, "12345", 8)), budget_ms=3000).symbols
    assert [(symbol.format, symbol.text) for symbol in symbols] == [("MicroQRCode", "12345")]


def test_the_same_code_at_two_places_is_two_symbols() -> None:
    symbol = drawn(F.DataMatrix, "NV2400017", 6)
    reading = scanner.read(on_page(symbol, symbol))
    assert [symbol.text for symbol in reading.symbols] == ["NV2400017"] * 2


def test_several_codes_are_all_seen_each_once() -> None:
    page = on_page(*(drawn(kind, text, 4) for _name, kind, text in SYMBOLS))
    texts = [symbol.text for symbol in scanner.read(page, budget_ms=2000).symbols]
    assert sorted(texts) == sorted(text for _name, _kind, text in SYMBOLS)


@pytest.mark.parametrize("seed", range(6))
def test_noise_and_stripes_are_no_codes(seed: int) -> None:
    dice = np.random.default_rng(seed)
    noise = dice.integers(0, 256, (480, 640), dtype=np.uint8)
    stripes = np.repeat(dice.integers(0, 2, (1, 160), dtype=np.uint8) * 255, 480, axis=0)
    for picture in (noise, cv2.GaussianBlur(noise, (0, 0), 3), np.repeat(stripes, 4, axis=1)):
        assert scanner.read(np.ascontiguousarray(picture), budget_ms=800).symbols == ()


def test_corners_go_round_the_symbol_from_its_own_top_left() -> None:
    symbol = drawn(F.DataMatrix, "NV2400017", 6)
    (seen,) = scanner.read(on_page(symbol)).symbols
    (left, top), (right, _y), (_x, bottom), _last = seen.corners
    assert left < right
    assert top < bottom
    assert 70 < left < 110
    assert 70 < top < 110
