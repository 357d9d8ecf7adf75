"""Several products in one view: which code stands on which box is told by place, and asked where it is unclear."""

from collections.abc import Callable

import pytest

from database import db
from identity.hibc import check_character
from registry.models import Device
from tests.drawn_view import Placed, draw_view
from tests.web.cards import Card, look, press
from tests.web.clinic.conftest import gtin_of
from tests.web.conftest import Clinic, stored

AddDevice = Callable[..., Device]


@pytest.fixture
def aids(register_device: AddDevice) -> tuple[Device, Device]:
    """Two of different articles."""
    return register_device("NX-FJORD"), register_device("NX-STILLA", "Stilla M")


def box_of(device: Device, at: tuple[int, int]) -> Placed:
    return Placed(gtin_of(device)[1:], "EAN13", at, module=3)


def label_of(device: Device, at: tuple[int, int]) -> Placed:
    return Placed(device.serial_number, "Code128", at, module=3)


def cards(clinic: Clinic, number: str, *codes: Placed) -> dict[str, Card]:
    return {card.serial: card for card in look(clinic.client, number, draw_view(*codes))}


def test_each_in_its_own_box_may_be_packed(clinic: Clinic, aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    view = [
        box_of(fjord, (60, 60)),
        label_of(fjord, (60, 200)),
        box_of(stilla, (900, 60)),
        label_of(stilla, (900, 200)),
    ]
    found = cards(clinic, clinic.new_return(), *view)
    assert {serial: card.verdict for serial, card in found.items()} == dict.fromkeys(
        ("NX-FJORD", "NX-STILLA"), "to_warehouse"
    )


def test_two_that_lie_in_each_others_boxes_are_both_told(clinic: Clinic, aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    view = [
        box_of(fjord, (60, 60)),
        label_of(stilla, (60, 200)),
        box_of(stilla, (900, 60)),
        label_of(fjord, (900, 200)),
    ]
    found = cards(clinic, clinic.new_return(), *view)
    assert {serial: card.verdict for serial, card in found.items()} == dict.fromkeys(
        ("NX-FJORD", "NX-STILLA"), "wrong_box"
    )


def test_one_on_the_face_of_anothers_box_is_asked_about(clinic: Clinic, aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    number = clinic.new_return()
    found = cards(
        clinic, number, box_of(fjord, (60, 60)), label_of(fjord, (60, 200)), label_of(stilla, (60, 340))
    )
    assert (found["NX-FJORD"].verdict, found["NX-STILLA"].verdict) == ("to_warehouse", "question")
    answer = press(clinic.client, number, found["NX-STILLA"])
    assert answer.status_code == 303
    assert stored(number).lines == []
    press(clinic.client, number, found["NX-STILLA"], told="own-box")
    (line,) = stored(number).lines
    assert line.serial_number == "NX-STILLA"
    assert any("sin egen kartong" in str(sentence) for sentence in line.verdict.sentences)


def test_one_said_to_lie_in_anothers_box_is_told_what_to_do_and_stays_out(
    clinic: Clinic, aids: tuple[Device, Device]
) -> None:
    fjord, stilla = aids
    number = clinic.new_return()
    found = cards(
        clinic, number, box_of(fjord, (60, 60)), label_of(fjord, (60, 200)), label_of(stilla, (60, 340))
    )
    answer = press(clinic.client, number, found["NX-STILLA"], told="anothers-box")
    assert 'data-verdict="wrong_box"' in answer.text
    assert "Den här är till Fjord 5 R höger" in answer.text
    assert stored(number).lines == []


def test_one_between_two_boxes_is_asked_about(clinic: Clinic, aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    view = [box_of(fjord, (60, 60)), label_of(fjord, (60, 300)), box_of(stilla, (60, 540))]
    found = cards(clinic, clinic.new_return(), *view)
    assert found["NX-FJORD"].verdict == "question"
    assert "Nej, i kartongen för Stilla M" in found["NX-FJORD"].html


def test_one_far_from_anothers_box_is_judged_by_itself(clinic: Clinic, aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    view = [
        Placed(f"(01){gtin_of(fjord)}(21){fjord.serial_number}", at=(20, 20), module=3),
        Placed(stilla.serial_number, at=(1300, 800), module=3),
    ]
    found = cards(clinic, clinic.new_return(), *view)
    assert {card.verdict for card in found.values()} == {"to_warehouse"}


def test_an_accessory_on_the_face_of_its_sets_box_is_not_asked_about(
    clinic: Clinic, register_device: AddDevice
) -> None:
    aid, charger = register_device("NX-FJORD"), register_device("NX-CLIP", "Fjord Clip mikrofon")
    view = [box_of(aid, (60, 60)), label_of(aid, (60, 200)), label_of(charger, (60, 340))]
    found = cards(clinic, clinic.new_return(), *view)
    assert {card.verdict for card in found.values()} == {"to_warehouse"}


@pytest.mark.parametrize(("symbology", "module"), [("Code128", 3), ("Code39", 2)])
def test_hibc_of_two_symbols_tells_the_wrong_box(
    clinic: Clinic, aids: tuple[Device, Device], symbology: str, module: int
) -> None:
    """Case C39-6: the primary is another article's than the serial of the secondary."""
    fjord, stilla = aids
    fjord.article.hibc, stilla.article.hibc = "H704PHN1234", "H704OTHER1"
    fjord.serial_number = "2145X0ABC"
    db.session.commit()
    primary = "+H704OTHER11"
    link = check_character(primary)
    secondary = f"+$+2145X0ABC{link}"
    view = [
        Placed(primary + link, symbology, (20, 60), module=module),
        Placed(secondary + check_character(secondary), symbology, (20, 260), module=module),
    ]
    (card,) = look(clinic.client, clinic.new_return(), draw_view(*view))
    assert card.verdict == "wrong_box"
