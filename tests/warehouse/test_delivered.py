"""What an import shows as delivered leaves the stock with an event, in the import's own transaction."""

import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db
from registry.imports import Choices, followers, import_file
from registry.models import Device
from returns import Event, EventKind, LineState
from tests.warehouse.fold import hold_stock_against_events
from tests.warehouse.on_shelves import new_article, new_device, put_on_shelf
from warehouse import StockItem
from warehouse.shelves.stock import balance

NOW = datetime.datetime(2026, 5, 4, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=30)
DELIVERED = datetime.date(2026, 5, 20)


@pytest.fixture
def item_id(demo_app: APIFlask) -> int:
    """A product with a serial on shelf A3."""
    article = new_article()
    item = put_on_shelf(article, "A3", NOW, new_device(article))
    db.session.commit()
    return item.id


def current(item_id: int) -> StockItem:
    db.session.rollback()
    return db.session.get_one(StockItem, item_id)


def bring_in(
    tmp_path: Path,
    item: StockItem,
    day: datetime.date | str,
    *,
    now: datetime.datetime = LATER,
    **options: bool,
) -> None:
    assert item.device
    path = tmp_path / "individer.csv"
    path.write_text(
        f"Serienummer;Artikelnummer;Leveransdatum\n{item.device.serial_number};{item.article.number};{day}\n"
    )
    db.session.rollback()
    dry_run = options.pop("dry_run", False)
    import_file(db.engine, path, actor="Ada", now=now, choices=Choices("devices", **options), dry_run=dry_run)


def kinds(item: StockItem) -> list[EventKind]:
    query = sa.select(Event).where(Event.line_id == item.line_id).order_by(Event.id)
    return [event.what for event in db.session.scalars(query)]


def test_a_delivery_takes_it_out_of_stock_once(item_id: int, tmp_path: Path) -> None:
    article_id = current(item_id).article_id
    for _again in range(2):
        bring_in(tmp_path, current(item_id), DELIVERED)
    item = current(item_id)
    assert (item.left_by, item.left_at, item.delivered_on) == ("Ada", LATER, DELIVERED)
    assert item.line.state is LineState.LEFT_STOCK
    assert kinds(item).count(EventKind.DELIVERED) == 1
    assert article_id not in {article.id for article, _count in balance()}
    hold_stock_against_events()


@pytest.mark.parametrize("day", [NOW.date(), datetime.date(2020, 1, 2), ""])
def test_a_delivery_before_it_came_takes_nothing(
    item_id: int, tmp_path: Path, day: datetime.date | str
) -> None:
    bring_in(tmp_path, current(item_id), day)
    assert current(item_id).in_stock
    hold_stock_against_events()


def test_an_import_that_is_only_tried_takes_nothing(item_id: int, tmp_path: Path) -> None:
    bring_in(tmp_path, current(item_id), DELIVERED, dry_run=True)
    assert current(item_id).in_stock
    assert EventKind.DELIVERED not in kinds(current(item_id))


def test_the_devices_and_the_stock_change_together_or_not_at_all(
    item_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_told: object) -> None:
        raise RuntimeError("the worker dies here")

    monkeypatch.setattr(followers, "_followers", [*followers._followers, fails])
    with pytest.raises(RuntimeError):
        bring_in(tmp_path, current(item_id), DELIVERED)
    item = current(item_id)
    assert item.device
    assert (item.in_stock, item.device.delivery_date) == (True, datetime.date(2020, 1, 1))
    monkeypatch.undo()
    bring_in(tmp_path, item, DELIVERED)
    assert not current(item_id).in_stock


def test_a_corrected_delivery_puts_it_back(item_id: int, tmp_path: Path) -> None:
    bring_in(tmp_path, current(item_id), DELIVERED)
    for _again in range(2):
        bring_in(tmp_path, current(item_id), datetime.date(2020, 2, 2))
    item = current(item_id)
    assert (item.in_stock, item.delivered_on, item.shelf) == (True, None, "A3")
    assert kinds(item).count(EventKind.DELIVERY_WITHDRAWN) == 1
    hold_stock_against_events()


def test_an_emptied_day_of_delivery_puts_it_back(item_id: int, tmp_path: Path) -> None:
    bring_in(tmp_path, current(item_id), DELIVERED)
    bring_in(tmp_path, current(item_id), "", empties=True)
    assert current(item_id).in_stock
    hold_stock_against_events()


def test_a_correction_after_it_came_again_changes_nothing(item_id: int, tmp_path: Path) -> None:
    bring_in(tmp_path, current(item_id), DELIVERED)
    first = current(item_id)
    again = put_on_shelf(first.article, "B1", LATER, first.device).id
    db.session.commit()
    bring_in(tmp_path, current(item_id), datetime.date(2020, 2, 2))
    assert current(item_id).delivered_on == DELIVERED
    assert current(again).in_stock
    hold_stock_against_events()


def test_what_was_picked_stays_picked_when_it_is_delivered(item_id: int, tmp_path: Path) -> None:
    item = current(item_id)
    item.pick("4711", actor="Bo", now=NOW + datetime.timedelta(days=1))
    db.session.commit()
    bring_in(tmp_path, current(item_id), DELIVERED)
    item = current(item_id)
    assert (item.left_for, item.delivered_on) == ("4711", None)
    assert EventKind.DELIVERED not in kinds(item)
    hold_stock_against_events()


def test_what_was_missing_on_its_shelf_and_is_delivered_has_left(item_id: int, tmp_path: Path) -> None:
    current(item_id).miss(actor="Bo", now=NOW)
    db.session.commit()
    hold_stock_against_events()
    bring_in(tmp_path, current(item_id), DELIVERED)
    item = current(item_id)
    assert (item.missing_at, item.delivered_on) == (None, DELIVERED)
    assert item.line.state is LineState.LEFT_STOCK
    hold_stock_against_events()


def test_the_command_takes_it_out_as_the_page_does(item_id: int, tmp_path: Path, demo_app: APIFlask) -> None:
    item = current(item_id)
    assert item.device
    path = tmp_path / "individer.csv"
    path.write_text(
        f"Serienummer;Artikelnummer;Leveransdatum\n{item.device.serial_number};{item.article.number};{DELIVERED}\n"
    )
    db.session.rollback()
    result = demo_app.test_cli_runner().invoke(args=["registry", "import", str(path), "--kind", "devices"])
    assert result.exit_code == 0, result.output
    assert current(item_id).delivered_on == DELIVERED
    hold_stock_against_events()


def test_a_delivery_is_not_undone_as_a_pick(item_id: int, tmp_path: Path) -> None:
    from returns import Refused

    bring_in(tmp_path, current(item_id), DELIVERED)
    with pytest.raises(Refused):
        current(item_id).undo_pick(actor="Bo", now=LATER)
    device = db.session.get_one(Device, current(item_id).device_id)
    assert device.delivery_date == DELIVERED
