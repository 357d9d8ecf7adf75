"""Where a lost separator leaves several serials, the register settles it when it knows exactly one of them."""

from collections.abc import Callable

import pytest

from identity import Identity, Package, identify, identify_typed, join
from registry.lookup import products_in
from registry.models import Device

AddDevice = Callable[..., Device]
GTIN = "09520000001001"  # of the article A1
BEHIND = ["240OPN1R", "17261231", "11250612", "10LOT1", "422752"]


def by_hand(payload: str) -> Identity:
    return identify_typed(payload)


def by_camera(payload: str) -> Identity:
    return identify(payload.encode(), "DataMatrix", "]d2")


def by_qr(payload: str) -> Identity:
    return identify(payload.encode(), "QRCode", "]Q1")


def seen(identity: Identity) -> Package:
    (package,) = products_in(join([identity]))
    return package


@pytest.mark.parametrize("read", [by_hand, by_camera, by_qr])
@pytest.mark.parametrize("behind", BEHIND)
def test_the_one_registered_reading_is_the_serial(
    add_device: AddDevice, read: Callable[[str], Identity], behind: str
) -> None:
    add_device("SN345678")
    package = seen(read(f"01{GTIN}21SN345678{behind}"))
    assert package.serials == ("SN345678",)
    assert package.identities[0].problems == ()


def test_the_whole_is_the_serial_where_that_is_registered(add_device: AddDevice) -> None:
    add_device("SN34567810LOT1")
    assert seen(by_hand(f"01{GTIN}21SN34567810LOT1")).serials == ("SN34567810LOT1",)


def test_two_registered_readings_settle_nothing(add_device: AddDevice) -> None:
    add_device("SN345678")
    add_device("SN34567810LOT1")
    package = seen(by_hand(f"01{GTIN}21SN34567810LOT1"))
    assert package.serials == ()
    assert [problem.code for problem in package.identities[0].problems] == ["fnc1_ambiguous"]


def test_a_reading_of_another_article_settles_nothing(add_device: AddDevice) -> None:
    add_device("SN345678")
    other = "05707131123459"
    assert seen(by_hand(f"01{other}21SN34567810LOT1")).serials == ()
