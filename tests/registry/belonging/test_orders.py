"""What the register knows to belong together, and what it leaves open."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from database import db
from registry.belonging.orders import orders_of
from registry.belonging.sides import is_same_model, named_side, side_of
from registry.models import Article, Category, Device, Side, Supplier

AddDevice = Callable[..., Device]


def article(name: str, number: str, **fields: object) -> Article:
    supplier = db.session.scalars(sa.select(Supplier)).one()
    made = Article(name=name, number=number, supplier=supplier, **{"category": Category.BTE_AID, **fields})
    db.session.add(made)
    db.session.commit()
    return made


def other(device: Device) -> Device | None:
    return orders_of([device])[device.id].other_of_pair(device)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("Fjord 5 R höger", Side.RIGHT),
        ("FJORD 5 VÄNSTER, grå", Side.LEFT),
        ("Fjord 5 (left)", Side.LEFT),
        ("Fjord 5 R", None),
        ("Fjord V", None),
        ("Fjord höger/vänster", None),
    ],
)
def test_the_side_that_an_articles_name_says(name: str, side: Side | None) -> None:
    assert named_side(article(name, "B1")) is side


def test_what_the_register_says_of_the_device_counts_before_the_articles_name(add_device: AddDevice) -> None:
    article("Fjord höger", "B1")
    assert side_of(add_device("X1", "B1", side=Side.LEFT)) is Side.LEFT


@pytest.mark.usefixtures("register")
def test_a_model_has_one_article_or_one_for_each_ear() -> None:
    right, left, more = (
        article("Fjord 5 höger", "B1"),
        article("Fjord 5 Vänster", "B2"),
        article("Fjord 7", "B3"),
    )
    assert is_same_model(right, left)
    assert is_same_model(more, more)
    assert not is_same_model(right, more)


@pytest.mark.parametrize("sides", [(Side.RIGHT, Side.LEFT), (Side.RIGHT, None), (None, None)])
def test_two_aids_of_one_order_are_a_pair(add_device: AddDevice, sides: tuple[Side | None, ...]) -> None:
    one, two = (add_device(f"X{at}", order_number="7", side=side) for at, side in enumerate(sides))
    assert (other(one), other(two)) == (two, one)


def test_two_for_the_same_ear_are_none(add_device: AddDevice) -> None:
    one, two = (add_device(f"X{at}", order_number="7", side=Side.LEFT) for at in range(2))
    assert other(one) is other(two) is None


def test_of_three_nobody_knows_which_is_meant(add_device: AddDevice) -> None:
    one, *_more = (add_device(f"X{at}", order_number="7") for at in range(3))
    assert other(one) is None


def test_two_accessories_of_one_order_are_no_pair(add_device: AddDevice) -> None:
    article("Mikrofon", "B1", category=Category.WIRELESS_ACCESSORY)
    one, _two = (add_device(f"X{at}", "B1", order_number="7") for at in range(2))
    assert other(one) is None


def test_the_same_number_at_another_unit_is_another_order(add_device: AddDevice) -> None:
    one = add_device("X1", order_number="7")
    add_device("X2", unit="1020", order_number="7")
    assert other(one) is None


def test_parts_are_those_that_the_article_names(add_device: AddDevice) -> None:
    charger = article("Laddare", "L1", category=Category.OTHER)
    article("Fjärrkontroll", "F1", category=Category.OTHER, has_serial=False)
    aid = add_device("X1", order_number="7")
    aid.article.part_numbers = ["L1", "F1", "unknown"]
    part, _mould = add_device("L-1", "L1", order_number="7"), add_device("M-1", "A3", order_number="7")
    order = orders_of([aid])[aid.id]
    assert order.registered_parts(aid) == [part]
    assert [one.number for one in order.unnumbered_parts(aid)] == ["F1"]
    assert order.beside(part) == [aid]
    assert charger.id == part.article_id


def test_many_orders_are_asked_for_in_two_questions(add_device: AddDevice) -> None:
    devices = [add_device(f"X{at}", order_number=str(at // 2)) for at in range(12)]
    db.session.expire_all()
    _ = [(device.article.part_numbers, device.unit_id) for device in devices]
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert len(orders_of(devices)) == 12
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", count)
    assert len(asked) <= 2
