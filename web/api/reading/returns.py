"""Returns: the list, one of them, and what has happened to it."""

from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint
from apiflask.fields import List, String
from apiflask.validators import Length, OneOf
from flask.typing import ResponseReturnValue
from flask_security import current_user

from accounts import RoleName
from accounts.tokens import Scope
from database import db
from returns import Event, Return, ReturnState
from returns.lookup import returns_before
from web.api.calls import reads
from web.api.paging import PageQuery, one_page
from web.api.reading.register import unit_meant
from web.api.shown.returned import (
    STATES,
    ReturnEvents,
    ReturnOutput,
    ReturnsOutput,
    shown_event,
    shown_summary,
    whole_return,
)
from web.clinic.blueprint import own_return
from web.clinic.sending.label import envelope_labels, packing_list
from web.printing.pdf import answer, in_one_file, rendered
from web.warehouse.blueprint import known_return

returns_api = APIBlueprint("returns_api", __name__, url_prefix="/api/v1", tag="returns")


def return_in_sight(number: str) -> Return:
    """As on the pages: a clinic's own, and any for the warehouse and administrators."""
    return own_return(number) if current_user.is_clinic else known_return(number)


class ReturnsQuery(PageQuery):
    state = List(String(validate=OneOf(STATES)), metadata={"description": "may be given several times"})
    unit = String(validate=Length(1, 40), metadata={"description": "the unit's code; a clinic's is its own"})
    q = String(
        validate=Length(max=100), metadata={"description": "words in a number, a serial or a product's name"}
    )


@reads(
    returns_api,
    "/returns",
    Scope.READ_RETURNS,
    ReturnsOutput,
    query=ReturnsQuery,
    summary="Returns, the newest first",
)
def list_returns(asked: dict[str, Any]) -> Any:
    found = returns_before(
        asked["cursor"],
        asked["limit"] + 1,
        unit=unit_meant(asked.get("unit")),
        states=tuple(ReturnState(state) for state in asked.get("state") or ()),
        words=asked.get("q") or "",
    )
    shown, following = one_page(found, asked)
    return {"returns": [shown_summary(one) for one in shown], "next": following}


@reads(
    returns_api, "/returns/<number>", Scope.READ_RETURNS, ReturnOutput, summary="One return with its products"
)
def show_return(number: str) -> Any:
    return whole_return(return_in_sight(number))


@reads(
    returns_api,
    "/returns/<number>/events",
    Scope.READ_RETURNS,
    ReturnEvents,
    query=PageQuery,
    summary="What has happened to a return, the oldest first",
)
def list_return_events(number: str, asked: dict[str, Any]) -> Any:
    found = return_in_sight(number)
    query = sa.select(Event).where(Event.return_id == found.id, Event.id > (asked["cursor"] or 0))
    rows = list(db.session.scalars(query.order_by(Event.id).limit(asked["limit"] + 1)))
    shown, following = one_page(rows, asked)
    return {"events": [shown_event(one) for one in shown], "next": following}


@reads(
    returns_api,
    "/returns/<number>/label.pdf",
    Scope.READ_RETURNS,
    None,
    roles=(RoleName.CLINIC,),
    summary="The labels of a sealed return's envelopes, as a PDF",
)
def return_label_pdf(number: str) -> ResponseReturnValue:
    current = own_return(number)
    return answer(in_one_file(envelope_labels(current)), f"etikett-{current.number}")


@reads(
    returns_api,
    "/returns/<number>/packing-list.pdf",
    Scope.READ_RETURNS,
    None,
    roles=(RoleName.CLINIC,),
    summary="A sealed return's packing list, as a PDF",
)
def return_packing_list_pdf(number: str) -> ResponseReturnValue:
    current = own_return(number)
    return answer(rendered(packing_list(current), "a4"), f"foljesedel-{current.number}")
