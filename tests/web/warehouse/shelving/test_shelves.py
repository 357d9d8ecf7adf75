"""What stands on the shelves is found, moved and picked; what has left is counted no longer."""

import datetime
import re

import pytest
from flask.testing import FlaskClient

from database import db, utcnow
from registry.models import Alias, Device
from returns.lookup import returned_in
from tests.web.conftest import Clinic, stored
from tests.web.label_codes import codes_on
from tests.web.warehouse.steps import finish_control, scan, take
from warehouse import StockItem
from warehouse.shelves.delivered import let_delivered_leave
from warehouse.shelves.stock import balance, search_stock

EMPTY = "Inget finns på lager"


@pytest.fixture
def shelved(clinic: Clinic, receiver: FlaskClient, examples: dict[str, str]) -> str:
    """The number of a return whose two products stand on shelf A3."""
    number = clinic.sealed_return(examples["to_warehouse"], examples["to_warehouse_2"])
    for kind in ("to_warehouse", "to_warehouse_2"):
        take(receiver, number, examples[kind])
    receiver.post(f"/lager/mottag/{number}/inlagd")
    for line in stored(number).lines:
        finish_control(receiver, line.id)
    return number


def item(number: str, at: int = 0) -> StockItem:
    found = StockItem.of(stored(number).lines[at])
    assert found
    return found


def count() -> int:
    db.session.rollback()
    return sum(number for _article, number in balance())


def told(number: str) -> list[str]:
    return [event.what for event in stored(number).events]


@pytest.mark.parametrize("by", ["serial", "shelf", "shelf, small and apart", "name"])
def test_a_product_on_a_shelf_is_found(receiver: FlaskClient, shelved: str, by: str) -> None:
    serial, name = item(shelved).device.serial_number, item(shelved).article.name
    text = {"serial": serial, "shelf": "A3", "shelf, small and apart": "a3", "name": name.split()[0]}[by]
    answer = scan(receiver, "hyllor/skanna", text)
    assert answer["tone"] == "good"
    assert serial in answer["html"]
    assert serial in receiver.get("/lager/hyllor", query_string={"q": text}).text


def test_a_former_serial_finds_the_product_on_its_shelf(receiver: FlaskClient, shelved: str) -> None:
    device = item(shelved).device
    assert device is not None
    device.aliases.append(
        Alias(serial_number="GAMMAL-7", valid_from=None, valid_to=datetime.date(2025, 5, 6))
    )
    serial = device.serial_number
    db.session.commit()
    answer = scan(receiver, "hyllor/skanna", "gammal 7")
    assert answer["tone"] == "good"
    assert serial in answer["html"]


def test_what_stands_on_no_shelf_is_told(
    receiver: FlaskClient, shelved: str, examples: dict[str, str]
) -> None:
    answer = scan(receiver, "hyllor/skanna", examples["to_supplier"])
    assert (answer["tone"], answer["message"]) == ("attention", "Det här står inte på någon hylla.")


def test_a_product_is_moved_to_another_shelf_once(receiver: FlaskClient, shelved: str) -> None:
    for shelf in ("b 12", "B12"):
        receiver.post(f"/lager/hyllor/{item(shelved).id}/flytta", data={"shelf": shelf})
    assert item(shelved).shelf == "B12"
    assert told(shelved).count("moved") == 1
    moved = next(event for event in stored(shelved).events if event.what == "moved")
    assert (moved.before, moved.after) == ({"shelf": "A3"}, {"shelf": "B12"})
    path = f"/lager/kontroll/{item(shelved).line_id}/hylla.pdf"
    assert "B12" in codes_on(receiver.get(path).data)


def test_what_is_picked_for_an_order_has_left(receiver: FlaskClient, clinic: Clinic, shelved: str) -> None:
    serial = item(shelved).device.serial_number
    path = f"/lager/hyllor/{item(shelved).id}/plocka"
    for _again in range(2):
        assert receiver.post(path, data={"order_number": "B 4711"}).status_code == 302
    assert count() == 1
    assert told(shelved).count("picked") == 1
    assert stored(shelved).lines[0].state == "left_stock"
    assert scan(receiver, "hyllor/skanna", serial)["tone"] == "attention"
    receiver.post(f"/lager/hyllor/{item(shelved, 1).id}/plocka", data={"order_number": "B4712"})
    assert EMPTY in clinic.client.get("/lager/saldo").text
    assert "B4711" in receiver.get(f"/lager/kontroll/{item(shelved).line_id}").text


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("button", ["plocka", "flytta"])
def test_of_two_products_on_one_shelf_each_cards_button_is_its_own(
    receiver: FlaskClient, shelved: str, which: int, button: str
) -> None:
    cards = scan(receiver, "hyllor/skanna", "A3")["html"].split("<article ")[1:]
    assert len(cards) == 2
    pressed = item(shelved, which)
    (card,) = (card for card in cards if pressed.device.serial_number in card)
    action = re.search(rf'action="([^"]*/{button})"', card).group(1)
    receiver.post(action, data={"order_number": "4711", "shelf": "C1"})
    other = item(shelved, 1 - which)
    assert (other.left_for, other.shelf) == (None, "A3")
    expected = ("4711", "A3") if button == "plocka" else (None, "C1")
    assert (item(shelved, which).left_for, item(shelved, which).shelf) == expected


@pytest.mark.slow
def test_another_order_does_not_take_it_a_second_time(receiver: FlaskClient, shelved: str) -> None:
    path = f"/lager/hyllor/{item(shelved).id}/plocka"
    receiver.post(path, data={"order_number": "4711"})
    answer = receiver.post(path, data={"order_number": "4712"}, follow_redirects=True)
    assert "inte på någon hylla" in answer.text
    assert item(shelved).left_for == "4711"


@pytest.mark.parametrize("order_number", ["", "  ", "x" * 41, "19811228-9874"])
def test_a_pick_without_a_right_order_number_changes_nothing(
    receiver: FlaskClient, shelved: str, order_number: str
) -> None:
    path = f"/lager/hyllor/{item(shelved).id}/plocka"
    assert receiver.post(path, data={"order_number": order_number}).status_code in (303, 409, 422)
    assert count() == 2
    assert "picked" not in told(shelved)


@pytest.mark.parametrize("shelf", ["", " ", "x" * 41, "811228-9874"])
def test_a_move_to_what_is_no_shelf_changes_nothing(receiver: FlaskClient, shelved: str, shelf: str) -> None:
    receiver.post(f"/lager/hyllor/{item(shelved).id}/flytta", data={"shelf": shelf})
    assert item(shelved).shelf == "A3"


@pytest.mark.slow
def test_a_mistaken_pick_is_put_back(receiver: FlaskClient, shelved: str) -> None:
    receiver.post(f"/lager/hyllor/{item(shelved).id}/plocka", data={"order_number": "4711"})
    assert "Senast plockade" in receiver.get("/lager/hyllor").text
    for _again in range(2):
        receiver.post(f"/lager/hyllor/{item(shelved).id}/angra")
    assert count() == 2
    assert told(shelved).count("pick undone") == 1
    assert stored(shelved).lines[0].state == "stocked"


@pytest.mark.slow
def test_an_import_that_shows_it_delivered_takes_it_off_the_shelf(
    receiver: FlaskClient, shelved: str
) -> None:
    device = db.session.get(Device, item(shelved).device_id)
    assert device
    device.delivery_date = item(shelved).available_at.date()
    let_delivered_leave(db.session(), "Ada", utcnow())
    db.session.commit()
    assert count() == 2, "delivered on the day of its return: that was the delivery before"
    device.delivery_date += datetime.timedelta(days=1)
    let_delivered_leave(db.session(), "Ada", utcnow())
    db.session.commit()
    assert count() == 1
    assert device.id not in [found.device_id for found in search_stock("")]
    page = receiver.get(f"/lager/kontroll/{item(shelved).line_id}").text
    assert "Levererad enligt registret" in page
    receiver.post(f"/lager/hyllor/{item(shelved).id}/plocka", data={"order_number": "4711"})
    assert item(shelved).left_for is None


@pytest.mark.slow
def test_what_was_picked_may_be_returned_again_and_is_then_not_put_back(
    receiver: FlaskClient, clinic: Clinic, shelved: str, examples: dict[str, str]
) -> None:
    receiver.post(f"/lager/hyllor/{item(shelved).id}/plocka", data={"order_number": "4711"})
    device = db.session.get(Device, item(shelved).device_id)
    assert returned_in(device) is None
    again = clinic.sealed_return(examples["to_warehouse"])
    assert len(stored(again).lines) == 1
    answer = receiver.post(f"/lager/hyllor/{item(shelved).id}/angra", follow_redirects=True)
    assert stored(again).shown_number in answer.text
    assert item(shelved).left_for == "4711"


@pytest.mark.slow
def test_a_clinic_does_not_pick(clinic: Clinic, shelved: str) -> None:
    assert clinic.client.get("/lager/hyllor").status_code == 403
    path = f"/lager/hyllor/{item(shelved).id}/plocka"
    assert clinic.client.post(path, data={"order_number": "4711"}).status_code == 403
