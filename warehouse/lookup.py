"""Questions of the receiving desk: what is on its way, what waits for control, what is missing."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from database import db
from returns import Destination, Line, LineState, Return, ReturnState


def expected() -> list[Return]:
    """Sealed or sent returns to the warehouse, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Return)
            .where(
                Return.destination == Destination.WAREHOUSE,
                Return.state.in_([ReturnState.SEALED, ReturnState.SENT]),
            )
            .options(selectinload(Return.lines))
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
