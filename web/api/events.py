"""/api/v1/events: the event log as EPCIS 2.0 (JSON-LD), page after page."""

import datetime
from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint, Schema
from apiflask.fields import DateTime, Integer, String
from apiflask.validators import Length, Range
from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.tokens import Scope
from database import db
from registry.lookup import devices_with_serial
from registry.models import Device
from returns import Event
from returns.lookup import by_typed_number
from warehouse.epcis import events_in_period, events_of_product, events_of_return
from web.api.scoped import scoped
from web.http.errors import problem
from web.warehouse.event_export import epcis_answer

events_api = APIBlueprint("events_api", __name__, url_prefix="/api/v1", tag="events")

MOST = 1000
LAST_ID = 2**31 - 1
BEGINNING = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
END = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)


class EventsQuery(Schema):
    begin = DateTime(data_key="from", load_default=BEGINNING, metadata={"description": "from this moment on"})
    end = DateTime(data_key="to", load_default=END, metadata={"description": "until before this moment"})
    number = String(data_key="return", validate=Length(max=40), metadata={"description": "of one return"})
    product = String(
        validate=Length(max=80), metadata={"description": "of one product, by its serial number"}
    )
    after = Integer(load_default=0, validate=Range(0, LAST_ID), metadata={"description": "as the link says"})
    limit = Integer(load_default=200, validate=Range(1, MOST), metadata={"description": "events on a page"})


@events_api.get("/events")
@scoped(Scope.EVENTS)
@events_api.input(EventsQuery, location="query", arg_name="query")
@events_api.doc(
    summary="The event log as EPCIS 2.0",
    description="One EPCISDocument a page. The header Link (rel=next) leads to the following page, where there is one.",
    responses=[401, 403, 404, 422],
)
def list_events(query: dict[str, Any]) -> ResponseReturnValue:
    chosen, device = _chosen(query)
    if chosen is None:
        return problem(404, _("Ingen retur eller produkt har det numret.")), 404
    # The ids first: what lies on the page is then fixed, whatever is written meanwhile.
    ids = list(db.session.scalars(chosen.with_only_columns(Event.id).limit(query["limit"] + 1)))
    page, more = ids[: query["limit"]], len(ids) > query["limit"]
    headers = {"Link": f'<{_next(query, page[-1])}>; rel="next"'} if more else {}
    return epcis_answer(sa.select(Event).where(Event.id.in_(page)).order_by(Event.id), device, headers)


def _chosen(query: dict[str, Any]) -> tuple[sa.Select[Event] | None, Device | None]:
    if serial := query.get("product"):
        found = devices_with_serial(serial)
        return (events_of_product(found[0], query["after"]), found[0]) if len(found) == 1 else (None, None)
    if number := query.get("number"):
        return_ = by_typed_number(number)
        return (events_of_return(return_, query["after"]) if return_ else None), None
    return events_in_period(_aware(query["begin"]), _aware(query["end"]), query["after"]), None


def _aware(moment: datetime.datetime) -> datetime.datetime:
    """A moment without a time zone is in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _next(query: dict[str, Any], last: int) -> str:
    said = {"return": query.get("number"), "product": query.get("product"), "limit": query["limit"]}
    if not said["return"] and not said["product"]:
        said |= {"from": query["begin"].isoformat(), "to": query["end"].isoformat()}
    return url_for("events_api.list_events", **said, after=last)
