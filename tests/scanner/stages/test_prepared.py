"""Dark bars under glare at one or two pixels a module: read by what several preparations of the picture show."""

import cv2
import numpy as np
import pytest
import zxingcpp

import scanner
from benchmarks.prior import pictures
from scanner.engines import zbar, zxing
from scanner.evidence import Evidence
from scanner.pictures.image import Grey
from scanner.stages import prepared
from scanner.stages.view import View
from scanner.time_budget import ENDLESS

DIGITS = "7302948843187"
FINE = 12
"""Pixels a module at which bars are drawn before the lens and the sensor see them."""

LENS = 0.8
"""Standard deviation in pixels: what a lens in focus blurs."""


def dark_and_under_glare(seed: int) -> Grey:
    rng = np.random.default_rng(seed)
    symbol = zxingcpp.create_barcode(DIGITS, zxingcpp.BarcodeFormat.EAN13)
    row = np.asarray(symbol.to_image(scale=FINE, add_quiet_zones=False))[:1].astype(np.float32)
    drawn = np.pad(np.repeat(row, 80 * FINE, axis=0), ((200, 200), (260, 260)), constant_values=255)
    part = rng.uniform(1.3, 1.7) / FINE
    drawn = cv2.GaussianBlur(drawn, (0, 0), FINE * rng.uniform(0.3, 0.6))
    printed = cv2.resize(drawn, None, fx=part, fy=part, interpolation=cv2.INTER_AREA) / 255
    high, wide = printed.shape
    y, x = np.mgrid[:high, :wide]
    middle, width = wide * rng.uniform(0.3, 0.7), wide * rng.uniform(0.1, 0.25)
    glare = np.exp(-((x - middle) ** 2 + (y - high * 0.5) ** 2) / (2 * width**2))
    light = 15 + rng.uniform(15, 50) * printed * (1 - 0.6 * glare) + rng.uniform(40, 200) * glare
    return np.clip(light + rng.normal(0, rng.uniform(0.5, 3), printed.shape), 0, 255).astype(np.uint8)


def read(picture: Grey) -> tuple[list[str], Evidence]:
    evidence = Evidence()
    prepared.read(View(picture), evidence, ENDLESS)
    return [sighting.payload.decode() for sighting in evidence.believed()], evidence


def test_a_sighting_in_doubt_is_settled_by_further_preparations_that_both_engines_read() -> None:
    texts, evidence = read(dark_and_under_glare(18))
    assert texts == [DIGITS]
    witnesses = {source for claim in evidence.claims for source in claim.support}
    further = {name for name, _enlarged, _prepare in prepared.FURTHER}
    assert {f"{engine} {name}" for engine in ("zbar", "zxing") for name in further} & witnesses
    assert {witness.split(" ")[0] for witness in witnesses} == {"zbar", "zxing"}


@pytest.mark.parametrize("seed", range(20))
def test_dark_bars_under_glare_say_nothing_false(seed: int) -> None:
    texts, _evidence = read(dark_and_under_glare(seed))
    assert set(texts) <= {DIGITS}


def test_no_preparation_makes_a_clean_code_unreadable() -> None:
    symbol = zxingcpp.create_barcode(DIGITS, zxingcpp.BarcodeFormat.EAN13)
    clean = np.asarray(cv2.GaussianBlur(np.asarray(symbol.to_image(scale=2)), (0, 0), LENS), np.uint8)
    for name, enlarged, prepare in (*prepared.PREPARATIONS, *prepared.FURTHER, *prepared.NEGATIVES):
        picture = prepare(clean)  # those of NEGATIVES are given the negative of a picture
        assert picture.shape == (clean.shape[0] * enlarged, clean.shape[1] * enlarged), name
        seen = {sighting.payload.decode() for sighting in zbar.read(picture) + zxing.read(picture)}
        assert seen == {DIGITS}, name


def lighter_than_its_ground(seed: int) -> Grey:
    """Bars on a can: the bare metal mirrors something dark, so that the ground is a little darker than the bars."""
    rng = np.random.default_rng(seed)
    symbol = zxingcpp.create_barcode(DIGITS, zxingcpp.BarcodeFormat.EAN13)
    row = np.asarray(symbol.to_image(scale=FINE, add_quiet_zones=False))[:1].astype(np.float32)
    drawn = np.pad(np.repeat(row, 70 * FINE, axis=0), ((200, 200), (260, 260)), constant_values=255)
    part = rng.uniform(1.6, 1.9) / FINE
    drawn = cv2.GaussianBlur(drawn, (0, 0), FINE * rng.uniform(0.3, 0.45))
    printed = cv2.resize(drawn, None, fx=part, fy=part, interpolation=cv2.INTER_AREA) / 255
    high, wide = printed.shape
    y, x = np.mgrid[:high, :wide]
    highlight = np.exp(-((y - high * rng.uniform(0.2, 0.5)) ** 2) / (2 * (high / 6) ** 2))
    light = 190 - 28 * printed * (0.5 + highlight) + 30 * highlight - 40 * np.abs(x / wide - 0.5)
    return np.clip(light + rng.normal(0, 1.5, printed.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(8))
def test_bars_that_are_lighter_than_their_ground_are_read(seed: int) -> None:
    symbols = scanner.read(lighter_than_its_ground(seed), budget_ms=3000).symbols
    assert [symbol.text for symbol in symbols] == [DIGITS]


def test_one_line_of_a_sharpened_noisy_picture_is_no_code128() -> None:
    """Its bars say LVU0UTRF7; sharpened, a single line of zxing-cpp's had another text with a right check."""
    noisy = pictures.drawn(1308)
    view, evidence = View(noisy.picture), Evidence()
    prepared.read(view, evidence, ENDLESS)
    assert {sighting.payload for sighting in evidence.believed()} <= {noisy.text.encode()}
