"""Symbologies that are switched off are neither read nor looked for."""

from typing import Any

import numpy as np
import pytest
import zxingcpp
from pyzbar import pyzbar

import scanner
from scanner.engines import zbar
from scanner.pictures.image import Grey
from scanner.symbologies import BARS, EVERY_GROUP, GROUP_OF, SQUARES, STRONG, WEAK, SymbologyGroup, family

FORMAT = zxingcpp.BarcodeFormat
CODES = {
    SymbologyGroup.EAN: (FORMAT.EAN13, "4006381333931"),
    SymbologyGroup.CODE_128: (FORMAT.Code128, "NV2400017"),
    SymbologyGroup.CODE_39: (FORMAT.Code39Std, "HA77341"),
    SymbologyGroup.ITF: (FORMAT.ITF, "04006381333931"),
    SymbologyGroup.DATA_MATRIX: (FORMAT.DataMatrix, "NV2400018"),
    SymbologyGroup.QR: (FORMAT.QRCode, "https://returkoll.example/r/RK1"),
}
FAR = 1e6
"""Milliseconds: nothing is left out for want of time."""


@pytest.fixture(scope="module")
def desk() -> Grey:
    """Every kind of code under each other."""
    desk = np.full((1500, 700), 225, np.uint8)
    top = 30
    for form, text in CODES.values():
        symbol = np.asarray(zxingcpp.create_barcode(text, form).to_image(scale=3), np.uint8)
        symbol = symbol[:150] if symbol.shape[0] < symbol.shape[1] else symbol
        desk[top : top + symbol.shape[0], 40 : 40 + symbol.shape[1]] = symbol
        top += 230
    return desk


@pytest.fixture(scope="module")
def stripes() -> Grey:
    """Slats of any width, in which nothing is read, so that every stage looks at them."""
    widths = np.random.default_rng(5).integers(1, 6, 60)
    row = np.repeat(np.arange(60) % 2 * 150 + 50, widths)[:150]
    return np.pad(np.repeat(row[None], 60, axis=0), 20, constant_values=200).astype(np.uint8)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What the engines are asked for, call by call."""
    calls: list[set[str]] = []
    read_barcodes, decode = zxingcpp.read_barcodes, pyzbar.decode

    def zxing(image: Grey, formats: Any = (), **more: Any) -> Any:
        calls.append({family(form.name) for form in formats})
        return read_barcodes(image, formats=formats, **more)

    def of_zbar(image: Grey, symbols: Any = ()) -> Any:
        calls.append({zbar.NAMES[symbol.name] for symbol in symbols})
        return decode(image, symbols=symbols)

    monkeypatch.setattr(zxingcpp, "read_barcodes", zxing)
    monkeypatch.setattr(pyzbar, "decode", of_zbar)
    return calls


def test_every_symbology_is_of_one_group() -> None:
    others = {"DXFilmEdge", "OtherBarcode", "Telepen"}
    assert (STRONG | WEAK) - set(GROUP_OF) == others, "nobody asks an engine for these"


@pytest.mark.parametrize("off", CODES)
def test_what_is_off_is_not_read_and_all_others_are(desk: Grey, off: SymbologyGroup) -> None:
    reading = scanner.read(desk, FAR, symbologies=EVERY_GROUP - {off})
    assert {symbol.text for symbol in reading.symbols} == {
        text for group, (_, text) in CODES.items() if group != off
    }


@pytest.mark.parametrize(
    "wanted", [BARS, SQUARES, frozenset({SymbologyGroup.QR}), EVERY_GROUP - {SymbologyGroup.EAN}]
)
def test_no_engine_is_asked_for_what_is_off(
    stripes: Grey, asked: list[set[str]], wanted: frozenset[SymbologyGroup]
) -> None:
    scanner.read(stripes, FAR, symbologies=wanted)
    assert asked
    for names in asked:
        assert names, "asked for nothing, an engine looks for everything"
        assert {GROUP_OF[name] for name in names} <= wanted


def test_the_stages_that_look_for_nothing_else_are_left_out(stripes: Grey) -> None:
    def passed(wanted: frozenset[SymbologyGroup]) -> set[str]:
        return {stage for stage, _ in scanner.read(stripes, FAR, symbologies=wanted).stage_ms}

    rare = EVERY_GROUP - BARS - SQUARES
    assert {"bars", "soft_bars", "squares", "rare_kinds"} <= passed(EVERY_GROUP)
    assert not {"bars", "soft_bars", "evident_bars", "rare_kinds"} & passed(SQUARES)
    assert not {"squares", "coarse_squares", "located_codes", "rare_kinds"} & passed(BARS)
    assert "rare_kinds" not in passed(EVERY_GROUP - rare)
    assert "defocused_bars" in passed(frozenset({SymbologyGroup.EAN}))
    assert "defocused_bars" not in passed(EVERY_GROUP - {SymbologyGroup.EAN})


def test_it_takes_less_time_and_fewer_calls(stripes: Grey, asked: list[set[str]]) -> None:
    own = frozenset({SymbologyGroup.CODE_128, SymbologyGroup.DATA_MATRIX, SymbologyGroup.QR})

    def work(wanted: frozenset[SymbologyGroup]) -> tuple[float, int, int]:
        asked.clear()
        reading = scanner.read(stripes, FAR, symbologies=wanted)
        return reading.elapsed_ms, len(asked), sum(map(len, asked))

    turns = [(work(EVERY_GROUP), work(own), work(SQUARES)) for _ in range(3)]
    (all_ms, all_calls, all_kinds), (own_ms, own_calls, own_kinds), (squares_ms, squares_calls, _) = (
        min(column) for column in zip(*turns, strict=True)
    )
    assert squares_calls < own_calls <= all_calls
    assert own_kinds < all_kinds / 2
    assert squares_ms < own_ms < all_ms
