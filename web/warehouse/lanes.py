"""The counted lanes of the home page, and the list behind each of them."""

import datetime
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from database import utcnow
from registry.corrections import SupportMessage
from returns import Line
from warehouse.follow_up.contact import due_contacts
from warehouse.lanes import (
    LANE_PAGE,
    LaneKind,
    Waiting,
    arrived_lane,
    flow_between,
    lane,
    median_to_shelf,
    waiting_in,
)
from warehouse.shelves.charging import charging_due
from web.http.local_time import day_bounds, today
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.control import message_to_support

MEDIAN_DAYS = 30
OLD_DAYS = 3
"""From this age on the oldest in a lane is shown in another colour."""


@warehouse.get("/lista/<kind>")
@warehouse_only
def lane_list(kind: str) -> ResponseReturnValue:
    if kind not in set(LaneKind):
        abort(404)
    chosen, page = LaneKind(kind), min(max(request.args.get("sida", 0, type=int), 0), 10_000)
    rows = waiting_in(chosen, page)
    return render_template(
        "warehouse/lane.html",
        kind=chosen,
        lane=lane(chosen),
        rows=rows,
        messages=messages_to_support(rows) if chosen is LaneKind.WAITS_FOR_SESAM else {},
        old_days=OLD_DAYS,
        page_number=page,
        per_page=LANE_PAGE,
        now=utcnow(),
    )


def messages_to_support(rows: list[Waiting]) -> dict[int, SupportMessage]:
    """For each product that waits for Sesam the message to Stöd och Support, to be sent once more."""
    lines = [row.thing for row in rows if isinstance(row.thing, Line)]
    messages = {line.id: message_to_support(line) for line in lines}
    return {line_id: message for line_id, message in messages.items() if message}


def at_a_glance() -> dict[str, Any]:
    """What the home page shows beside the scanner."""
    now = utcnow()
    start, end = day_bounds(today())
    lanes = {kind: lane(kind) for kind in LaneKind}
    ways = {kind: (kind.words, url_for("warehouse.lane_list", kind=kind)) for kind in LaneKind}
    span = datetime.timedelta(days=MEDIAN_DAYS)
    return {
        "lanes": [(*ways[kind], lanes[kind]) for kind in LaneKind],
        "arrived": arrived_lane(),
        "charging": charging_due(now),
        "flow": flow_between(start, end),
        "median": median_to_shelf(now - span, now),
        "median_before": median_to_shelf(now - 2 * span, now - span),
        "median_days": MEDIAN_DAYS,
        "old_days": OLD_DAYS,
        "due": due_contacts(today()),
        "now": now,
    }
