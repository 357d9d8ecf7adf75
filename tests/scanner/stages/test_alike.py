"""2D codes beside others of their size: print that touches a code, a rim around it and faint ink do not hide it."""

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

import scanner
from scanner.pictures.image import Grey
from scanner.reading import Corners
from scanner.stages import alike, matrix
from scanner.stages.reduced import Reduced

BUDGET_MS = 3000
"""Generous: a busy machine is no fault of the reader's."""
MODULE = 5
"""Pixels a module as drawn; the lens and the sensor take a fifth of it."""
CAP = 260
"""Pixels a side of the drawn cap of a pin."""
PINS = 8
TEXTS = [f"DF150E0{number}" for number in range(310, 310 + PINS)]


def cap(text: str, angle: float, ink: float) -> NDArray[np.float32]:
    """The lid of a sample pin from above: a bright rim, a code, and its words in print close to two sides of it."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    code = np.asarray(symbol.to_image(scale=MODULE, add_quiet_zones=False))
    face = np.full((CAP, CAP), 255, np.uint8)
    side = code.shape[0]
    first = (CAP - side) // 2
    face[first : first + side, first : first + side] = code
    for words, line in ((text[:5], first - 2 * MODULE), (text[5:], first + side + 6 * MODULE)):
        cv2.putText(face, words, (first - MODULE, line), cv2.FONT_HERSHEY_SIMPLEX, 0.85, 0, 3, cv2.LINE_AA)
    turn = cv2.getRotationMatrix2D((CAP / 2, CAP / 2), angle, 1.0)
    turned = cv2.warpAffine(face, turn, (CAP, CAP), borderValue=255).astype(np.float32)
    y, x = np.mgrid[:CAP, :CAP] - (CAP - 1) / 2
    radius = np.hypot(x, y)
    metal = 150 + 30 * np.sin(radius / 9)
    lid = metal - ink * (255 - turned) / 255 * 110
    lid[radius > 0.44 * CAP] = 235
    lid[radius > 0.5 * CAP] = 20
    return lid.astype(np.float32)


def rack(seed: int) -> Grey:
    """Pins in a black rack, each turned as it fell; the last three are faint."""
    rng = np.random.default_rng(seed)
    desk = np.full((2 * CAP + 60, 4 * CAP + 100), 20, np.float32)
    for place, text in enumerate(TEXTS):
        top, left = 20 + (CAP + 20) * (place // 4), 20 + (CAP + 20) * (place % 4)
        ink = 1.0 if place < PINS - 3 else 0.6
        desk[top : top + CAP, left : left + CAP] = cap(text, rng.uniform(0, 360), ink)
    seen = cv2.resize(desk, None, fx=0.8, fy=0.8, interpolation=cv2.INTER_AREA)
    seen = cv2.GaussianBlur(seen, (0, 0), 0.9) + rng.normal(0, 3, seen.shape)
    return np.clip(seen, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_codes_beside_others_of_their_size_are_read_although_print_touches_them(seed: int) -> None:
    texts = {symbol.text for symbol in scanner.read(rack(seed), BUDGET_MS).symbols}
    assert texts <= set(TEXTS)
    assert len(texts) >= PINS - 1


def test_places_alike_lie_on_the_codes_that_have_not_been_read() -> None:
    picture = rack(0)
    read = scanner.read(picture, BUDGET_MS).symbols
    known, others = read[0], read[1:]
    corners = (known.corners,)
    work = Reduced.to(picture, alike.work_side(picture.shape, corners))
    places = [place for place in alike.find(work, corners) if matrix.is_likely(picture, place.core)]
    assert len(places) <= PINS
    for other in others:
        middle = tuple(np.mean(other.corners, axis=0))
        assert any(way.covers(middle) for place in places for way in place.ways())


def test_nothing_is_alike_on_an_even_desk() -> None:
    desk = np.full((400, 400), 200, np.uint8)
    desk[100:160, 100:160] = np.kron(np.indices((10, 10)).sum(axis=0) % 2, np.ones((6, 6))) * 200
    corners: Corners = ((100.0, 100.0), (160.0, 100.0), (160.0, 160.0), (100.0, 160.0))
    assert alike.find(Reduced.to(desk, alike.work_side(desk.shape, (corners,))), (corners,)) == []
