"""Several products in one view: each card's button packs what that card shows, whatever else stands in view."""

import io
from collections.abc import Callable, Sequence

import pytest

from registry.models import Device
from tests.drawn_view import Placed, draw_view
from tests.web.cards import AS_JSON, look, press
from tests.web.clinic.conftest import gtin_of
from tests.web.conftest import Clinic, stored

AddDevice = Callable[..., Device]


def packed(number: str) -> list[str]:
    return [line.serial_number for line in stored(number).lines]


@pytest.fixture
def pair(register_device: AddDevice) -> tuple[Device, Device]:
    return register_device("PAIR-R1"), register_device("PAIR-L1")


def one_code_each(pair: Sequence[Device]) -> list[Placed]:
    return [
        Placed(f"(01){gtin_of(device)}(21){device.serial_number}", at=(100, 100 + 400 * at))
        for at, device in enumerate(pair)
    ]


def one_gtin_beside_plain_serials(pair: Sequence[Device]) -> list[Placed]:
    serials = [
        Placed(device.serial_number, "Code128", (100, 350 + 200 * at)) for at, device in enumerate(pair)
    ]
    return [Placed(gtin_of(pair[0])[1:], "EAN13", (100, 100)), *serials]


def one_whole_code_and_one_plain(pair: Sequence[Device]) -> list[Placed]:
    return [one_code_each(pair)[0], Placed(pair[1].serial_number, at=(600, 100))]


def serials_alone(pair: Sequence[Device]) -> list[Placed]:
    return [Placed(device.serial_number, at=(100 + 500 * at, 100)) for at, device in enumerate(pair)]


VIEWS = [one_code_each, one_gtin_beside_plain_serials, one_whole_code_and_one_plain, serials_alone]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
@pytest.mark.parametrize("pressed", [0, 1], ids=["right", "left"])
@pytest.mark.parametrize("live", ["", "1"], ids=["photo", "live"])
def test_the_card_that_is_pressed_is_the_device_that_is_packed(
    clinic: Clinic, pair: tuple[Device, Device], view: Callable, pressed: int, live: str
) -> None:
    number = clinic.new_return()
    cards = {card.serial: card for card in look(clinic.client, number, draw_view(*view(pair)), live=live)}
    assert set(cards) == {device.serial_number for device in pair}
    wanted = pair[pressed].serial_number
    press(clinic.client, number, cards[wanted])
    assert packed(number) == [wanted]
    other = pair[1 - pressed].serial_number
    press(clinic.client, number, cards[other])
    assert packed(number) == [wanted, other]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_a_photo_from_the_queue_packs_every_device_in_it(
    clinic: Clinic, pair: tuple[Device, Device], view: Callable
) -> None:
    number = clinic.new_return()
    picture = (io.BytesIO(draw_view(*view(pair))), "photo.png")
    told = clinic.client.post(f"/returer/{number}/rader", data={"picture": picture}, headers=AS_JSON).json
    assert [one["state"] for one in told["results"]] == ["packed", "packed"]
    assert sorted(packed(number)) == ["PAIR-L1", "PAIR-R1"]


def test_in_batch_each_product_goes_in_by_its_own_token(clinic: Clinic, pair: tuple[Device, Device]) -> None:
    """Batch sends the tokens of `products` instead of pressing cards."""
    number = clinic.new_return()
    answer = clinic.client.post(
        f"/returer/{number}/skanna",
        data={"picture": (io.BytesIO(draw_view(*one_code_each(pair))), "view.png"), "live": "1"},
        headers=AS_JSON,
    ).json
    assert {product["may"] for product in answer["products"]} == {"pack"}
    for product in reversed(answer["products"]):
        sent = {"token": product["token"]}
        told = clinic.client.post(f"/returer/{number}/rader", data=sent, headers=AS_JSON).json
        assert told["results"][0]["what"] == product["what"]
    assert packed(number) == [product["what"] for product in reversed(answer["products"])]


def test_several_photos_from_the_queue_pack_every_device_in_them(
    clinic: Clinic, register_device: AddDevice
) -> None:
    pairs = [tuple(register_device(f"PAIR-{n}{side}") for side in "RL") for n in range(3)]
    number = clinic.new_return()
    for at, pair in enumerate(pairs):
        picture = (io.BytesIO(draw_view(*VIEWS[at](pair))), "photo.png")
        clinic.client.post(f"/returer/{number}/rader", data={"picture": picture}, headers=AS_JSON)
    assert sorted(packed(number)) == sorted(device.serial_number for pair in pairs for device in pair)


@pytest.mark.parametrize("form", ["{serial}", "(01){gtin}(21){serial}", "]d201{gtin}21{serial}"])
@pytest.mark.parametrize("at_once", [False, True], ids=["looked at", "from the queue"])
def test_typed_or_by_a_hand_scanner_each_is_itself(
    clinic: Clinic, pair: tuple[Device, Device], form: str, at_once: bool
) -> None:
    number = clinic.new_return()
    for device in reversed(pair):
        text = form.format(serial=device.serial_number, gtin=gtin_of(device))
        if at_once:
            clinic.client.post(f"/returer/{number}/rader", data={"text": text}, headers=AS_JSON)
        else:
            (card,) = look(clinic.client, number, text=text)
            assert card.serial == device.serial_number
            press(clinic.client, number, card)
    assert packed(number) == [device.serial_number for device in reversed(pair)]


def test_a_card_kept_without_contact_is_itself_when_it_is_sent(
    clinic: Clinic, pair: tuple[Device, Device]
) -> None:
    """The queue sends the form's fields as JSON is asked for, long after the card was shown."""
    number = clinic.new_return()
    cards = look(clinic.client, number, draw_view(*one_gtin_beside_plain_serials(pair)))
    for card in reversed(cards):
        sent = {"token": card.token}
        told = clinic.client.post(f"/returer/{number}/rader", data=sent, headers=AS_JSON).json
        assert told["results"][0]["what"] == card.serial
    assert packed(number) == [card.serial for card in reversed(cards)]


# --- a GTIN that is another's (case PAIR-2 and its neighbours)

GREEN, WRONG = "to_warehouse", "wrong_box"


@pytest.mark.parametrize(
    ("gtins", "verdicts"),
    [
        (("right", "right"), (GREEN, WRONG)),
        (("left", "left"), (WRONG, GREEN)),
        (("left", "right"), (WRONG, WRONG)),
        (("other", "other"), (WRONG, WRONG)),
        (("other", "left"), (WRONG, GREEN)),
        (("unknown", "unknown"), (GREEN, GREEN)),
    ],
)
def test_a_code_with_anothers_gtin_tells_the_wrong_box_and_the_other_is_packed(
    clinic: Clinic, register_device: AddDevice, gtins: tuple[str, str], verdicts: tuple[str, str]
) -> None:
    devices = {
        "right": register_device("PAIR-R1"),
        "left": register_device("PAIR-L1", "Fjord 5 R vänster"),
        "other": register_device("OTHER-1", "Stilla M"),
    }
    known = {name: gtin_of(device) for name, device in devices.items()} | {"unknown": "09529999000009"}
    number = clinic.new_return()
    codes = [
        Placed(f"(01){known[gtin]}(21){serial}", at=(100, 100 + 400 * at))
        for at, (gtin, serial) in enumerate(zip(gtins, ("PAIR-R1", "PAIR-L1"), strict=True))
    ]
    cards = {card.serial: card for card in look(clinic.client, number, draw_view(*codes))}
    assert (cards["PAIR-R1"].verdict, cards["PAIR-L1"].verdict) == verdicts
    for card in cards.values():
        if card.token:
            press(clinic.client, number, card)
    assert packed(number) == [card.serial for card in cards.values() if card.verdict == GREEN]


def test_what_is_not_registered_beside_a_pair_gets_a_card_that_says_so(
    clinic: Clinic, pair: tuple[Device, Device]
) -> None:
    stranger = Placed(f"(01){gtin_of(pair[0])}(21)NOT-KNOWN-9", at=(900, 100))
    cards = look(clinic.client, clinic.new_return(), draw_view(*one_code_each(pair), stranger))
    assert sorted(card.verdict for card in cards) == ["to_warehouse", "to_warehouse", "unknown"]


def test_a_serial_and_an_individnummer_are_two_devices_where_they_are_and_one_where_they_are_not(
    clinic: Clinic, register_device: AddDevice
) -> None:
    first = register_device("NX-1", individ_number="I990001")
    second = register_device("NX-2", individ_number="I990002")
    number = clinic.new_return()
    for texts, devices in (
        ((first.serial_number, "I990002"), {"NX-1", "NX-2"}),
        ((first.serial_number, "I990001"), {"NX-1"}),
        (("I990001", "I990002"), {"NX-1", "NX-2"}),
        ((second.serial_number, "I990001", first.serial_number), {"NX-1", "NX-2"}),
    ):
        view = draw_view(*(Placed(text, at=(100 + 400 * at, 100)) for at, text in enumerate(texts)))
        cards = look(clinic.client, number, view)
        assert {card.serial for card in cards} == devices, texts
        assert len(cards) == len(devices), texts


def test_the_similar_number_that_is_taken_is_the_one_that_stands_there(
    clinic: Clinic, register_device: AddDevice
) -> None:
    """Two suppliers use one serial: the button of the second is not the first."""
    devices = [register_device("NV700O01", article) for article in ("Fjord 7 R", "Stilla M")]
    number = clinic.new_return()
    (card,) = look(clinic.client, number, text="NV70001")
    for device in reversed(devices):
        press(clinic.client, number, card, device_id=str(device.id))
    assert [line.device_id for line in stored(number).lines] == [device.id for device in reversed(devices)]


def test_a_card_packs_its_own_device_though_the_register_has_changed(
    clinic: Clinic, register_device: AddDevice
) -> None:
    shown = register_device("NX-77", "Fjord 7 R")
    number = clinic.new_return()
    (card,) = look(clinic.client, number, text="NX-77")
    register_device("NX-77", "Stilla M", delivery_date=None)
    press(clinic.client, number, card)
    assert [line.device_id for line in stored(number).lines] == [shown.id]
