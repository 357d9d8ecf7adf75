"""A return's verbs below the pages: guards, events, and two people at once."""

import datetime

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from database import db, utcnow
from identity import identify_typed, join
from operations.demo import first_unit
from registry.demo_register import demo_examples
from registry.models import Unit
from returns import Event, Refused, Return, ReturnState
from returns.judging import judge
from returns.lookup import overdue_drafts, returned_in
from returns.packed_product import Packed

ACTOR = "anna@klinik.test"


def packed(kind: str = "to_warehouse") -> Packed:
    (package,) = join([identify_typed(demo_examples()[kind])])
    return judge(package, first_unit(), utcnow().date()).packed()


@pytest.fixture
def draft(demo_app: APIFlask) -> Return:
    return Return.open(first_unit(), actor=ACTOR, now=utcnow())


def test_every_verb_leaves_an_event_with_who_and_when(draft: Return) -> None:
    now = datetime.datetime(2026, 11, 23, 8, 30, tzinfo=datetime.UTC)
    draft.pack(packed(), actor=ACTOR, now=now)
    draft.cancel("Fel kuvert", actor="bo@klinik.test", now=now)
    assert [(event.what, event.actor) for event in draft.events] == [
        ("opened", ACTOR),
        ("packed", ACTOR),
        ("cancelled", "bo@klinik.test"),
    ]
    assert draft.events[2].at == now
    assert draft.events[2].before == {"state": "draft"}
    assert draft.events[2].after == {"state": "cancelled", "reason": "Fel kuvert"}


def test_events_can_neither_be_changed_nor_deleted(draft: Return) -> None:
    event = draft.events[0]
    db.session.commit()
    event.what = "something else"
    with pytest.raises(TypeError, match="appended only"):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.get(Event, event.id))
    with pytest.raises(TypeError, match="appended only"):
        db.session.flush()


def test_two_units_cannot_hold_the_same_product(draft: Return) -> None:
    """Whatever both have been told before: the database keeps one product out of two returns."""
    other = Return.open(
        db.session.scalars(sa.select(Unit).where(Unit.id != draft.unit_id, ~Unit.is_warehouse)).first(),
        actor="bo@klinik.test",
        now=utcnow(),
    )
    same = packed()
    draft.pack(same, actor=ACTOR, now=utcnow())
    with pytest.raises(IntegrityError):
        other.pack(same, actor="bo@klinik.test", now=utcnow())


def test_of_two_who_change_the_same_return_the_second_is_told(draft: Return) -> None:
    draft.pack(packed(), actor=ACTOR, now=utcnow())
    db.session.commit()
    with Session(db.engine, expire_on_commit=False) as colleague:
        theirs = colleague.get_one(Return, draft.id)
        _ = theirs.lines, theirs.events
        colleague.commit()
        draft.cancel("Fel kuvert", actor=ACTOR, now=utcnow())
        db.session.commit()
        with pytest.raises(StaleDataError):
            theirs.cancel("Också fel", actor="bo@klinik.test", now=utcnow())
        colleague.rollback()
    db.session.refresh(draft)
    assert draft.cancellation.reason == "Fel kuvert"


def test_a_return_to_a_supplier_takes_nothing_for_the_warehouse(draft: Return) -> None:
    draft.pack(packed("to_supplier"), actor=ACTOR, now=utcnow())
    assert draft.to_supplier
    with pytest.raises(Refused, match="inte till samma ställe"):
        draft.pack(packed(), actor=ACTOR, now=utcnow())


@pytest.mark.parametrize("verb", ["hand_over", "mark_received"])
def test_a_draft_refuses_what_comes_after_sealing(draft: Return, verb: str) -> None:
    with pytest.raises(Refused, match="förseglad"):
        getattr(draft, verb)(actor=ACTOR, now=utcnow())
    assert draft.state == ReturnState.DRAFT


def test_a_device_is_known_to_lie_in_its_return_until_that_is_cancelled(draft: Return) -> None:
    line = draft.pack(packed(), actor=ACTOR, now=utcnow())
    assert returned_in(line.device) == draft.number
    draft.cancel("Fel kuvert", actor=ACTOR, now=utcnow())
    assert returned_in(line.device) is None


def test_drafts_older_than_the_limit_are_overdue(draft: Return) -> None:
    now = draft.opened_at + datetime.timedelta(days=3)
    assert overdue_drafts(now, 3) == []
    assert overdue_drafts(now + datetime.timedelta(seconds=1), 3) == [draft]
    draft.cancel("Fel kuvert", actor=ACTOR, now=now)
    assert overdue_drafts(now + datetime.timedelta(days=9), 3) == []


def test_the_number_of_a_product_that_was_taken_out_is_not_used_again(draft: Return) -> None:
    """Events outlive the line: the next product must not have the first one's history."""
    first = draft.pack(packed(), actor=ACTOR, now=utcnow())
    first_id = first.id
    draft.unpack(first, actor=ACTOR, now=utcnow())
    db.session.commit()
    second = draft.pack(packed(), actor=ACTOR, now=utcnow())
    assert second.id > first_id
    assert [event.what for event in draft.events if event.line_id == second.id] == ["packed"]
