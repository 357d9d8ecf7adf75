"""What payloads say: whatever is built by a standard is parsed back, and nothing raises."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import ean

from identity import identify, identify_typed, join, normalise_serial, return_number

GS = "\x1d"
# GS1 General Specifications, figure 7.11-1: the characters that AI 21 and AI 10 may have (here without the rare ones).
AI_82 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
# ANSI/HIBC 2.6, table 2: the 43 characters of the check, in their order.
HIBC_43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

serials = st.text(AI_82, min_size=3, max_size=20).filter(lambda text: normalise_serial(text))
gtins = st.integers(0, 10**12 - 1).map(lambda n: "0" + (body := f"{n:012}") + ean.calc_check_digit(body))
dates = st.dates(datetime.date(2001, 1, 1), datetime.date(2049, 12, 31))
forever = settings(deadline=None)


@forever
@given(gtins, serials, st.text(AI_82, min_size=1, max_size=20), dates)
def test_a_gs1_string_is_parsed_back(gtin: str, serial: str, lot: str, expiry: datetime.date) -> None:
    payload = f"01{gtin}17{expiry:%y%m%d}10{lot}{GS}21{serial}"
    identity = identify(payload.encode(), "DataMatrix", "]d2")
    assert (identity.kind, identity.problems) == ("gs1", ())
    assert (identity.gtin, identity.serial, identity.lot) == (gtin, serial, lot)
    assert identity.expiry_date == expiry


@forever
@given(gtins, serials)
def test_a_wrong_check_digit_is_told_and_the_gtin_not_given(gtin: str, serial: str) -> None:
    wrong = gtin[:-1] + str((int(gtin[-1]) + 1) % 10)
    identity = identify(f"01{wrong}21{serial}".encode(), "Code128", "]C1")
    assert identity.gtin is None
    assert [problem.code for problem in identity.problems] == ["gtin_check"]
    assert wrong in identity.problems[0].text or "%" in identity.problems[0].text


@forever
@given(st.text(HIBC_43[10:36], min_size=1, max_size=1), st.text(HIBC_43[:36], min_size=3, max_size=3),
       st.text(HIBC_43[:36], min_size=1, max_size=12), st.text(HIBC_43[:36], min_size=3, max_size=15))  # fmt: skip
def test_a_hibc_string_is_parsed_back(first: str, rest: str, product: str, serial: str) -> None:
    body = f"+{first}{rest}{product}0/$+{serial}"
    check = HIBC_43[sum(HIBC_43.index(character) for character in body) % 43]
    identity = identify((body + check).encode(), "Code128")
    assert identity.kind == "hibc"
    assert (identity.hibc_labeler, identity.hibc_product) == (first + rest, product)
    assert identity.serial == serial


@forever
@given(st.binary(max_size=80), st.sampled_from(["DataMatrix", "Code128", "EAN13", "QRCode", "ITF", "Code39"]),
       st.sampled_from([None, "]d2", "]C1", "]Q3", "]d1", "]E0"]))  # fmt: skip
def test_no_payload_raises(payload: bytes, format_name: str, identifier: str | None) -> None:
    identity = identify(payload, format_name, identifier)
    assert identity.kind in {"gs1", "hibc", "ean", "sscc", "return", "plain"}
    join([identity])


@forever
@given(st.text(max_size=80))
def test_nothing_typed_raises(text: str) -> None:
    join([identify_typed(text)])


@forever
@given(st.integers(0, 6), st.sampled_from(return_number.ALPHABET))
def test_a_return_number_finds_every_single_wrong_character(place: int, other: str) -> None:
    number = return_number.new()
    at = place + len(return_number.PREFIX)
    wrong = number[:at] + other + number[at + 1 :]
    assert (return_number.parse(wrong) is not None) == (wrong == number)


def test_a_return_number_is_read_however_it_is_written() -> None:
    number = return_number.new()
    for written in (
        number,
        number.lower(),
        return_number.display(number),
        f"https://x.test/r/{number}",
        f" {number} ",
    ):
        assert return_number.parse(written) == number
        assert identify_typed(written).return_number == number


def test_serials_are_compared_without_separators_and_keep_their_zeros() -> None:
    assert normalise_serial(" 00-12 ab/3 ") == "0012AB3"


def test_codes_of_one_box_are_one_package() -> None:
    gs1 = identify(b"0109520000000011" + b"21SN-1", "DataMatrix", "]d2")
    box = identify(b"9520000000011", "EAN13")
    (package,) = join([box, gs1])
    assert package.gtins == ("09520000000011",)
    assert package.serials == ("SN-1",)


def test_our_own_label_is_no_package() -> None:
    assert join([identify_typed(return_number.new())]) == ()


def test_a_scanner_with_the_wrong_keyboard_is_understood() -> None:
    """American scanner, Swedish layout: `:` comes as `Ö`, `/` as `-`, `-` as `+`."""
    number = return_number.new()
    assert identify_typed(f"httpÖ--10.0.0.7Ö8000-r-{number}").return_number == number


def test_parentheses_that_a_swedish_layout_garbled_are_understood() -> None:
    """American scanner, Swedish layout: `(` comes as `)`, `)` as `=`."""
    identity = identify_typed(")01=09520000000011)21=SN+1")
    assert (identity.gtin, identity.serial) == ("09520000000011", "SN-1")


def test_a_serial_that_may_be_hidden_in_the_lot_is_told_and_the_lot_kept() -> None:
    """The first FNC1 came through, the one after the lot did not."""
    found = identify(b"010952000000001110LOT4421SER9981", "DataMatrix", "]d2")
    assert (found.lot, found.serial) == ("LOT4421SER9981", None)
    assert [problem.code for problem in found.problems] == ["fnc1_suspected"]


def test_a_date_that_swallowed_separators_hid_in_the_lot_is_told() -> None:
    found = identify(b"010952000000001110LOT4417271231", "Code128")
    assert found.gtin == "09520000000011"
    assert found.lot is None
    assert [problem.code for problem in found.problems] == ["fnc1_ambiguous"]


@pytest.mark.parametrize("text", ["補聴器テスト123", "ありがとう", "REF 補聴器", "ほちょうき 左"])
def test_japanese_in_a_qr_code_is_told_as_japanese(text: str) -> None:
    """A QR code in its mode for Japanese says nowhere that its bytes are Shift-JIS."""
    assert identify(text.encode("shift_jis"), "QRCode", "]Q1").text == text
    assert identify(text.encode("utf-8"), "QRCode", "]Q1").text == text


@pytest.mark.parametrize("text", ["Hörapparat vänster", "ÅÄÖ åäö", "à la carte", "éé", "Ärrå"])
def test_latin_1_stays_latin_1(text: str) -> None:
    assert identify(text.encode("latin-1"), "QRCode", "]Q1").text == text
    assert identify(text.encode("latin-1"), "DataMatrix").text == text


@pytest.mark.parametrize("payload", [b"It\x92s Bob\x92s", b"5 \x80", b"a \x96 b", b"\x93quoted\x94"])
def test_quotation_marks_of_windows_are_no_japanese(payload: bytes) -> None:
    assert identify(payload, "QRCode").text == payload.decode("latin-1")
