"""The blueprint of the clinic's pages, who may see them, and the unit's returns and lines that an address names."""

from apiflask import APIBlueprint
from flask import abort
from flask_security import current_user
from sqlalchemy.orm.interfaces import ORMOption

from accounts import RoleName
from registry.models import Unit
from returns import Line, Refused, Return
from returns.lookup import WITH_LINES, by_typed_number
from web.http.access import role_required, works_for

clinic = APIBlueprint("clinic", __name__, url_prefix="/returer", enable_openapi=False)

clinic_only = role_required(RoleName.CLINIC)


def own_unit() -> Unit:
    """The unit that the signed-in user works at. The user may see nothing of other units."""
    unit: Unit | None = current_user.unit
    if unit is None:
        abort(403)
    return unit


def own_return(number: str, *options: ORMOption) -> Return:
    """The return with that number: 404 when there is none, 403 when it is of a unit that the user does not work for.
    From here on the request works for the return's unit. `options` say what is loaded with it."""
    found = by_typed_number(number, *options)
    if found is None:
        abort(404)
    if not works_for(found.unit_id):
        abort(403)
    return found


def own_line(number: str, line_id: int) -> Line:
    """A line of the unit's return."""
    line = next((line for line in own_return(number, WITH_LINES).lines if line.id == line_id), None)
    if line is None:
        abort(404)
    return line


def line_to_change(number: str, line_id: int) -> Line:
    """A line of the unit's return that is to be changed. The request may have waited on a tablet while somebody took
    the product out; then it is refused with a sentence that says so."""
    line = next((line for line in own_return(number, WITH_LINES).lines if line.id == line_id), None)
    if line is None:
        raise Refused("Produkten ligger inte kvar i returen.")
    return line
