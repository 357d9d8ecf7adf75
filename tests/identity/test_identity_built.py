"""Round trips: what is built by GS1's or HIBC's rules is parsed back field by field, however it reached us."""

import datetime
from urllib.parse import quote

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import ean

from identity import identify, identify_typed, join
from identity.hibc import check_character

GS = "\x1d"
forever = settings(deadline=None)

# GS1 General Specifications, figure 7.11-1: every character that AI 10 and 21 may have.
AI_82 = "!\"%&'()*+,-./:;<=>?_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LETTERS = PLAIN[10:]
# ANSI/HIBC 2.6: a lot or serial in a slash field has no slash of its own.
HIBC_VALUE = PLAIN + "-. $+%"

values = st.text(AI_82, min_size=1, max_size=20)
dates = st.dates(datetime.date(2000, 1, 1), datetime.date(2049, 12, 31))
gtins = st.integers(0, 10**13 - 1).map(lambda n: (body := f"{n:013}") + ean.calc_check_digit(body))
ssccs = st.integers(0, 10**17 - 1).map(lambda n: (body := f"{n:017}") + ean.calc_check_digit(body))


# --- GS1


@st.composite
def gs1_fields(draw: st.DrawFn) -> dict[str, str]:
    """AI → value, in the order in which they are printed; the GTIN first, as every packer does."""
    fields = {
        "11": f"{draw(dates):%y%m%d}",
        "17": f"{draw(dates):%y%m%d}",
        "10": draw(values),
        "21": draw(values),
        "240": draw(values),
        "30": str(draw(st.integers(0, 99_999_999))),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(fields)), unique=True))
    return {"01": draw(gtins)} | {ai: fields[ai] for ai in chosen}


def element_string(fields: dict[str, str], separator: str = GS) -> str:
    parts = [ai + value + ("" if ai in ("01", "11", "17") else separator) for ai, value in fields.items()]
    return "".join(parts).removesuffix(separator) if separator else "".join(parts)


def said(fields: dict[str, str]) -> tuple[object, ...]:
    expiry = fields.get("17")
    return (
        fields.get("01"),
        fields.get("21"),
        fields.get("10"),
        datetime.datetime.strptime(expiry, "%y%m%d").date() if expiry else None,  # noqa: DTZ007 - a date
        int(fields["30"]) if "30" in fields else None,
    )


@forever
@given(gs1_fields(), st.sampled_from(["]d2", "]C1", "]Q3"]))
def test_element_strings_in_any_order_are_parsed_back(fields: dict[str, str], identifier: str) -> None:
    found = identify(element_string(fields).encode(), "DataMatrix", identifier)
    assert found.kind == "gs1"
    assert (found.gtin, found.serial, found.lot, found.expiry_date, found.quantity) == said(fields)
    assert {problem.code for problem in found.problems} <= {"fnc1_suspected"}


@forever
@given(gs1_fields())
def test_a_hand_scanner_that_types_them_is_understood(fields: dict[str, str]) -> None:
    assume(any(ai in fields for ai in ("10", "21", "240", "30")))
    typed = identify_typed("]d2" + element_string(fields).replace(GS, "<GS>"))
    assert (typed.gtin, typed.serial, typed.lot) == said(fields)[:3]


@forever
@given(gs1_fields())
def test_without_separators_it_is_right_or_told_never_wrong(fields: dict[str, str]) -> None:
    """A printer or a keyboard that swallows every FNC1, the first one too."""
    # Lots and serials of one or two characters, quantities and a maker's own numbers are not looked for within others.
    assume(not {"30", "240"} & set(fields))
    assume(all(len(fields.get(ai, "long enough")) >= 3 for ai in ("10", "21")))
    found = identify(element_string(fields, separator="").encode(), "Code128")
    if found.kind != "gs1":
        return
    truth = dict(zip(("gtin", "serial", "lot"), said(fields)[:3], strict=True))
    flagged = {problem.code for problem in found.problems} & {"fnc1_ambiguous", "fnc1_suspected"}
    assert found.gtin == truth["gtin"]
    if not flagged:
        assert (found.serial, found.lot) == (truth["serial"], truth["lot"])


@forever
@given(gtins, st.text(AI_82, min_size=1, max_size=20), st.booleans())
def test_a_digital_link_is_parsed_back(gtin: str, serial: str, shouted: bool) -> None:
    """QR codes say it in capitals, because that takes fewer modules."""
    assume(serial not in (".", ".."))
    link = f"https://id.gs1.org/01/{gtin}/21/{quote(serial, safe='')}"
    if shouted:
        assume(serial.upper() == serial)
        link = link.upper()
    found = identify(link.encode(), "QRCode")
    assert (found.kind, found.gtin, found.serial, found.problems) == ("gs1", gtin, serial, ())


@forever
@given(gtins, st.integers(1, 9))
def test_a_wrong_check_digit_in_a_digital_link_is_told(gtin: str, more: int) -> None:
    wrong = gtin[:-1] + str((int(gtin[-1]) + more) % 10)
    found = identify(f"https://example.se/01/{wrong}/21/AB123".encode(), "QRCode")
    assert found.gtin is None
    assert [problem.code for problem in found.problems] == ["gtin_check"]
    assert found.serial == "AB123"


@forever
@given(ssccs, st.integers(0, 9))
def test_an_sscc_is_parsed_back_and_a_wrong_one_is_told(sscc: str, more: int) -> None:
    digit = str((int(sscc[-1]) + more) % 10)
    found = identify(f"00{sscc[:-1]}{digit}".encode(), "Code128", "]C1")
    if more == 0:
        assert (found.kind, found.sscc, found.problems) == ("sscc", sscc, ())
    else:
        assert found.sscc is None
        assert [problem.code for problem in found.problems] == ["sscc_check"]


@forever
@given(st.integers(0, 99_999_999).filter(lambda n: f"{n:08}"[2:4] > "12" or f"{n:08}"[4:6] > "31"), values)
def test_an_impossible_date_is_told_and_hides_nothing(number: int, serial: str) -> None:
    digits = f"{number:08}"[:6]
    found = identify(f"010952000000001117{digits}21{serial}".encode(), "DataMatrix", "]d2")
    assert found.expiry_date is None
    assert [problem.code for problem in found.problems] == ["expiry_date"]
    assert found.serial == serial


# --- HIBC

LICS = st.tuples(st.sampled_from(LETTERS), st.text(PLAIN, min_size=3, max_size=3)).map("".join)
PRODUCTS = st.text(PLAIN, min_size=1, max_size=18)
UNITS = st.integers(0, 9).map(str)
hibc_values = st.tuples(st.sampled_from(PLAIN), st.text(HIBC_VALUE, max_size=17)).map("".join)
"""Not with a "+" or "$" first: those belong to the marker before it."""
primaries = st.tuples(LICS, PRODUCTS, UNITS)

DATE_FORMS = {
    "": "%m%y",
    "2": "%m%d%y",
    "3": "%y%m%d",
    "4": "%y%m%d13",
    "5": "%y%j",
    "6": "%y%j13",
    "7": "",
}


@st.composite
def dated_fields(draw: st.DrawFn) -> tuple[str, str, str, datetime.date | None, int | None]:
    """`$$…`: (what is printed, lot or serial, its value, expiry date, quantity)."""
    flag = draw(st.sampled_from(sorted(DATE_FORMS)))
    name, day, value = draw(st.sampled_from(["lot", "serial"])), draw(dates), draw(hibc_values)
    quantity = draw(st.none() | st.integers(0, 99) | st.integers(100, 99_999))
    amount = "" if quantity is None else f"8{quantity:02}" if quantity < 100 else f"9{quantity:05}"
    printed = f"$${'+' if name == 'serial' else ''}{amount}{flag}{day.strftime(DATE_FORMS[flag])}{value}"
    if flag == "7":
        return printed, name, value, None, quantity
    if flag == "":
        day = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
    return printed, name, value, day, quantity


@forever
@given(primaries, dated_fields())
def test_a_concatenated_hibc_with_its_dates_is_parsed_back(
    primary: tuple[str, str, str], field: tuple[str, str, str, datetime.date | None, int | None]
) -> None:
    printed, name, value, day, quantity = field
    body = f"+{''.join(primary)}/{printed}"
    found = identify((body + check_character(body)).encode(), "DataMatrix")
    assert (found.kind, found.problems) == ("hibc", ())
    assert (found.hibc_labeler, found.hibc_product, found.hibc_unit) == primary
    assert (found.serial if name == "serial" else found.lot) == value
    assert (found.serial is None) == (name == "lot")
    assert (found.expiry_date, found.quantity) == (day, quantity)


@forever
@given(
    primaries, st.sampled_from(["$", "$+"]), hibc_values, hibc_values, dates, dates, st.permutations("SEP")
)
def test_the_fields_between_slashes_come_in_any_order(
    primary: tuple[str, str, str],
    marker: str,
    value: str,
    serial: str,
    expiry: datetime.date,
    production: datetime.date,
    order: list[str],
) -> None:
    fields = {"S": f"S{serial}", "E": f"14D{expiry:%Y%m%d}", "P": f"16D{production:%Y%m%d}"}
    if marker == "$+":
        fields["S"] = "Q7"
    body = f"+{''.join(primary)}/{marker}{value}/" + "/".join(fields[name] for name in order)
    found = identify((body + check_character(body)).encode(), "Code128")
    assert (found.expiry_date, found.production_date, found.problems) == (expiry, production, ())
    assert found.serial == (value if marker == "$+" else serial)
    assert found.lot == (None if marker == "$+" else value)


@forever
@given(primaries, dated_fields(), st.booleans(), st.sampled_from(["Code128", "Code39"]))
def test_a_hibc_split_over_two_symbols_is_one_product(
    primary: tuple[str, str, str],
    field: tuple[str, str, str, datetime.date | None, int | None],
    secondary_first: bool,
    symbology: str,
) -> None:
    printed, name, value, day, _quantity = field
    first = "+" + "".join(primary)
    link = check_character(first)
    second = f"+{printed}{link}"
    codes = [first + link, second + check_character(second)]
    if secondary_first:
        codes.reverse()
    (package,) = join(identify(code.encode(), symbology) for code in codes)
    (both,) = package.identities
    assert (both.hibc_labeler, both.hibc_product) == primary[:2]
    assert (both.serial if name == "serial" else both.lot) == value
    assert both.expiry_date == day
    assert package.serials == ((value,) if name == "serial" else ())


@forever
@given(primaries, st.integers(0, 41), st.data())
def test_every_single_wrong_hibc_character_is_told(
    primary: tuple[str, str, str], shift: int, data: st.DataObject
) -> None:
    body = "+" + "".join(primary)
    right = body + check_character(body)
    place = data.draw(st.integers(5, len(right) - 1))
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
    other = alphabet[(alphabet.index(right[place]) + 1 + shift) % 43]
    found = identify((right[:place] + other + right[place + 1 :]).encode(), "Code128")
    assert [problem.code for problem in found.problems] == ["hibc_check"]
    assert found.hibc_product is None


@forever
@given(primaries, hibc_values.filter(lambda text: not text.endswith(" ")), st.booleans())
def test_a_typed_hibc_keeps_a_check_character_that_is_a_space(
    primary: tuple[str, str, str], serial: str, trimmed: bool
) -> None:
    body = f"+{''.join(primary)}/$+{serial}"
    typed = body + check_character(body)
    # What is left of a trimmed one can pass by chance: one in 43 of those that end in a space, one in 1,849 of all.
    assume(not trimmed or check_character(body[:-1]) != body[-1])
    found = identify_typed(typed.rstrip() if trimmed else typed + "\r\n")
    assert (found.kind, found.problems) == ("hibc", ())
    assert found.serial == serial


# --- a package's codes together


def test_every_code_of_a_box_has_its_role() -> None:
    codes = [
        identify(b"010952000000001117271231" + b"10L77\x1d21LEFT01", "DataMatrix", "]d2"),
        identify(b"010952000000001121RIGHT02", "Code128", "]C1"),
        identify(b"CHARGER3", "Code128"),
        identify(b"9520000000011", "EAN13"),
    ]
    (package,) = join(codes)
    assert package.serials == ("LEFT01", "RIGHT02", "CHARGER3")
    assert package.lot == "L77"
    assert package.expiry_date == datetime.date(2027, 12, 31)
    roles = [(role, identity.text[-4:]) for role, identity in package.roles]
    assert [role for role, text in roles if text == "FT01"] == ["product", "serial", "lot", "date"]
    assert [role for role, text in roles if text == "HT02"] == ["product", "serial"]
    assert [role for role, text in roles if text == "GER3"] == ["serial"]
    assert [role for role, text in roles if text == "0011"] == ["product"]
