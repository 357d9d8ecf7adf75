"""The profile reader: what no engine reads any more is read where the symbol leaves no doubt, and nothing else is."""

import cv2
import numpy as np
import pytest
import zxingcpp

from scanner.bars import reader
from scanner.bars.ean import EAN13
from scanner.bars.fit import fitted
from scanner.bars.optics import QUIET, SAMPLES, seen
from scanner.engines import zbar, zxing
from scanner.time_budget import Clock

F = zxingcpp.BarcodeFormat
LONG_TIME = 60_000
"""Milliseconds: what is read is asked here, not how fast."""
CODES = [
    (F.EAN13, "9520000000011", "EAN13"),
    (F.EAN8, "96385074", "EAN8"),
    (F.Code128, "NV2400017", "Code128"),
    (F.Code39, "NV-2400017", "Code39"),
]


def bars(
    kind: zxingcpp.BarcodeFormat, text: str, module: float, blur: float, tilted: bool = False
) -> np.ndarray:
    """A crop of 60 rows as rectify gives it, modules of so many pixels, blurred by so many modules."""
    row = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=1, add_quiet_zones=False))[0]
    row = np.pad(row, 12, constant_values=255)
    fine = np.repeat(row, 16).astype(np.float32)
    width = round(len(row) * module)
    crop = cv2.resize(
        cv2.GaussianBlur(fine[None], (0, 0), 16 * blur), (width, 1), interpolation=cv2.INTER_AREA
    )
    crop = 60 + crop * (120 / 255)
    noise = np.random.default_rng(1).normal(0, 2, (60, width))
    page = np.clip(crop + noise, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(page[:, ::-1] if tilted else page)


def read(crop: np.ndarray, modules: int, module: float) -> "list[tuple[str, bytes]]":
    found = reader.read(crop, modules * module, Clock(LONG_TIME))
    return [(sighting.format, sighting.payload) for sighting, support in found if support >= 1]


@pytest.mark.parametrize(("kind", "text", "name"), CODES)
@pytest.mark.parametrize("turned", [False, True])
def test_each_symbology_is_read_blurred_either_way_round(
    kind: zxingcpp.BarcodeFormat, text: str, name: str, turned: bool
) -> None:
    crop = bars(kind, text, 4.0, 0.55, turned)
    modules = crop.shape[1] / 4.0 - 24
    assert read(crop, modules, 4.0) == [(name, text.encode())]


def test_a_blur_that_no_engine_reads_is_read() -> None:
    crop = bars(F.EAN13, "9520000000011", 4.0, 0.85)
    assert zxing.read(crop, zxing.LINEAR) == []
    assert zbar.read(crop) == []
    assert read(crop, 95, 4.0) == [("EAN13", b"9520000000011")]


def test_uneven_light_and_perspective_are_followed() -> None:
    crop = bars(F.EAN13, "9520000000011", 4.0, 0.5).astype(np.float32)
    width = crop.shape[1]
    light = np.linspace(0.55, 1.25, width, dtype=np.float32)
    x = np.linspace(0, 1, width, dtype=np.float32)
    bent = (x * 1.35 / (1 + 0.35 * x) * (width - 1)).astype(np.float32)
    across = np.broadcast_to(bent[None], crop.shape).copy()
    down = np.broadcast_to(np.arange(60, dtype=np.float32)[:, None], crop.shape).copy()
    page = cv2.remap(crop * light, across, down, cv2.INTER_LINEAR).clip(0, 255).astype(np.uint8)
    assert read(page, 95, 4.0) == [("EAN13", b"9520000000011")]


@pytest.mark.parametrize("seed", range(12))
def test_stripes_that_are_no_symbol_give_nothing(seed: int) -> None:
    dice = np.random.default_rng(seed)
    widths = dice.integers(1, 5, 60)
    row = np.concatenate([np.full(width, 255 * (i % 2), np.float32) for i, width in enumerate(widths)])
    row = np.repeat(np.pad(row, 12, constant_values=255), 4)
    crop = np.repeat(cv2.GaussianBlur(row[None], (0, 0), 2.0), 60, axis=0).astype(np.uint8)
    assert read(crop, int(widths.sum()), 4.0) == []


def test_a_wrong_check_digit_is_not_made_right() -> None:
    """Bars of an EAN-13 whose last digit is one off: the next valid number explains them no better."""
    crop = bars(F.EAN13, "9520000000011", 4.0, 0.3).astype(np.float32)
    other = bars(F.EAN13, "9520000000028", 4.0, 0.3).astype(np.float32)
    last = round((12 + 95 - 3 - 7) * 4.0)
    mixed = crop.copy()
    mixed[:, last:] = other[:, last:]
    assert read(mixed.astype(np.uint8), 95, 4.0) == []


def test_a_fit_says_where_the_first_and_the_last_bar_are() -> None:
    digits = [int(digit) for digit in "520000000011"]
    parity = [0, 1, 1, 0, 1, 0]  # of a first digit 9
    assert len(digits) == 12
    characters = [digit + 10 * side for digit, side in zip(digits[:6], parity, strict=True)] + digits[6:]
    darkness = seen(EAN13.modules(characters), 0.5)
    profile = 200 - 120 * darkness
    fit = fitted(EAN13, profile, np.array([QUIET * SAMPLES, (QUIET + 95) * SAMPLES, 0.0, 0.0]))
    first, last = fit.edges
    assert abs(first - (QUIET * SAMPLES - 0.5)) < 2
    assert abs(last - ((QUIET + 95) * SAMPLES - 0.5)) < 2
    assert fit.explained > 0.97
