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


# --- HIBC over two symbols (case C39-6 and its neighbours)

OWN, OTHERS = "+H704PHN12341", "+H704OTHER11"
"""Primaries of the article that the serial is registered as, and of another one."""


def hibc_pair(primary: str, serial: str, symbology: str, at: tuple[int, int]) -> list[Placed]:
    """The primary above its secondary, tied together by the link character."""
    link = check_character(primary)
    secondary = f"+$+{serial}{link}"
    module = 2 if symbology == "Code39" else 3
    x, y = at
    return [
        Placed(primary + link, symbology, (x, y), module=module),
        Placed(secondary + check_character(secondary), symbology, (x, y + 170), module=module),
    ]


@pytest.fixture
def hibc(aids: tuple[Device, Device]) -> None:
    fjord, stilla = aids
    fjord.article.hibc, stilla.article.hibc = "H704PHN1234", "H704OTHER1"
    fjord.serial_number, stilla.serial_number = "2145X0ABC", "99Z1"
    db.session.commit()


@pytest.mark.parametrize("symbology", ["Code128", "Code39"])
@pytest.mark.parametrize(("primary", "verdict"), [(OTHERS, "wrong_box"), (OWN, "to_warehouse")])
@pytest.mark.usefixtures("hibc")
def test_hibc_of_two_symbols_tells_whose_box_it_is(
    clinic: Clinic, symbology: str, primary: str, verdict: str
) -> None:
    view = hibc_pair(primary, "2145X0ABC", symbology, (20, 60))
    (card,) = look(clinic.client, clinic.new_return(), draw_view(*view))
    assert card.verdict == verdict


@pytest.mark.parametrize("symbology", ["Code128", "Code39"])
@pytest.mark.parametrize(
    ("primaries", "verdict"), [((OWN, OTHERS), "to_warehouse"), ((OTHERS, OWN), "wrong_box")]
)
@pytest.mark.usefixtures("hibc")
def test_two_pairs_in_view_are_each_judged_by_their_own(
    clinic: Clinic, symbology: str, primaries: tuple[str, str], verdict: str
) -> None:
    first, second = primaries
    view = [
        *hibc_pair(first, "2145X0ABC", symbology, (20, 40)),
        *hibc_pair(second, "99Z1", symbology, (20, 640)),
    ]
    cards = look(clinic.client, clinic.new_return(), draw_view(*view))
    assert {card.serial: card.verdict for card in cards} == dict.fromkeys(("2145X0ABC", "99Z1"), verdict)
