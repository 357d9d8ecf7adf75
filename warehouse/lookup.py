"""Questions of the receiving desk: what is on its way, what waits for control, what is missing."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from database import db
from returns import Destination, Envelope, Line, LineState, Return, ReturnState


def expected() -> list[Return]:
    """Sealed or sent returns to the warehouse of which nothing has come yet, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Return)
            .where(
                Return.destination == Destination.WAREHOUSE,
                Return.state.in_([ReturnState.SEALED, ReturnState.SENT]),
                ~sa.exists().where(Envelope.return_id == Return.id, Envelope.arrived_at.is_not(None)),
            )
            .options(selectinload(Return.lines))
            .order_by(Return.id)
        )
    )


def on_the_desk() -> list[Envelope]:
    """Envelopes that have come and are not taken in, oldest first: the pile."""
    return list(
        db.session.scalars(
            sa.select(Envelope)
            .where(Envelope.arrived_at.is_not(None), Envelope.taken_in_at.is_(None))
            .options(
                selectinload(Envelope.return_).options(
                    selectinload(Return.lines), selectinload(Return.envelopes), selectinload(Return.unit)
                )
            )
            .order_by(Envelope.arrived_at, Envelope.return_id, Envelope.number)
        )
    )


def half_here() -> list[Return]:
    """Returns of which some envelopes are taken in and others are waited for, oldest first."""
    waited_for = sa.exists().where(
        Envelope.return_id == Return.id, Envelope.arrived_at.is_(None), Envelope.given_up_at.is_(None)
    )
    return list(
        db.session.scalars(
            sa.select(Return)
            .where(Return.state == ReturnState.RECEIVED, waited_for)
            .options(selectinload(Return.lines), selectinload(Return.envelopes), selectinload(Return.unit))
            .order_by(Return.id)
        )
    )


def awaiting_control() -> list[Line]:
    """Products that are taken in and not yet on a shelf or on their way back, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Line)
            .join(Line.return_)
            .where(
                Return.state == ReturnState.RECEIVED,
                Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL]),
            )
            .order_by(Line.received_at, Line.id)
        )
    )


def missing() -> list[Line]:
    """Announced products that did not come, newest first."""
    return list(
        db.session.scalars(sa.select(Line).where(Line.state == LineState.MISSING).order_by(Line.id.desc()))
    )
