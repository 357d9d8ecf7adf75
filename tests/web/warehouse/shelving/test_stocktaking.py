"""A shelf is counted by scanning: what is right, what is missing, what should not be there, and what becomes of it."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from database import db, utcnow
from registry.models import Gtin
from returns import LineState
from tests.warehouse.fold import hold_stock_against_events
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from tests.web.conftest import Clinic
from tests.web.warehouse.steps import scan
from warehouse import CountedProduct, StockItem, Stocktake

GTIN = "07350000000016"


@pytest.fixture
def shelves(receiver: FlaskClient) -> dict[str, int]:
    """Two products on A3, one on B1, one that is missing from B1 and one that was picked, by their serials."""
    article = new_article("Räknad")
    places = {"RAKNA0001": "A3", "RAKNA0002": "A3", "RAKNA0003": "B1", "RAKNA0004": "B1", "RAKNA0005": "A3"}
    items = {
        serial: put_on_shelf(article, shelf, utcnow(), new_device(article, serial))
        for serial, shelf in places.items()
    }
    new_device(article, "RAKNA0006")
    items["RAKNA0004"].miss(actor="Bo", now=utcnow())
    items["RAKNA0005"].pick("4711", actor="Bo", now=utcnow())
    db.session.commit()
    return {serial: item.id for serial, item in items.items()}


def begin(receiver: FlaskClient, shelf: str = "A3") -> int:
    answer = receiver.post("/lager/inventering", data={"shelf": shelf})
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[-1])


def press(client: FlaskClient, card: str) -> None:
    """Send the form of a card as its script does."""
    action = re.search(r'action="([^"]*)"', card)
    assert action, card
    fields = dict(re.findall(r'name="(device|article|code|shelf)" value="([^"]*)"', card))
    sent = {name: html.unescape(value) for name, value in fields.items()}
    answer = client.post(action.group(1), data=sent)
    assert answer.status_code in (200, 302), answer.text


def count(client: FlaskClient, stocktake: int, *texts: str) -> list[str]:
    told = []
    for text in texts:
        answer = scan(client, f"inventering/{stocktake}/skanna", text)
        told.append(answer["message"])
        if "<form" in answer["html"]:
            press(client, answer["html"])
    return told


def finish(client: FlaskClient, stocktake: int) -> str:
    return client.post(f"/lager/inventering/{stocktake}/avsluta", follow_redirects=True).text


def item(item_id: int) -> StockItem:
    db.session.rollback()
    return db.session.get_one(StockItem, item_id)


def now(query: sa.Select[Any]) -> Any:
    """The answer of a database that others have written to since the last look."""
    db.session.rollback()
    return db.session.scalar(query)


def findings(stocktake: int) -> dict[str, str]:
    db.session.rollback()
    products = db.session.get_one(Stocktake, stocktake).products
    return {
        product.serial_number or product.code or product.name: str(product.finding) for product in products
    }


def test_a_scanned_shelf_begins_its_count_and_a_product_does_not(
    receiver: FlaskClient, shelves: dict[str, int]
) -> None:
    answer = scan(receiver, "inventering/skanna", "a 3")
    assert (answer["tone"], answer["message"]) == ("good", "Hylla A3.")
    assert "press_at_once" in answer["html"]
    press(receiver, answer["html"])
    assert now(sa.select(Stocktake.open_shelf)) == "A3"
    product = scan(receiver, "inventering/skanna", "RAKNA0001")
    assert product["tone"] == "attention"
    assert "<form" not in product["html"]


@pytest.mark.slow
def test_each_scan_says_what_it_means_and_a_repeat_counts_once(
    receiver: FlaskClient, shelves: dict[str, int]
) -> None:
    stocktake = begin(receiver)
    told = count(
        receiver,
        stocktake,
        "RAKNA0001",
        "RAKNA0001",
        "RAKNA0003",
        "RAKNA0004",
        "RAKNA0005",
        "RAKNA0006",
        "FINNSEJ99",
    )
    assert told == [
        "Räknad RAKNA0001 står rätt.",
        "Räknad RAKNA0001 är redan räknad.",
        "Räknad RAKNA0003 ska stå på en annan hylla.",
        "Räknad RAKNA0004 saknades, och är hittad.",
        "Räknad RAKNA0005 finns inte i lagret.",
        "Räknad RAKNA0006 finns inte i lagret.",
        "Ingen registrerad produkt har koden FINNSEJ99.",
    ]
    page = receiver.get(f"/lager/inventering/{stocktake}").text
    assert "1 av 2 väntade" in page, "it survives a reload"
    assert page.count("RAKNA0002") == 1, "what is left to be found"
    for serial, item_id in shelves.items():
        before = {"RAKNA0004": False, "RAKNA0005": False}.get(serial, True)
        assert item(item_id).in_stock is before, "nothing changes before the count is finished"
    hold_stock_against_events()


def test_a_finished_count_changes_the_stock_once(receiver: FlaskClient, shelves: dict[str, int]) -> None:
    stocktake = begin(receiver)
    count(receiver, stocktake, "RAKNA0001", "RAKNA0003", "RAKNA0004", "RAKNA0005", "FINNSEJ99")
    for _again in range(2):
        page = finish(receiver, stocktake)
    assert findings(stocktake) == {
        "RAKNA0001": "found",
        "RAKNA0002": "missing",
        "RAKNA0003": "elsewhere",
        "RAKNA0004": "turned_up",
        "RAKNA0005": "not_in_stock",
        "FINNSEJ99": "unknown",
    }
    missing = item(shelves["RAKNA0002"])
    assert (missing.in_stock, missing.line.state) == (False, LineState.MISSING_IN_STOCK)
    assert item(shelves["RAKNA0003"]).shelf == "B1", "only a person moves it"
    assert (item(shelves["RAKNA0004"]).in_stock, item(shelves["RAKNA0004"]).shelf) == (True, "A3")
    assert "Flytta hit" in page
    hold_stock_against_events()
    events = sa.text("SELECT what FROM event WHERE what IN ('counted', 'missing in stock', 'found in stock')")
    assert sorted(db.session.scalars(events)) == [
        "counted", "found in stock", "missing in stock", "missing in stock",
    ]  # fmt: skip


def test_what_stands_here_is_moved_here_in_one_press(receiver: FlaskClient, shelves: dict[str, int]) -> None:
    stocktake = begin(receiver)
    count(receiver, stocktake, "RAKNA0001", "RAKNA0002", "RAKNA0003")
    finish(receiver, stocktake)
    for _again in range(2):
        receiver.post(f"/lager/inventering/{stocktake}/hit")
    assert item(shelves["RAKNA0003"]).shelf == "A3"
    assert "Flytta hit" not in receiver.get(f"/lager/inventering/{stocktake}").text
    hold_stock_against_events()


def test_what_is_missing_is_neither_ordered_nor_picked_until_it_is_found(
    receiver: FlaskClient, shelves: dict[str, int]
) -> None:
    stocktake = begin(receiver)
    finish(receiver, stocktake)
    lost = shelves["RAKNA0001"]
    answer = receiver.post(
        f"/lager/hyllor/{lost}/plocka", data={"order_number": "4712"}, follow_redirects=True
    )
    assert "inte på någon hylla" in answer.text
    assert "RAKNA0001" in receiver.get("/lager/inventering").text
    for _again in range(2):
        receiver.post(f"/lager/hyllor/{lost}/hittad")
    assert item(lost).in_stock
    receiver.get("/lager/inventering")
    assert "RAKNA0001" not in receiver.get("/lager/inventering").text
    hold_stock_against_events()


def test_two_people_count_one_shelf_together(
    receiver: FlaskClient, signed_in: Callable[[str], FlaskClient], shelves: dict[str, int]
) -> None:
    other = signed_in("admin")
    stocktake = begin(receiver)
    assert begin(other) == stocktake
    count(receiver, stocktake, "RAKNA0001")
    assert count(other, stocktake, "RAKNA0001") == ["Räknad RAKNA0001 är redan räknad."]
    count(other, stocktake, "RAKNA0002")
    rows = receiver.get(f"/lager/inventering/{stocktake}/rader").text
    assert "2 av 2 väntade" in rows
    assert "<html" not in rows
    finish(receiver, stocktake)
    receiver.post(f"/lager/inventering/{stocktake}/produkter", data={"code": "SENT0001"})
    assert set(findings(stocktake).values()) == {"found"}, "nothing is counted after the end"


def test_what_comes_or_leaves_during_the_count_is_not_missing(
    receiver: FlaskClient, shelves: dict[str, int]
) -> None:
    stocktake = begin(receiver)
    receiver.post(f"/lager/hyllor/{shelves['RAKNA0003']}/flytta", data={"shelf": "A3"})
    receiver.post(f"/lager/hyllor/{shelves['RAKNA0002']}/plocka", data={"order_number": "4712"})
    count(receiver, stocktake, "RAKNA0001")
    finish(receiver, stocktake)
    assert findings(stocktake) == {"RAKNA0001": "found"}
    assert item(shelves["RAKNA0003"]).in_stock
    hold_stock_against_events()


def test_a_scan_by_mistake_is_taken_away(receiver: FlaskClient, shelves: dict[str, int]) -> None:
    stocktake = begin(receiver)
    count(receiver, stocktake, "RAKNA0003")
    product = now(sa.select(CountedProduct.id))
    for _again in range(2):
        receiver.post(f"/lager/inventering/{stocktake}/produkter/{product}/bort")
    assert "0 av 2 väntade" in receiver.get(f"/lager/inventering/{stocktake}").text


@pytest.mark.parametrize(("quantity", "missing", "surplus"), [(2, 1, 0), (3, 0, 0), (5, 0, 2)])
def test_products_without_serials_are_counted_by_their_number(
    receiver: FlaskClient, shelves: dict[str, int], quantity: int, missing: int, surplus: int
) -> None:
    article = new_article("Slinga", has_serial=False)
    db.session.add(Gtin(gtin=GTIN, article_id=article.id))
    items = [put_on_shelf(article, "C1", utcnow()).id for _number in range(3)]
    db.session.commit()
    stocktake = begin(receiver, "C1")
    told = count(receiver, stocktake, GTIN, GTIN)
    assert told == ["Slinga står rätt.", "Slinga är redan räknad."]
    product = now(sa.select(CountedProduct.id))
    path = f"/lager/inventering/{stocktake}/produkter/{product}/antal"
    for wrong in ("0", "-1", "", "många", "10000"):
        receiver.post(path, data={"quantity": wrong})
    receiver.post(path, data={"quantity": str(quantity)})
    finish(receiver, stocktake)
    assert [item(one).in_stock for one in items].count(False) == missing
    more = [
        one.quantity
        for one in db.session.get_one(Stocktake, stocktake).products
        if str(one.finding) == "not_in_stock"
    ]
    assert sum(more) == surplus
    hold_stock_against_events()


def test_another_shelf_in_view_is_offered_to_be_counted(
    receiver: FlaskClient, shelves: dict[str, int]
) -> None:
    stocktake = begin(receiver)
    assert scan(receiver, f"inventering/{stocktake}/skanna", "A3")["message"] == "Du räknar redan hylla A3."
    other = scan(receiver, f"inventering/{stocktake}/skanna", "B1")
    assert "Inventera hyllan" in other["html"]
    assert "press_at_once" not in other["html"]


@pytest.mark.parametrize("shelf", ["", " ", "x" * 41, "811228-9874"])
def test_what_is_no_shelf_is_not_counted(receiver: FlaskClient, shelves: dict[str, int], shelf: str) -> None:
    receiver.post("/lager/inventering", data={"shelf": shelf})
    assert now(sa.select(sa.func.count(Stocktake.id))) == 0


def test_a_clinic_does_not_count(clinic: Clinic, receiver: FlaskClient, shelves: dict[str, int]) -> None:
    stocktake = begin(receiver)
    assert clinic.client.get("/lager/inventering").status_code == 403
    assert clinic.client.post(f"/lager/inventering/{stocktake}/avsluta").status_code == 403
