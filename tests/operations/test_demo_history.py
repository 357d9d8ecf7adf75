"""What has happened at the demo region: told by the house's own verbs, so that everything about it is true."""

import datetime

import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from database import db, utcnow
from operations.demo import load_demo_history
from registry.demo_register import demo_examples
from registry.verdict import VerdictKind
from returns import Event, Line, LineState, Return, ReturnState
from tests.warehouse.fold import hold_stock_against_events, hold_tables_against_events


@pytest.fixture
def moment() -> datetime.datetime:
    return utcnow()


@pytest.fixture
def told(demo_app: APIFlask, moment: datetime.datetime) -> None:
    load_demo_history(moment)


@pytest.mark.usefixtures("told")
def test_there_is_something_at_every_stop() -> None:
    states = set(db.session.scalars(sa.select(Return.state)))
    assert states >= {ReturnState.DRAFT, ReturnState.SENT, ReturnState.CLOSED}
    products = set(db.session.scalars(sa.select(Line.state)))
    assert products >= {
        LineState.PACKED,
        LineState.RECEIVED,
        LineState.STOCKED,
        LineState.LEFT_STOCK,
        LineState.SENT_BACK,
        LineState.MISSING,
    }


@pytest.mark.usefixtures("told")
def test_the_tables_say_what_the_events_say() -> None:
    hold_stock_against_events()
    hold_tables_against_events()


@pytest.mark.usefixtures("told")
def test_nothing_happens_later_than_now_and_everything_in_its_order(moment: datetime.datetime) -> None:
    for current in db.session.scalars(sa.select(Return)):
        at = [event.at for event in sorted(current.events, key=lambda event: event.id)]
        assert at == sorted(at), current.number
    assert db.session.scalar(sa.select(sa.func.max(Event.at))) <= moment


@pytest.mark.usefixtures("told")
def test_what_is_there_to_be_tried_is_in_no_return() -> None:
    scanned = [serial for kind, serial in demo_examples().items() if kind is not VerdictKind.UNKNOWN]
    used = db.session.scalars(sa.select(Line.serial_number).where(Line.serial_number.in_(scanned))).all()
    assert used == []


@pytest.mark.usefixtures("told")
def test_it_is_told_once(moment: datetime.datetime) -> None:
    before = db.session.scalar(sa.select(sa.func.count(Event.id)))
    load_demo_history(moment + datetime.timedelta(days=1))
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == before


@pytest.mark.parametrize("days", [-217, -1])
def test_it_can_be_told_on_any_day(demo_app: APIFlask, days: int) -> None:
    """What a verdict is hangs on the day."""
    load_demo_history(utcnow() + datetime.timedelta(days=days, hours=days % 24))
    hold_stock_against_events()
    hold_tables_against_events()
