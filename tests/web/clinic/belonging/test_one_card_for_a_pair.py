"""Right, left and charger in one view, or scanned one after the other, are one card with one press."""

import datetime
import re
from collections.abc import Callable

from database import db
from registry.models import Device
from tests.drawn_view import Placed, draw_view
from tests.web.cards import AS_JSON, cards_in, look
from tests.web.clinic.belonging.conftest import form_of, packed
from tests.web.clinic.conftest import gtin_of
from tests.web.conftest import Clinic
from web.http.local_time import today

AddDevice = Callable[..., Device]
Pair = tuple[Device, Device]


def codes(*devices: Device) -> bytes:
    return draw_view(
        *(
            Placed(f"(01){gtin_of(device)}(21){device.serial_number}", at=(100, 60 + 300 * at))
            for at, device in enumerate(devices)
        )
    )


def press(clinic: Clinic, number: str, html: str, **more: str) -> None:
    answer = clinic.client.post(f"/returer/{number}/rader", data={**form_of(html), **more})
    assert answer.status_code in (200, 303, 302), answer.text


def test_a_pair_in_one_picture_is_one_card_that_lists_both_with_their_sides(
    clinic: Clinic, pair: Pair
) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*reversed(pair)))
    assert card.verdict == "to_warehouse"
    assert "2 produkter som hör ihop" in card.html
    listed = re.findall(r"<strong>(.*?)</strong>", card.html)
    assert listed == ["Höger · Fjord 5 R höger", "Vänster · Fjord 5 R vänster"]
    assert re.findall(r'class="code">([^<]*)<', card.html) == ["PAR-H1", "PAR-V1"]
    assert "Lägg i båda" in card.html


def test_one_press_puts_in_both_and_a_second_changes_nothing(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair))
    press(clinic, number, card.html)
    press(clinic, number, card.html)
    assert packed(number) == ["PAR-H1", "PAR-V1"]


def test_one_press_takes_out_both_and_one_puts_them_back(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair))
    press(clinic, number, card.html)
    page = clinic.client.get(f"/returer/{number}/").text
    assert "Ångra 2 produkter" in page
    last = re.search(r'name="line_id" value="(\d+)"', page)
    assert last
    undone = clinic.client.post(
        f"/returer/{number}/angra", data={"line_id": last.group(1)}, headers={"X-Requested-With": "fetch"}
    )
    assert packed(number) == []
    tokens = re.findall(r'name="token" value="([^"]*)"', undone.text)
    clinic.client.post(f"/returer/{number}/rader", data={"token": tokens})
    assert packed(number) == ["PAR-H1", "PAR-V1"]


def test_without_contact_taking_out_names_every_line_of_the_press(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair))
    press(clinic, number, card.html)
    page = clinic.client.get(f"/returer/{number}/").text
    form = page.split('data-deed-path="rader/')[1]
    path = form.split('"')[0]
    also = re.findall(r'name="also" value="(\d+)"', form)
    clinic.client.post(f"/returer/{number}/rader/{path}", data={"also": also}, headers=AS_JSON)
    assert packed(number) == []


def test_just_one_of_them_can_be_taken(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair))
    assert "Lägg i bara Vänster PAR-V1" in card.html
    single = re.findall(r'name="token" value="([^"]*)"', card.html.split("<footer")[0])
    clinic.client.post(f"/returer/{number}/rader", data={"token": single[1]})
    assert packed(number) == ["PAR-V1"]


def test_scanned_one_after_the_other_they_share_a_card(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (first,) = look(clinic.client, number, text="PAR-H1")
    shown = re.findall(r'data-beside="([^"]*)"', first.html)
    (both,) = look(clinic.client, number, text="PAR-V1", beside=shown)
    press(clinic, number, both.html)
    assert packed(number) == ["PAR-H1", "PAR-V1"]


def test_what_was_scanned_before_and_does_not_belong_is_not_shown_again(
    clinic: Clinic, pair: Pair, register_device: AddDevice
) -> None:
    register_device("ENSAM-1", "Stilla M", order_number="9")
    number = clinic.new_return()
    (first,) = look(clinic.client, number, text="ENSAM-1")
    shown = re.findall(r'data-beside="([^"]*)"', first.html)
    (card,) = look(clinic.client, number, text="PAR-V1", beside=shown)
    assert "ENSAM-1" not in card.html


def test_a_charger_with_a_number_and_one_without_join_their_pair(
    clinic: Clinic, pair: Pair, charger: Device
) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair, charger))
    assert "Lägg i alla 3" in card.html
    press(clinic, number, card.html)
    assert packed(number) == ["PAR-H1", "PAR-V1", "LADD-1"]


def test_one_that_goes_to_its_supplier_has_a_card_of_its_own(clinic: Clinic, pair: Pair) -> None:
    right, _left = pair
    right.delivery_date = today() - datetime.timedelta(days=3)
    db.session.commit()
    number = clinic.new_return()
    cards = look(clinic.client, number, codes(*pair))
    assert {card.serial: card.verdict for card in cards} == {
        "PAR-H1": "to_supplier",
        "PAR-V1": "to_warehouse",
    }


def test_two_that_came_by_different_orders_are_two_cards(clinic: Clinic, register_device: AddDevice) -> None:
    one = register_device("X-H", "Fjord 5 R höger", order_number="1")
    other = register_device("X-V", "Fjord 5 R vänster", order_number="2")
    assert len(look(clinic.client, clinic.new_return(), codes(one, other))) == 2


def test_one_that_lies_in_the_return_already_is_told_beside_the_other(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    clinic.pack(number, "PAR-H1")
    cards = look(clinic.client, number, codes(*pair))
    assert [card.verdict for card in cards] == ["already_returned", "to_warehouse"]


def test_a_card_that_waited_on_a_tablet_puts_in_what_still_may_be(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    (card,) = look(clinic.client, number, codes(*pair))
    pair[1].flagged_at = datetime.datetime.now(datetime.UTC)
    db.session.commit()
    told = clinic.client.post(f"/returer/{number}/rader", data=form_of(card.html), headers=AS_JSON).json
    assert [one["state"] for one in told["results"]] == ["packed", "left"]
    assert packed(number) == ["PAR-H1"]


def test_the_page_without_a_script_shows_the_card_too(clinic: Clinic, pair: Pair) -> None:
    number = clinic.new_return()
    page = clinic.client.post(f"/returer/{number}/skanna", data={"text": "PAR-H1"})
    assert len(cards_in(page.text)) == 1
