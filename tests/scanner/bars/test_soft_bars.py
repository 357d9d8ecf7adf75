"""Bars out of focus at one or two pixels a module: characters are decoded together, and nothing is made up."""

import cv2
import numpy as np
import pytest
import zxingcpp

import scanner
from scanner.bars import code39, code128
from scanner.bars.ean import EAN8, EAN13
from scanner.bars.joint import decoded_jointly
from scanner.bars.layout import Layout
from scanner.bars.optics import seen
from scanner.pictures.image import Grey

BUDGET_MS = 30_000
"""Far more than a read takes, also beside other work: what is asked here is what can be read, not how soon."""
FINE = 12
"""Pixels a module at which bars are drawn before the lens and the sensor see them."""
LAYOUTS = (EAN13, EAN8, code128.layout(9), code39.layout(8, (1, 2)))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.format}-{layout.count}")
@pytest.mark.parametrize("blur", [0.6, 1.0, 1.3, 1.6])
def test_characters_are_told_through_blur_that_joins_them(layout: Layout, blur: float) -> None:
    rng = np.random.default_rng(8)
    for _ in range(5):
        characters = [int(rng.integers(len(alphabet.patterns))) for _first, alphabet in layout.slots]
        modules = layout.modules(characters)
        found, costs = decoded_jointly(layout, seen(modules, blur), blur)
        assert (found == modules).all()
        assert [int(cost.argmin()) for cost in costs] == characters


def soft(row: np.ndarray, pixels_a_module: float, blur: float, noise: float, seed: int) -> Grey:
    """A row of modules (0 is ink) as a camera out of focus has it; `blur` in modules."""
    drawn = np.repeat(np.repeat(row[None], FINE, axis=1) * 170.0 + 40.0, 60 * FINE, axis=0)
    drawn = np.pad(drawn, ((20 * FINE,) * 2, (14 * FINE,) * 2), constant_values=210.0)
    drawn = cv2.GaussianBlur(drawn, (0, 0), blur * FINE)
    part = pixels_a_module / FINE
    small = cv2.resize(drawn, None, fx=part, fy=part, interpolation=cv2.INTER_AREA)
    return np.clip(small + np.random.default_rng(seed).normal(0, noise, small.shape), 0, 255).astype(np.uint8)


def ean13(digits: str) -> np.ndarray:
    bars = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    row = np.asarray(bars.to_image(scale=1, add_quiet_zones=False))[0] > 0
    ink = np.flatnonzero(~row)
    return row[ink[0] : ink[-1] + 1].astype(np.float32)


DIGITS = ("7302948843187", "7350103680016", "4006381333931", "9780441014989")


@pytest.mark.slow
@pytest.mark.parametrize(("blur", "least"), [(1.1, 4), (1.4, 3)])
def test_most_ean13_out_of_focus_are_read_and_none_falsely(blur: float, least: int) -> None:
    read = [
        {symbol.text for symbol in scanner.read(soft(ean13(digits), 1.6, blur, 0.7, 1), BUDGET_MS).symbols}
        for digits in DIGITS
    ]
    assert all(texts <= {digits} for texts, digits in zip(read, DIGITS, strict=True))
    assert sum(map(bool, read)) >= least


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_soft_stripes_that_are_no_code_are_not_read(seed: int) -> None:
    stripes = np.random.default_rng(seed).integers(0, 2, 95).astype(np.float32)
    assert scanner.read(soft(stripes, 1.6, 1.3, 0.7, seed), BUDGET_MS).symbols == ()


@pytest.mark.slow
@pytest.mark.parametrize("place", [3, 6, 9, 11])
def test_soft_bars_whose_check_digit_is_wrong_are_not_read(place: int) -> None:
    """One digit's bars are exchanged for another's: nothing that is near to it is given instead."""
    row = ean13("7302948843187")
    first = 3 + 7 * place + (5 if place >= 6 else 0)
    row[first : first + 7] = row[first : first + 7][::-1] if place < 6 else 1 - row[first : first + 7]
    read = {symbol.text for symbol in scanner.read(soft(row, 1.6, 1.2, 0.7, 2), BUDGET_MS).symbols}
    assert read == set()
