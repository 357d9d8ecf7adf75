"""Questions about returns: where a product lies, which returns a unit has, which drafts are overdue."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from database import db
from identity import return_number
from registry.models import Article, Device, Supplier, Unit
from registry.verdict import Verdict
from returns.event import Event, EventKind
from returns.line import Line
from returns.return_model import Return
from returns.sealing import Sealing, WithoutLabel
from returns.states import Destination, LineState, ReturnState


def returned_in(device: Device, *, apart_from: Line | None = None) -> str | None:
    """The number of the return that holds the device now, or that brought it to the shelf where it stands. The line
    `apart_from` is not asked."""
    rows = db.session.execute(
        sa.select(Return.number, Line.open_device_id, Line.state)
        .join(Line.return_)
        .where(Line.device_id == device.id, Line.id != (apart_from.id if apart_from else 0))
        .order_by(Line.id.desc())
    )
    for number, open_device_id, state in rows:
        if open_device_id is not None or state is LineState.STOCKED:
            return number
    return None


def held_devices(devices: sa.Select[int]) -> dict[int, str]:
    """The same for many at once: the ids of those of the devices that a return holds or has brought to a shelf → its
    number. `devices` selects their ids."""
    rows = db.session.execute(
        sa.select(Line.device_id, Return.number)
        .join(Line.return_)
        .where(
            Line.device_id.in_(devices),
            sa.or_(Line.open_device_id.is_not(None), Line.state == LineState.STOCKED),
        )
        .order_by(Line.id)
    )
    return {
        device_id: number for device_id, number in rows if device_id is not None
    }  # the newest line's stays


AT_ONCE = 500
"""Ids in one statement, as SQLite accepts a limited number of parameters."""


def on_their_way(device_ids: Sequence[int]) -> set[int]:
    """The devices of these that lie in a return that is sealed or sent. Nobody has to hurry with them any more."""
    found: set[int] = set()
    for at in range(0, len(device_ids), AT_ONCE):
        query = sa.select(Line.open_device_id).join(Line.return_)
        query = query.where(
            Line.open_device_id.in_(device_ids[at : at + AT_ONCE]), Return.state != ReturnState.DRAFT
        )
        found.update(device_id for device_id in db.session.scalars(query) if device_id is not None)
    return found


def by_number(number: str, *options: ORMOption) -> Return | None:
    return db.session.scalar(sa.select(Return).where(Return.number == number).options(*options))


def by_typed_number(text: str, *options: ORMOption) -> Return | None:
    """The return whose number a person wrote or a label says, in any of its written forms. `options` say what is loaded
    with it."""
    number = return_number.parse(text)
    return by_number(number, *options) if number else None


WITH_LINES = selectinload(Return.lines).options(joinedload(Line.article), selectinload(Line.answers))
"""With its products, and what has been answered about them: a few queries, however many products there are."""


def of_unit(unit: Unit, states: tuple[ReturnState, ...] = ()) -> list[Return]:
    """A unit's returns, newest first."""
    query = sa.select(Return).where(Return.unit_id == unit.id).options(selectinload(Return.lines))
    if states:
        query = query.where(Return.state.in_(states))
    return list(db.session.scalars(query.order_by(Return.id.desc())))


MOST_FOUND = 100


def search_returns(unit: Unit, words: str) -> list[Return]:
    """The unit's returns, in any state, with these words in a number, a serial or a product's name; newest first."""
    query = sa.select(Return).where(Return.unit_id == unit.id, *_searched(words))
    query = query.options(selectinload(Return.lines))
    return list(db.session.scalars(query.order_by(Return.id.desc()).limit(MOST_FOUND)))


def returns_before(
    before: int | None,
    limit: int,
    *,
    unit: Unit | None = None,
    states: Sequence[ReturnState] = (),
    words: str = "",
) -> list[Return]:
    """Returns of the unit (None: of any) with an id below `before`, newest first, with all that a list shows."""
    query = sa.select(Return).where(*_searched(words))
    if before is not None:
        query = query.where(Return.id < before)
    if unit is not None:
        query = query.where(Return.unit_id == unit.id)
    if states:
        query = query.where(Return.state.in_(states))
    parts = (
        Return.lines,
        Return.unit,
        Return.supplier,
        Return.sealing,
        Return.handover,
        Return.without_label,
    )
    query = query.options(*(selectinload(part) for part in parts))
    return list(db.session.scalars(query.order_by(Return.id.desc()).limit(limit)))


def _searched(words: str) -> list[sa.ColumnElement[bool]]:
    """The conditions that a return has all the words; none without words."""
    if number := return_number.parse(words):
        return [Return.number == number]
    return [_mentions(word) for word in words.split()]


def _mentions(word: str) -> sa.ColumnElement[bool]:
    def like(
        column: sa.SQLColumnExpression[str] | sa.SQLColumnExpression[str | None],
    ) -> sa.ColumnElement[bool]:
        return column.icontains(word, autoescape=True)

    return sa.or_(
        like(Return.number),
        Return.sealing.has(like(Sealing.order_number)),
        Return.without_label.has(like(WithoutLabel.order_number)),
        Return.supplier.has(like(Supplier.name)),
        Return.lines.any(sa.or_(like(Line.serial_number), Line.article.has(like(Article.name)))),
    )


def awaited_elsewhere(device_id: int, here: Return | None = None) -> Line | None:
    """The newest line that announced the device to the warehouse and has not got it, in any return but this one."""
    return db.session.scalar(
        sa.select(Line)
        .join(Line.return_)
        .where(
            Line.device_id == device_id,
            Line.announced,
            Line.state.in_([LineState.PACKED, LineState.MISSING]),
            Return.id != (here.id if here else 0),
            Return.destination == Destination.WAREHOUSE,
            Return.state.not_in([ReturnState.DRAFT, ReturnState.CANCELLED]),
        )
        .order_by(Line.id.desc())
        .limit(1)
    )


def came_as(line: Line) -> Line | None:
    """The line of another return in which the product of this unannounced line was announced."""
    if line.device_id is None or line.announced:
        return None
    candidates = db.session.scalars(
        sa.select(Line)
        .where(Line.device_id == line.device_id, Line.state == LineState.CAME_ELSEWHERE)
        .order_by(Line.id.desc())
    )
    return next((other for other in candidates if _came_last_as(other) == line.id), None)


def _came_last_as(line: Line) -> int | None:
    """The id of the line as which an announced product came in another return."""
    what = EventKind.PRODUCT_CAME_ELSEWHERE
    query = sa.select(Event.after).where(Event.line_id == line.id, Event.what == what)
    after = db.session.scalar(query.order_by(Event.id.desc()).limit(1))
    return after["line"] if after else None


def draft_that_takes(unit: Unit, verdict: Verdict) -> Return | None:
    """The unit's newest draft with products in it that goes to where the verdict says. It is asked for a product that
    may not lie in the return that is being packed."""
    drafts = of_unit(unit, (ReturnState.DRAFT,))
    return next((draft for draft in drafts if draft.lines and draft.takes(verdict)), None)


def draft_with(device_id: int, unit: Unit) -> Line | None:
    """The line that holds the device in one of the unit's drafts."""
    return db.session.scalar(
        sa.select(Line)
        .join(Line.return_)
        .where(
            Line.open_device_id == device_id,
            Return.unit_id == unit.id,
            Return.state == ReturnState.DRAFT,
        )
    )


def in_drafts(unit: Unit) -> dict[int, Line]:
    """All devices that lie in the unit's drafts, by id → the line that holds each."""
    lines = db.session.scalars(
        sa.select(Line)
        .join(Line.return_)
        .where(Line.open_device_id.is_not(None), Return.unit_id == unit.id, Return.state == ReturnState.DRAFT)
        .options(contains_eager(Line.return_), joinedload(Line.article))
    )
    return {line.open_device_id: line for line in lines if line.open_device_id is not None}


def last_packed(page: Return, actor: str) -> Line | None:
    """The line that the person put in last on the page of that return, if it still lies in a draft of its unit: in the
    return itself, or in the one that the product was sorted into."""
    return db.session.scalar(
        sa.select(Line)
        .join(Line.return_)
        .where(
            Return.unit_id == page.unit_id,
            Return.state == ReturnState.DRAFT,
            Line.packed_by == actor,
            sa.or_(Line.return_id == page.id, Line.packed_on_id == page.id),
        )
        .order_by(Line.id.desc())
        .limit(1)
    )


def last_packed_together(page: Return, actor: str) -> list[Line]:
    """The same with what one press put in beside it: the person's lines of that moment, the last one first."""
    last = last_packed(page, actor)
    if last is None:
        return []
    query = sa.select(Line).where(
        Line.return_id == last.return_id, Line.packed_by == actor, Line.packed_at == last.packed_at
    )
    return list(db.session.scalars(query.order_by(Line.id.desc())))


def others_with_order_number(order_number: str, current: Return) -> list[Return]:
    """Other returns that are not cancelled and have this hämtorder number, newest first."""
    return list(
        db.session.scalars(
            sa.select(Return)
            .join(Return.sealing)
            .where(
                Sealing.order_number == order_number,
                Return.id != current.id,
                Return.state != ReturnState.CANCELLED,
            )
            .order_by(Return.id.desc())
        )
    )


def with_order_number(order_number: str) -> list[Return]:
    """The returns to the warehouse, of any unit, with this hämtorder number, newest first. Cancelled ones are none."""
    sealed = sa.select(Sealing.return_id).where(Sealing.order_number == order_number)
    unlabelled = sa.select(WithoutLabel.return_id).where(WithoutLabel.order_number == order_number)
    query = sa.select(Return).where(
        Return.id.in_(sealed.union(unlabelled)),
        Return.destination == Destination.WAREHOUSE,
        Return.state != ReturnState.CANCELLED,
    )
    query = query.options(selectinload(Return.unit), selectinload(Return.lines))
    return list(db.session.scalars(query.order_by(Return.id.desc()).limit(MOST_FOUND)))


def came_without_label(unit: Unit) -> list[Return]:
    """The unit's envelopes that came without a label, and of which it has not read that yet, newest first."""
    query = sa.select(Return).join(Return.without_label)
    query = query.where(Return.unit_id == unit.id, WithoutLabel.seen_at.is_(None))
    return list(db.session.scalars(query.order_by(Return.id.desc()).limit(MOST_FOUND)))


def overdue_drafts(
    now: datetime.datetime, days: int, unit: Unit | None = None, *, limit: int | None = None
) -> list[Return]:
    """Drafts older than `days` days, the oldest first. Products that do not suit the patient are sent back at once
    (R2).
    """
    query = sa.select(Return).where(_is_overdue(now, days))
    if unit is not None:
        query = query.where(Return.unit_id == unit.id)
    query = query.options(selectinload(Return.unit), selectinload(Return.lines))
    return list(db.session.scalars(query.order_by(Return.opened_at).limit(limit)))


def number_of_overdue_drafts(now: datetime.datetime, days: int) -> int:
    """How many there are, of all units."""
    return db.session.scalar(sa.select(sa.func.count(Return.id)).where(_is_overdue(now, days))) or 0


def _is_overdue(now: datetime.datetime, days: int) -> sa.ColumnElement[bool]:
    return sa.and_(Return.state == ReturnState.DRAFT, Return.opened_at < now - datetime.timedelta(days=days))


def sealed_between(unit: Unit, start: datetime.datetime, end: datetime.datetime) -> list[Return]:
    """The unit's returns that were sealed then and not cancelled, in the order in which they were."""
    query = (
        sa.select(Return)
        .join(Return.sealing)
        .where(Return.unit_id == unit.id, Sealing.at >= start, Sealing.at < end)
        .where(Return.state != ReturnState.CANCELLED)
        .options(selectinload(Return.lines))
    )
    return list(db.session.scalars(query.order_by(Sealing.at, Return.id)))


def newest_event_of(return_: Return) -> int:
    """The id of the last event of the return, 0 before there is any."""
    newest = sa.select(sa.func.max(Event.id)).where(Event.return_id == return_.id)
    return db.session.scalar(newest) or 0


def load_articles(shown: Return) -> None:
    """Load the articles with their pictures, and the devices, of all its lines at once: a page shows each of them."""
    query = sa.select(Line).where(Line.return_id == shown.id)
    article = selectinload(Line.article).selectinload(Article.picture)
    db.session.scalars(query.options(article, selectinload(Line.device))).all()
