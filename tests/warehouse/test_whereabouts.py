"""Where a product is: what its return says as long as somebody has it, and after that the register."""

import datetime

import pytest
from apiflask import APIFlask

from database import db
from registry.models import Device, Unit
from returns import LineState, ReturnState
from returns.lookup import returned_in
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from warehouse import StockItem
from warehouse.product_history import lines_of
from warehouse.shelves.delivered import let_delivered_leave
from warehouse.whereabouts import Place, whereabouts_of

NOW = datetime.datetime(2026, 5, 4, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def item(demo_app: APIFlask) -> StockItem:
    """A product that came on 4 May, lay at the bench for ten days, and stands on shelf A3 since."""
    article = new_article()
    device = new_device(article)
    device.unit = db.session.query(Unit).filter_by(is_warehouse=False).first()
    item = put_on_shelf(article, "A3", NOW, device)
    item.line.received_at, item.available_at = NOW, NOW + 10 * DAY
    item.line.return_.state = ReturnState.CLOSED
    db.session.flush()
    return item


def place(device: Device) -> Place:
    return whereabouts_of(device, lines_of(device)).place


def delivered(item: StockItem, days: int) -> Device:
    """As an import tells it: the register's day is so many days after the product came."""
    assert item.device is not None
    item.device.delivery_date = (NOW + days * DAY).date()
    let_delivered_leave(db.session, "Ada", NOW + 40 * DAY)
    return item.device


@pytest.mark.parametrize("days", [-1, 0, 5, 10])
def test_what_stands_on_the_shelf_is_there_though_the_register_heard_late_of_a_delivery(
    item: StockItem, days: int
) -> None:
    device = delivered(item, days)
    assert item.in_stock
    assert place(device) is Place.ON_SHELF
    assert returned_in(device) == item.line.return_.number, "nobody packs what stands on the shelf"


def test_what_somebody_has_is_there_whatever_the_register_says(item: StockItem) -> None:
    line = item.line
    db.session.delete(item)
    line.open_device_id = line.device_id
    assert line.device is not None
    line.device.delivery_date = (NOW + 30 * DAY).date()
    for return_state, state, expected in (
        (ReturnState.SENT, LineState.PACKED, Place.ON_THE_WAY),
        (ReturnState.RECEIVED, LineState.RECEIVED, Place.AT_DESK),
        (ReturnState.RECEIVED, LineState.IN_CONTROL, Place.IN_CONTROL),
    ):
        line.return_.state, line.state = return_state, state
        db.session.flush()
        assert place(line.device) is expected


def test_what_was_picked_has_left_until_a_delivery_not_before_that(item: StockItem) -> None:
    item.pick("4711", actor="Bo", now=NOW + 20 * DAY)
    places = {days: place(delivered(item, days)) for days in (-1, 15, 19, 20, 21)}
    left, unit = Place.LEFT_STOCK, Place.AT_UNIT
    assert places == {-1: left, 15: left, 19: left, 20: unit, 21: unit}


def test_what_an_import_delivered_is_at_its_unit_and_on_the_shelf_again_when_that_is_withdrawn(
    item: StockItem,
) -> None:
    device = delivered(item, 20)
    assert place(device) is Place.AT_UNIT
    assert place(delivered(item, 5)) is Place.ON_SHELF
    assert device.unit is not None


def test_what_went_back_is_on_its_way_until_a_delivery_after_that(item: StockItem) -> None:
    line = item.line
    db.session.delete(item)
    db.session.flush()
    line.state = LineState.IN_CONTROL
    line.send_back([], None, [], actor="Bo", now=NOW + 12 * DAY)
    db.session.flush()
    assert line.device is not None
    for days, expected in {5: Place.SENT_BACK, 12: Place.SENT_BACK, 13: Place.AT_UNIT}.items():
        line.device.delivery_date = (NOW + days * DAY).date()
        assert place(line.device) is expected, days
