"""Texts of codes as public reports show them to come. Where a report is named, it tells of that kind; the inputs are
made up. They are read rightly, or told; never another serial without a word."""

import pytest

from identity import Identity, identify, identify_typed

GTIN = "05707131123459"
BEGINS = f"01{GTIN}21ABC123"

READ = {
    "the group separator comes as its picture (replaysMike/Binner#305)": f"{BEGINS}\u241d10LOT1",
    "the group separator comes as ] (replaysMike/Binner#305)": f"{BEGINS}]10LOT1",
    "the group separator comes as ^ (replaysMike/Binner#305)": f"{BEGINS}^10LOT1",
    "the group separator comes as Alt+029 types it (odoo/odoo#99730)": f"{BEGINS}\x1d10LOT1",
    "the word for it with a number": f"{BEGINS}~02910LOT1",
    "the tilde code of a program for labels": f"~1{BEGINS}~110LOT1",
    "a byte order mark before it": f"\ufeff{BEGINS}\x1d10LOT1",
    "marks of direction around it": f"\u200e{BEGINS}\x1d10LOT1\u200f",
    "a line for each element": f"(01){GTIN}\n(21)ABC123\n(10)LOT1",
    "the printed text (odoo/odoo#99730)": f"(01) {GTIN} (21) ABC123 (10) LOT1",
    "spaces within the parentheses": f"( 01 ) {GTIN} ( 21 ) ABC123 ( 10 ) LOT1",
    "wide parentheses": f"（01）{GTIN}（21）ABC123（10）LOT1",
}


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
@pytest.mark.parametrize("is_typed", [True, False])
def test_what_comes_in_another_form_is_read_rightly(text: str, is_typed: bool) -> None:
    if not is_typed and "~" in text:
        pytest.skip("a camera reads what the scanner sends as keys")
    found = identify_typed(text) if is_typed else identify(text.encode(), "QRCode")
    assert (found.kind, found.gtin, found.serial, found.lot) == ("gs1", GTIN, "ABC123", "LOT1")
    assert found.problems == ()


TOLD = {
    "the separator was dropped after the serial (msupply-foundation/open-msupply#1838)": f"01{GTIN}2112345610LOT1",
    "the separator was replaced by / (shaxxx/flutter_barcode_listener#62)": f"01{GTIN}2112345/10LOT1",
    "the separator was replaced by _ (phonegap/phonegap-plugin-barcodescanner#156)": f"{BEGINS}_10LOT1",
    "all separators were dropped (DacoTaco/BarcodeParserBuilder#9)": (
        "0100304720400301211006155205193317210228101012131"
    ),
    "a space in place of one, and others dropped (Fabi019/hid-barcode-scanner#214)": (
        "010415005024809221102784642637491 725123110NN1814"
    ),
    "two scans in one": f"{BEGINS}{BEGINS}",
    "an invisible space within": f"01{GTIN}21ABC\u200b123",
}


def told(found: Identity) -> bool:
    return found.serial is None and any(
        problem.code in ("fnc1_ambiguous", "garbled") for problem in found.problems
    )


@pytest.mark.parametrize("text", TOLD.values(), ids=TOLD.keys())
def test_what_may_be_read_in_several_ways_is_told(text: str) -> None:
    assert told(identify_typed(text))


def test_a_plain_text_loses_only_what_nobody_sees() -> None:
    assert identify_typed("\ufeffNV-0012").serial == "NV-0012"
    assert identify(b"QC-157", "Code128").serial == "QC-157"
    assert identify_typed("\ufeff").serial in (None, "")
