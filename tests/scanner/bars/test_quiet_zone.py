"""A UPC-E is believed only where its bars end; the half of an EAN-13 looks like one."""

import cv2
import numpy as np
import pytest
import zxingcpp

import scanner
from benchmarks import views
from scanner.engines.sighting import Sighting
from scanner.evidence import ENOUGH, Evidence
from scanner.pictures.image import Grey
from scanner.quiet_zone import has_quiet_zones
from scanner.stages import matrix
from scanner.stages.matrix_regions import MatrixRegion
from scanner.time_budget import Clock

MODULE = 3
LEFT, TOP, HIGH = 90, 60, 120
HALF_OF_AN_EAN13 = 51
"""Modules from an EAN-13's first bar to the end of its middle: as many as a UPC-E has in all."""


def label(text: str, form: zxingcpp.BarcodeFormat) -> tuple[Grey, int]:
    """(picture, modules): a bar code on a white page."""
    bars = np.asarray(zxingcpp.create_barcode(text, form).to_image(scale=1, add_quiet_zones=False))[:1]
    dark = np.flatnonzero(bars[0] == 0)
    bars = bars[:, dark[0] : dark[-1] + 1]
    page = np.full((TOP * 2 + HIGH, LEFT * 2 + bars.shape[1] * MODULE), 255, np.uint8)
    page[TOP : TOP + HIGH, LEFT:-LEFT] = np.repeat(np.repeat(bars, MODULE, axis=1), HIGH, axis=0)
    return page, bars.shape[1]


def outline(modules: float) -> tuple[tuple[float, float], ...]:
    right = LEFT + modules * MODULE
    return (LEFT, TOP), (right, TOP), (right, TOP + HIGH), (LEFT, TOP + HIGH)


@pytest.mark.parametrize("digits", ["7302948843187", "7350103680016", "4006381333931", "9780441014989"])
@pytest.mark.parametrize("blur", [0.0, 1.5])
def test_the_half_of_an_ean13_has_no_quiet_zone(digits: str, blur: float) -> None:
    page, _ = label(digits, zxingcpp.BarcodeFormat.EAN13)
    if blur:
        page = np.asarray(cv2.GaussianBlur(page, (0, 0), blur), np.uint8)
    half = outline(HALF_OF_AN_EAN13)
    assert not has_quiet_zones(page, half)  # type: ignore[arg-type] # four points
    evidence = Evidence()
    evidence.pixels = page
    for source in ("zxing whole", "zxing 0"):
        evidence.add(Sighting(b"0130294000087", "UPCE", half, "zxing"), source, ENOUGH)  # type: ignore[arg-type]
    assert evidence.believed() == []


@pytest.mark.parametrize("digits", ["01234565", "04252614", "06543217", "02345673"])
def test_a_true_upce_is_read(digits: str) -> None:
    page, modules = label(digits, zxingcpp.BarcodeFormat.UPCE)
    assert has_quiet_zones(page, outline(modules), modules)  # type: ignore[arg-type]
    (symbol,) = scanner.read(page, 3000).symbols
    assert symbol.format == "UPCE"


def test_a_view_in_which_half_an_ean13_was_taken_for_a_upce_gives_nothing_false() -> None:
    view = views.view(7_500_195)
    there = {text.replace(b"\x1d", b"") for _symbology, text in view.codes}
    read = {symbol.bytes.replace(b"\x1d", b"") for symbol in scanner.read(view.picture, 3000).symbols}
    assert read <= there


def test_a_place_of_no_size_is_passed_over() -> None:
    page, _ = label("7302948843187", zxingcpp.BarcodeFormat.EAN13)
    region = MatrixRegion.around(((50.0, 50.0),) * 4)
    assert not matrix.read(page, region, Evidence(), Clock(3000), thorough=True)
