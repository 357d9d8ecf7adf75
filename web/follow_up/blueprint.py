"""The blueprint of the follow-up's pages, and which unit's figures somebody may see."""

from apiflask import APIBlueprint
from flask import abort
from flask_security import current_user

from accounts import RoleName
from database import db
from registry.models import Unit
from web.http.access import role_required, works_for
from web.http.audited import looks_at

follow_up = APIBlueprint("follow_up", __name__, url_prefix="/uppfoljning", enable_openapi=False)

follows_up = role_required(RoleName.WAREHOUSE, RoleName.ADMIN)


def unit_to_see(unit_id: int) -> Unit:
    """The unit with that id: 404 when there is none, 403 for a clinic that asks for another unit than its own."""
    if current_user.is_clinic and not works_for(unit_id):
        abort(403)
    unit = db.session.get(Unit, unit_id) or abort(404)
    looks_at(unit)
    return unit
