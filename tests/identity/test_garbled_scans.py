"""What scanners, keyboards and printers make of a code: read rightly, or told; never another serial without a word."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from identity import Identity, identify, identify_typed
from identity.hibc import check_character

GTIN = "05707131123459"
GS = "\x1d"


def codes(identity: Identity) -> list[str]:
    return [problem.code for problem in identity.problems]


@pytest.mark.parametrize("accent", ["", "¨", "^", "~", "´", "}", "å"])
@pytest.mark.parametrize("prefix", ["C1", "e0", "d2", "Q3", "J1", "c1", "D2"])
def test_a_prefix_without_its_bracket_is_left_out(prefix: str, accent: str) -> None:
    found = identify_typed(f"{accent}{prefix}01{GTIN}2124B01F7C")
    assert (found.kind, found.gtin, found.serial, codes(found)) == ("gs1", GTIN, "24B01F7C", [])


@pytest.mark.parametrize("prefix", ["ê0", "ë0", "é0", "è0"])
def test_an_accent_that_joined_the_prefix_is_left_out(prefix: str) -> None:
    assert identify_typed(f"{prefix}01{GTIN}2124B01F7C").serial == "24B01F7C"


def test_a_serial_that_only_begins_like_a_prefix_stays_whole() -> None:
    assert identify_typed("C10123456789").serial == "C10123456789"


SEPARATORS = ["|", "~", "^", "#", "@", "$", "`", "\\", "[", "]", "{", "}", " ", "å", "¤", "§", "␝", "<GS>",
              "{GS}", "[GS]", "(GS)", "<FNC1>", "{FNC1}", "\\x1d", "\\u001d", "\\F", "{F8}", "^]", "&#29;",
              "~d029", "\x1e"]  # fmt: skip


@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_sign_that_no_value_may_have_is_the_separator(separator: str) -> None:
    found = identify_typed(f"01{GTIN}21ABC123{separator}10LOT1")
    assert (found.gtin, found.serial, found.lot, codes(found)) == (GTIN, "ABC123", "LOT1", [])


@pytest.mark.parametrize("separator", ["|", "~", "#", "^"])
def test_the_camera_reads_such_a_sign_the_same(separator: str) -> None:
    found = identify(f"01{GTIN}21ABC123{separator}10LOT1".encode(), "DataMatrix", "]d2")
    assert (found.serial, found.lot) == ("ABC123", "LOT1")


@pytest.mark.parametrize("sign", ["ö", "Ö", "ä", "Ä", "é"])
def test_a_letter_of_a_wrong_layout_is_told(sign: str) -> None:
    found = identify_typed(f"01{GTIN}21ABC{sign}1210LOT1")
    assert (found.gtin, found.serial, codes(found)) == (GTIN, None, ["garbled"])


@pytest.mark.parametrize(
    "behind", ["240OPN1R", "422752", "11250612", "17261231", "10LOT1", "3012345", "2005", "371234"]
)
def test_a_field_that_may_stand_behind_the_serial_is_told(behind: str) -> None:
    typed = identify_typed(f"01{GTIN}21SN345678{behind}")
    assert (typed.serial, codes(typed)) in ((None, ["fnc1_ambiguous"]), ("SN345678", []))
    assert typed.serial or {"SN345678", f"SN345678{behind}"} <= set(typed.possible_serials)


@pytest.mark.parametrize("behind", ["11250612", "17261231", "240OPN1R", "10LOT1", "422752"])
def test_the_camera_tells_it_as_it_does_for_a_lot(behind: str) -> None:
    found = identify(f"01{GTIN}2124B01F7C{behind}".encode(), "DataMatrix", "]d2")
    assert codes(found) == ["fnc1_suspected"]
    assert "24B01F7C" in found.possible_serials


def test_a_serial_that_hides_nothing_is_certain() -> None:
    found = identify(f"01{GTIN}2124B01F7C".encode(), "DataMatrix", "]d2")
    assert (found.serial, codes(found), found.possible_serials) == ("24B01F7C", [], ())


@pytest.mark.parametrize(
    "serial", ["LUeq(C6)CkbMO", "A(B", "A)B", "(7)12", "A(99999)B", "X(C6)", "()", "A((B))"]
)  # fmt: skip
def test_a_parenthesis_in_a_printed_serial_stays(serial: str) -> None:
    found = identify_typed(f"(01){GTIN}(21){serial}")
    assert (found.gtin, found.serial) == (GTIN, serial)


@pytest.mark.parametrize("text", [f"(01){GTIN}(21)A(21)B", f"(01){GTIN}(11)2506(21)A1B2"])
def test_printed_fields_that_contradict_their_standard_are_told(text: str) -> None:
    found = identify_typed(text)
    assert (found.gtin, found.serial, codes(found)) == (GTIN, None, ["garbled"])


ADDRESSES = [
    f"https://example.com/01/{GTIN}/21/ABC123/",
    f"https://example.com/01/{GTIN}/21/ABC123//",
    f"HTTPS://EXAMPLE.COM/01/{GTIN}/21/ABC123",
    f"https://example.com/some/01/path/01/{GTIN}/21/ABC123",
    f"https://example.com/01/{GTIN}/21/ABC123/10/LOT1",
    f"https://example.com/01/{GTIN}/10/LOT1/21/ABC123?17=261231&linkType=all",
    f"https://example.com/01/{GTIN}?21=ABC123",
    f"https://example.com/01/{GTIN[1:]}/21/%41BC123#part",
    f"https://example.com/gtin/{GTIN}/ser/ABC123",
    f"https://example.com/01/{GTIN}/10/L1/21/ABC123",
    f"https://example.com/01/{GTIN[1:]}/21/ABC123",
    f"https://id.gs1.org/01/{GTIN}/21/ABC123#top",
    f"http://example.com:8080/01/{GTIN}/22/2A/10/L1/21/ABC123",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_gives_gtin_and_serial(address: str) -> None:
    found = identify(address.encode(), "QRCode")
    assert (found.gtin, found.serial, codes(found)) == (GTIN, "ABC123", [])


@pytest.mark.parametrize("text", ["+a123bjc5d6e71g", "+A123bjc5d6e71g"])
def test_caps_lock_in_a_hibc_code_is_undone(text: str) -> None:
    found = identify_typed(text)
    assert (found.hibc_labeler, found.hibc_product, codes(found)) == ("A123", "BJC5D6E7", [])


VALUES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=4, max_size=14)
GTINS = st.integers(0, 10**13 - 1).map(lambda n: (body := f"{n:013}") + ean.calc_check_digit(body))


@settings(deadline=None, max_examples=300)
@given(
    GTINS,
    VALUES,
    VALUES,
    st.sampled_from(["", "C1", "]C1", "¨d2", "^Q3"]),
    st.sampled_from([*SEPARATORS, GS, ""]),
)
def test_no_garbling_gives_a_wrong_serial_without_a_word(
    gtin: str, serial: str, lot: str, prefix: str, separator: str
) -> None:
    found = identify_typed(f"{prefix}01{gtin}21{serial}{separator}10{lot}")
    assert found.gtin == gtin
    assert found.serial == serial or found.problems


@settings(deadline=None)
@given(VALUES, VALUES, st.sampled_from([str, str.lower]))
def test_no_garbling_of_hibc_gives_a_wrong_serial_without_a_word(
    product: str, serial: str, garble: type[str]
) -> None:
    body = f"+A123{product}1/$+{serial}"
    found = identify_typed(garble(body + check_character(body)).strip())
    assert found.serial == serial or found.problems
