"""The blueprint of the warehouse's pages, who may see them, and what an address names."""

from apiflask import APIBlueprint
from flask import abort

from accounts import RoleName
from database import db
from returns import Line, Return
from returns.lookup import by_typed_number
from web.http.access import role_required

warehouse = APIBlueprint("warehouse", __name__, url_prefix="/lager", enable_openapi=False)

warehouse_only = role_required(RoleName.WAREHOUSE, RoleName.ADMIN)


def known_return(number: str) -> Return:
    """The return with that number, whichever unit's; 404 when there is none."""
    found = by_typed_number(number)
    if found is None:
        abort(404)
    return found


def known_line(line_id: int) -> Line:
    return db.session.get(Line, line_id) or abort(404)
