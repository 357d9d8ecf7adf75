"""Undoing the last scan: the product that was taken in last, or the envelope in which nothing is scanned yet."""

import datetime

from flask import request
from flask.typing import ResponseReturnValue

from database import utcnow
from returns import Line
from warehouse import Receipt
from web.http.access import actor
from web.http.idempotency import changing
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.direct.open_envelope import OpenEnvelope
from web.warehouse.direct.sending import said_desk, told
from web.warehouse.direct.took import Took


@warehouse.post("/direkt/angra")
@warehouse_only
@changing
def undo_scanned() -> ResponseReturnValue:
    """Undo what the button named. Where somebody has gone on with it since, nothing changes."""
    desk = said_desk()
    if desk.receipt is None or desk.envelope is None:
        return told([], desk)
    line_id = request.form.get("line_id", type=int)
    if line_id is None:
        desk.envelope.undo_arrival(actor=actor(), now=utcnow())
        return told([Took.envelope_undone(desk)], OpenEnvelope())
    line = taken_last(desk.receipt)
    if line is None or line.id != line_id:
        return told([], desk)
    undone = Took.undone(line)
    desk.receipt.undo(line, actor=actor(), now=utcnow())
    return told([undone], desk)


@warehouse.app_template_global("taken_last")
def taken_last(receipt: Receipt) -> Line | None:
    """The signed-in user's latest product of the return, while taking it in can be undone."""
    mine = [line for line in receipt.return_.lines if line.received_by == actor() and receipt.can_undo(line)]
    return max(mine, key=_newest, default=None)


def _newest(line: Line) -> tuple[datetime.datetime, int]:
    assert line.received_at
    return line.received_at, line.id
