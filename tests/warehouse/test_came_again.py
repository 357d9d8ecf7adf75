"""A product that stands on a shelf by the register comes in another return: it had left, and nobody had noted that."""

import datetime

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.models import Device
from returns import Event, EventKind, LineState, Refused
from tests.warehouse.fold import hold_stock_against_events
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from warehouse import StockItem
from warehouse.shelves.stock import balance, picked_last

NOW = datetime.datetime(2026, 5, 4, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=30)


def comes_again(device: Device) -> StockItem:
    """The same product through another return, onto another shelf."""
    StockItem.let_earlier_leave(device.id, actor="Lars", now=LATER)
    return put_on_shelf(device.article, "B1", LATER, device)


@pytest.mark.parametrize("missing", [False, True])
def test_it_stands_where_it_was_put_last_and_nowhere_else(demo_app: APIFlask, missing: bool) -> None:
    device = new_device(new_article())
    first = put_on_shelf(device.article, "A3", NOW, device)
    if missing:
        first.miss(actor="Lars", now=NOW)
    second = comes_again(device)
    hold_stock_against_events()
    assert {article.id: count for article, count in balance()}[device.article_id] == 1
    assert second.in_stock
    assert (first.left_at, first.missing_at, first.line.state) == (LATER, None, LineState.LEFT_STOCK)
    told = db.session.scalars(sa.select(Event).where(Event.line_id == first.line_id)).all()[-1]
    assert (told.what, told.before) == (EventKind.LEFT_UNSEEN, {"shelf": "A3"})
    assert first not in picked_last()
    first.find("A3", actor="Lars", now=LATER)
    first.miss(actor="Lars", now=LATER)
    assert first.left_at == LATER


def test_a_pick_is_not_undone_once_the_product_has_come_again(demo_app: APIFlask) -> None:
    device = new_device(new_article())
    first = put_on_shelf(device.article, "A3", NOW, device)
    first.pick("4711", actor="Lars", now=NOW)
    second = comes_again(device)
    with pytest.raises(Refused):
        first.undo_pick(actor="Lars", now=LATER)
    second.pick("4712", actor="Lars", now=LATER)
    with pytest.raises(Refused):
        first.undo_pick(actor="Lars", now=LATER)
    second.undo_pick(actor="Lars", now=LATER)
    assert (first.in_stock, second.in_stock) == (False, True)
    hold_stock_against_events()
