"""Every name that an engine can give a code is known, and said to be strong or weak."""

import pytest
import zxingcpp
from pyzbar.pyzbar import ZBarSymbol

from scanner.engines import zbar
from scanner.symbologies import FAMILIES, STRONG, TWO_DIMENSIONAL, WEAK, family

GROUPS = {
    "NONE",
    "All",
    "AllCreatable",
    "AllGS1",
    "AllIndustrial",
    "AllLinear",
    "AllMatrix",
    "AllReadable",
    "AllRetail",
    "EANUPC",
    "LinearCodes",
    "MatrixCodes",
}
"""Names of several symbologies at once: they are asked for, and never given to a code."""
OF_ZXING = sorted(
    name
    for name, value in vars(zxingcpp.BarcodeFormat).items()
    if isinstance(value, zxingcpp.BarcodeFormat) and name not in GROUPS
)
OF_ZBAR = [symbol.name for symbol in zbar.LINEAR + zbar.MATRIX]


def test_the_engine_has_the_names_that_the_table_is_about() -> None:
    assert len(OF_ZXING) > 30
    assert {"Code39", "EAN13", "DataMatrix"} <= set(OF_ZXING)


@pytest.mark.parametrize("name", OF_ZXING)
def test_every_name_of_zxing_is_strong_or_weak(name: str) -> None:
    assert (family(name) in STRONG) != (family(name) in WEAK)


@pytest.mark.parametrize("name", OF_ZBAR)
def test_every_name_of_zbar_is_strong_or_weak(name: str) -> None:
    assert (family(zbar.NAMES[name]) in STRONG) != (family(zbar.NAMES[name]) in WEAK)


def test_zbar_is_asked_for_nothing_that_has_no_name_here() -> None:
    assert {ZBarSymbol[name] for name in zbar.NAMES} >= set(zbar.LINEAR + zbar.MATRIX)


def test_a_family_is_a_symbology_and_no_variant() -> None:
    assert not set(FAMILIES) & set(FAMILIES.values())
    assert not set(FAMILIES) & (STRONG | WEAK)


def test_the_two_dimensional_ones_are_symbologies() -> None:
    assert TWO_DIMENSIONAL <= STRONG | WEAK
