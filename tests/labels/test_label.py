"""A Label that exists can be printed: what cannot is refused when it is built."""

import dataclasses

import pytest

from labels import Address, LabelError, LabelKind
from tests.labels.samples import LABEL, UNIT

PERSONAL_NUMBERS = [
    "880320-0016",
    "8803200016",
    "198803200016",
    "19880320 0016",
    "880320+0016",
    "880320–0016",
]


def test_a_label_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        LABEL.items = 4  # type: ignore[misc]


@pytest.mark.parametrize("number", PERSONAL_NUMBERS)
def test_a_personal_number_in_an_address_is_refused(number: str) -> None:
    with pytest.raises(LabelError, match="personnummer") as refused:
        Address("Mottagningen", (f"Patient {number}",), "442 34", "Kungälv")
    assert number not in str(refused.value)


def test_a_coordination_number_is_refused() -> None:
    with pytest.raises(LabelError, match="personnummer"):
        Address("701063-2391", (), "442 34", "Kungälv")


def test_an_organisation_number_is_not_a_personal_number() -> None:
    Address("Leverantören AB, 556036-0793", (), "442 34", "Kungälv")


def test_an_order_number_of_ten_digits_is_a_number_and_may_pass_the_check_by_chance() -> None:
    assert dataclasses.replace(LABEL, order_number="8803200016").order_number == "8803200016"


@pytest.mark.parametrize("order_number", ["", " ", "4711\n", "4711;drop", "9" * 41])
def test_a_label_to_the_warehouse_needs_an_order_number(order_number: str) -> None:
    if order_number == "4711\n":
        assert dataclasses.replace(LABEL, order_number=order_number).order_number == "4711"
        return
    with pytest.raises(LabelError, match="Ordernumret"):
        dataclasses.replace(LABEL, order_number=order_number)


def test_a_send_back_needs_no_order_number() -> None:
    assert dataclasses.replace(LABEL, kind=LabelKind.TO_UNIT, order_number="").order_number == ""


def test_the_postcode_is_kept_as_the_post_writes_it() -> None:
    assert Address("A", (), "44234", "Kungälv").last_line == "442 34 KUNGÄLV"


@pytest.mark.parametrize("postcode", ["", "4423", "442345", "4423A", "DK-2750"])
def test_a_swedish_postcode_is_five_digits(postcode: str) -> None:
    with pytest.raises(LabelError, match="fem siffror"):
        Address("A", (), postcode, "Kungälv")


def test_an_address_abroad_has_its_country_last() -> None:
    address = Address("Oticon A/S", ("Kongebakken 9",), "DK-2765", "Smørum", country="Danmark")
    assert address.printed == ("Kongebakken 9", "DK-2765 SMØRUM", "DANMARK")


def test_blank_lines_are_left_out_and_letters_composed() -> None:
    address = Address("Ho\u0308rsel  och balans", ("", "  ", "Gatan 1 "), "442 34", "Kunga\u0308lv")
    assert address.name == "Hörsel och balans"
    assert address.printed == ("Gatan 1", "442 34 KUNGÄLV")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "A" * 81},
        {"lines": ("x",) * 5},
        {"lines": ("x" * 51,)},
        {"town": ""},
        {"name": "A\u200eB"},
    ],
)
def test_an_address_that_could_not_be_set_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(LabelError):
        dataclasses.replace(UNIT, **change)


@pytest.mark.parametrize("items", [0, -1, 1000])
def test_an_envelope_holds_something(items: int) -> None:
    with pytest.raises(LabelError, match="Antalet"):
        dataclasses.replace(LABEL, items=items)


@pytest.mark.parametrize("number", ["", "rk7h4mcxd", "RK7H4MCXDRK7H4MCXD", "RK-7H4M"])
def test_a_malformed_return_number_is_refused(number: str) -> None:
    with pytest.raises(LabelError, match="returnummer"):
        dataclasses.replace(LABEL, number=number)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://x/r/RK7H4MCXD", "https://x/r/RK7H4MCXE", "https://ö/r/RK7H4MCXD", "https://" + "x" * 99],
)
def test_an_address_that_is_not_the_returns_is_refused(url: str) -> None:
    with pytest.raises(LabelError, match="webbadress"):
        dataclasses.replace(LABEL, url=url)


@pytest.mark.parametrize(
    "change",
    [
        {"serial": "9" * 41},
        {"serial": "19811228-9874"},
        {"serial": "AB\u200eC"},
        {"reason": "x" * 121},
        {"reason": "Hör till 811228-9874"},
    ],
)
def test_what_could_not_be_told_of_a_product_that_goes_back_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(LabelError):
        dataclasses.replace(LABEL, kind=LabelKind.TO_UNIT, **change)
