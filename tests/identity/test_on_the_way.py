"""What wedges, printers and keyboards do to a code on its way: it is read rightly, or told, and never cut short."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity import identify, identify_typed
from identity.iso15434 import has_right_check

GTIN = "05707131123459"
SERIAL = "24B01F7C"
GS = "\x1d"

LOST_PREFIXES = [
    "C1", "e0", "d2", "Q3", "J1", "d5", "Q4", "c1", "E0", "D2", "q3", "¨C1", "¨d2", "^e0", "´Q3", "`J1", "ë0", "ê0",
    "é0", "è0", "¨¨d2", "ĵ1", "ç1", "}d2", " d2", "}C1",
]  # fmt: skip


@pytest.mark.parametrize("prefix", LOST_PREFIXES)
def test_an_aim_prefix_that_lost_its_bracket_is_known(prefix: str) -> None:
    identity = identify_typed(f"{prefix}01{GTIN}21{SERIAL}")
    assert (identity.kind, identity.gtin, identity.serial) == ("gs1", GTIN, SERIAL)


@pytest.mark.parametrize("text", ["C1234567", "d2X01", "e0123456", "Q3AB12CD", "C101X", "J1" + "0" * 10])
def test_a_serial_that_begins_as_a_prefix_does_stays_a_serial(text: str) -> None:
    identity = identify_typed(text)
    assert (identity.kind, identity.serial) == ("plain", text)


SEPARATORS = [
    "|", "~", "^", "#", "@", "$", "{", "}", "[", "]", "\\", "`", "¤", "§", "½", "å", " ", "\t", "<GS>", "{GS}",
    "[GS]", "(GS)", "<FNC1>", "{FNC1}", "\\x1d", "\\029", "~d029", "␝", "^]", "0x1D", "%1D", "||",
]  # fmt: skip


@pytest.mark.parametrize("sign", SEPARATORS)
@pytest.mark.parametrize("first", ["21ABC123", "10LOT1"])
def test_a_sign_that_no_value_may_hold_is_the_separator(sign: str, first: str) -> None:
    second = "10LOT1" if first.startswith("21") else "21ABC123"
    identity = identify_typed(f"01{GTIN}{first}{sign}{second}")
    assert (identity.gtin, identity.serial, identity.lot) == (GTIN, "ABC123", "LOT1")


@pytest.mark.parametrize("sign", ["-", "/", "+", ".", "_", "*", "%", "&"])
def test_a_sign_that_a_serial_may_hold_stays_in_it(sign: str) -> None:
    assert identify_typed(f"01{GTIN}21ABC{sign}X9").serial == f"ABC{sign}X9"


LOST = [
    (f"01{GTIN}112506122112345678240OPN1R", ("12345678", "12345678240OPN1R")),
    (f"01{GTIN}21SN772001", ("SN77", "SN772001")),
    (f"01{GTIN}21SN774422752", ("SN774", "SN774422752")),
    (f"01{GTIN}21AB12C17261231", ("AB12C", "AB12C17261231")),
    (f"01{GTIN}21AB12C10LOT77", ("AB12C", "AB12C10LOT77")),
]


@pytest.mark.parametrize(("text", "possible"), LOST)
def test_a_lost_separator_is_told_with_every_serial_that_may_be_meant(
    text: str, possible: tuple[str, ...]
) -> None:
    identity = identify_typed(text)
    assert [problem.code for problem in identity.problems] == ["fnc1_ambiguous"]
    assert identity.serial is None
    assert set(possible) <= set(identity.possible_serials)


@pytest.mark.parametrize("date", ["11250612", "17261231", "15260101", "13251130"])
@pytest.mark.parametrize("symbology", [("DataMatrix", "]d2"), ("QRCode", "]Q3"), ("Code128", "]C1")])
def test_a_date_at_the_end_of_a_serial_is_told_also_where_the_code_said_gs1(
    date: str, symbology: tuple[str, str]
) -> None:
    identity = identify(f"01{GTIN}21{SERIAL}{date}".encode(), *symbology)
    assert "fnc1_suspected" in [problem.code for problem in identity.problems]
    assert {SERIAL, SERIAL + date} <= set(identity.possible_serials)


@pytest.mark.parametrize("serial", ["24B01F7C", "ABC123", "1234567", "AB-99/1", "7ZK40021"])
def test_a_serial_without_anything_hidden_is_read_as_it_is(serial: str) -> None:
    identity = identify(f"01{GTIN}21{serial}".encode(), "DataMatrix", "]d2")
    assert (identity.serial, identity.problems) == (serial, ())


@pytest.mark.parametrize("serial", ["A%2FB", "A%28C6%29B", "A%2BB", "a%20b"])
def test_what_is_percent_encoded_is_one_value(serial: str) -> None:
    identity = identify(f"https://example.com/01/{GTIN}/21/{serial}".encode(), "QRCode")
    assert identity.serial or identity.problems
    assert identity.serial != serial[0]


@pytest.mark.parametrize("rest", ["/21", "/21/ABC/99x", "/serial/ABC", "/21/" + "A" * 30])
def test_what_of_a_link_cannot_be_read_is_told(rest: str) -> None:
    identity = identify(f"https://example.com/01/{GTIN}{rest}".encode(), "QRCode")
    assert identity.gtin == GTIN
    assert "digital_link" in [problem.code for problem in identity.problems]


@pytest.mark.parametrize("serial", ["LUeq(C6)CkbMO", "A(B)", "(X)1", "A()B", "A(1)B", "AB(12345)"])
@pytest.mark.parametrize("door", ["typed", "QR"])
def test_a_parenthesis_in_a_serial_stays_in_it(serial: str, door: str) -> None:
    text = f"(01)03348901294669(21){serial}"
    identity = identify_typed(text) if door == "typed" else identify(text.encode(), "QRCode")
    assert (identity.gtin, identity.serial) == ("03348901294669", serial)


# --- HIBC with Caps Lock


@pytest.mark.parametrize("text", ["+a123bjc5d6e71g", "+A123bjc5D6E71g"])
def test_small_letters_of_caps_lock_are_mended_where_the_check_character_agrees(text: str) -> None:
    identity = identify_typed(text)
    assert (identity.hibc_labeler, identity.hibc_product, identity.problems) == ("A123", "BJC5D6E7", ())


def test_small_letters_whose_check_does_not_agree_are_told() -> None:
    assert [problem.code for problem in identify_typed("+a123bjc5d6e71h").problems]


# --- ISO 15434 and IFA

RS, EOT = "\x1e", "\x04"
PPN = "110375286414"
FIELDS = (f"9N{PPN}", "1T12345ABCD", "D261231", "S12345ABC")


@pytest.mark.parametrize("order", [FIELDS, FIELDS[::-1], (FIELDS[3], FIELDS[0], FIELDS[2], FIELDS[1])])
def test_an_ifa_code_says_its_product_serial_lot_and_expiry(order: tuple[str, ...]) -> None:
    identity = identify(f"[)>{RS}06{GS}{GS.join(order)}{RS}{EOT}".encode(), "DataMatrix")
    assert (identity.kind, identity.ppn, identity.serial, identity.lot) == (
        "iso15434", PPN, "12345ABC", "12345ABCD",
    )  # fmt: skip
    assert str(identity.expiry_date) == "2026-12-31"


@pytest.mark.parametrize(
    ("rs", "gs", "eot"), [("<RS>", "|", ""), ("{RS}", "#", "{EOT}"), ("", "~", ""), ("^^", "^", "")]
)
def test_an_envelope_that_a_wedge_has_changed_is_read_or_told(rs: str, gs: str, eot: str) -> None:
    identity = identify_typed(f"[)>{rs}06{gs}{gs.join(FIELDS)}{rs}{eot}")
    assert identity.kind == "iso15434"
    assert identity.problems or (identity.ppn, identity.serial) == (PPN, "12345ABC")


def test_an_envelope_without_any_separator_is_told() -> None:
    identity = identify_typed("[)>06" + "".join(FIELDS))
    assert (identity.serial, [problem.code for problem in identity.problems]) == (None, ["envelope"])


def test_an_envelope_of_format_05_holds_element_strings() -> None:
    identity = identify(f"[)>{RS}05{GS}01{GTIN}21{SERIAL}{RS}{EOT}".encode(), "DataMatrix")
    assert (identity.gtin, identity.serial) == (GTIN, SERIAL)


def test_a_ppn_with_wrong_check_digits_is_told() -> None:
    identity = identify(f"[)>{RS}06{GS}9N110375286415{GS}S1234{RS}{EOT}".encode(), "DataMatrix")
    assert identity.ppn is None
    assert [problem.code for problem in identity.problems] == ["ppn_check"]


def test_the_check_digits_are_those_of_the_standards_example() -> None:
    assert has_right_check(PPN)


# --- anything at all

SERIALS = st.from_regex(r"[0-9A-Z][0-9A-Z/.-]{3,12}[0-9A-Z]", fullmatch=True)
SIGNS = st.sampled_from([GS, "|", "~", "#", "^", "{GS}", "<GS>", "␝", "¤"])
PREFIXES = st.sampled_from(["", "]C1", "]d2", "C1", "d2", "¨d2", "e0", "ë0", "Q3"])


@given(serial=SERIALS, lot=SERIALS, sign=SIGNS, prefix=PREFIXES, serial_first=st.booleans())
@settings(max_examples=400)
def test_any_code_changed_in_any_known_way_keeps_its_serial_or_is_told(
    serial: str, lot: str, sign: str, prefix: str, serial_first: bool
) -> None:
    fields = [f"21{serial}", f"10{lot}"] if serial_first else [f"10{lot}", f"21{serial}"]
    identity = identify_typed(f"{prefix}01{GTIN}{sign.join(fields)}")
    assert identity.gtin == GTIN
    assert identity.serial == serial or identity.problems
