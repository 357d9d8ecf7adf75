"""The lattice reader: small, soft or slanted 2D codes are read by their lattice; what is none gives nothing."""

import cv2
import numpy as np
import pytest
import zxingcpp

from scanner.engines import zxing
from scanner.grids import reader
from scanner.grids.kinds import DARK, LIGHT, QR_CODES, SQUARES, UNKNOWN, Kind
from scanner.stages import matrix_regions
from scanner.stages.reduced import Reduced
from scanner.time_budget import Clock

F = zxingcpp.BarcodeFormat
LONG_TIME = 60_000
SOFT = {F.DataMatrix: 2.0, F.QRCode: 2.0}
"""Blur, in pixels, at modules of four."""
GS1 = "(01)07350000000017(17)281130(10)A7K2Q(21)NV2400017"
CODES = [(F.DataMatrix, GS1, True), (F.QRCode, "https://returkoll.test/r/RK7H4MCXD", False)]


def code(kind: zxingcpp.BarcodeFormat, text: str, gs1: bool, scale: int) -> np.ndarray:
    image = zxingcpp.create_barcode(text, kind, gs1=gs1).to_image(scale=scale, add_quiet_zones=False)
    return np.array(image)


def page(symbol: np.ndarray, blur: float, noise: float, turn: float = 0.0) -> np.ndarray:
    """On grey paper of 640 × 480, turned by degrees, blurred by pixels."""
    paper = np.full((480, 640), 190, np.float32)
    top, left = 240 - symbol.shape[0] // 2, 320 - symbol.shape[1] // 2
    paper[top : top + symbol.shape[0], left : left + symbol.shape[1]] = 45 + symbol * (145 / 255)
    matrix = cv2.getRotationMatrix2D((320, 240), turn, 1)
    paper = cv2.warpAffine(paper, matrix, (640, 480), borderMode=cv2.BORDER_REPLICATE)
    if blur:
        paper = cv2.GaussianBlur(paper, (0, 0), blur)
    paper += np.random.default_rng(3).normal(0, noise, paper.shape)
    return paper.clip(0, 255).astype(np.uint8)


def read(picture: np.ndarray) -> "list[bytes]":
    out = []
    for region in matrix_regions.find(Reduced.to(picture, 1000)):
        found = reader.read(picture, region.center, region.size, region.angle, Clock(LONG_TIME))
        out += [found.payload] if found else []
    return out


@pytest.mark.parametrize(("kind", "text", "gs1"), CODES)
@pytest.mark.parametrize("turn", [0, 17, 90, 200])
def test_a_code_is_read_at_any_turn(kind: zxingcpp.BarcodeFormat, text: str, gs1: bool, turn: float) -> None:
    symbol = code(kind, text, gs1, 5)
    (expected,) = zxing.read(page(symbol, 0, 0))
    assert read(page(symbol, 1.0, 2, turn)) == [expected.payload]


@pytest.mark.parametrize(("kind", "text", "gs1"), CODES)
def test_a_blur_that_zxing_gives_up_is_taken_out(kind: zxingcpp.BarcodeFormat, text: str, gs1: bool) -> None:
    symbol = code(kind, text, gs1, 4)
    (expected,) = zxing.read(page(symbol, 0, 0))
    soft = page(symbol, SOFT[kind], 1)
    assert zxing.read(soft, zxing.MATRIX) == []
    assert read(soft) == [expected.payload]


def test_corners_are_the_codes_own_from_its_top_left() -> None:
    symbol = code(*CODES[0], 6)
    picture = page(symbol, 0.8, 1, 90)
    (region,) = matrix_regions.find(Reduced.to(picture, 1000))
    found = reader.read(picture, region.center, region.size, region.angle, Clock(LONG_TIME))
    assert found is not None
    half = symbol.shape[0] / 2
    # Turned by a quarter counter-clockwise, its own top left is at the bottom left.
    wanted = [
        (320 - half, 240 + half),
        (320 - half, 240 - half),
        (320 + half, 240 - half),
        (320 + half, 240 + half),
    ]
    assert np.abs(np.array(found.corners) - np.array(wanted)).max() < 6


@pytest.mark.parametrize("seed", range(6))
def test_random_modules_are_no_code(seed: int) -> None:
    modules = np.random.default_rng(seed).integers(0, 2, (22, 22), dtype=np.uint8) * 255
    symbol = np.kron(modules, np.ones((5, 5), np.uint8))
    assert read(page(symbol, 1.0, 2)) == []


@pytest.mark.parametrize("kind", [*SQUARES, *QR_CODES], ids=lambda kind: f"{kind.format}-{kind.rows}")
def test_what_is_known_beforehand_stands_in_real_symbols(kind: Kind) -> None:
    """Every size that zxing-cpp writes: its finder and timing modules are those that the lattice is pinned by."""
    made = F.DataMatrix if kind.format == "DataMatrix" else F.QRCode
    for length in range(1, 400):
        bits = (
            np.array(zxingcpp.create_barcode("A1" * length, made).to_image(scale=1, add_quiet_zones=False))
            < 128
        )
        if bits.shape == (kind.rows, kind.columns):
            break
        if bits.shape[0] > kind.rows:
            pytest.skip("zxing-cpp does not write this size")
    known = kind.known != UNKNOWN
    assert set(np.unique(kind.known)) == {DARK, LIGHT, UNKNOWN}
    assert (bits[known] == (kind.known[known] == DARK)).all()
