"""The blueprint of the products' pages, and who may see which product."""

from apiflask import APIBlueprint
from flask import abort
from flask_security import current_user

from database import db
from registry.models import Device, Unit
from returns import Line
from warehouse.product_history import lines_of
from web.http.access import works_for
from web.http.audited import looks_at

products = APIBlueprint("products", __name__, url_prefix="/produkter", enable_openapi=False)


def looking_unit() -> Unit | None:
    """The unit whose own products are shown; None for the warehouse and administrators, who see all. A clinic user
    without a unit sees nothing."""
    if not current_user.is_clinic:
        return None
    unit: Unit = current_user.unit or abort(403)
    return unit


def may_see(device: Device, unit: Unit | None) -> bool:
    """A unit sees a product that is registered on it, or that it has had in a return."""
    return unit is None or device.unit_id == unit.id or bool(lines_of(device, unit))


def known_device(device_id: int) -> Device:
    """404 when there is none, 403 when it is another unit's."""
    device = db.session.get(Device, device_id) or abort(404)
    if not may_see(device, looking_unit()):
        abort(403)
    looks_at(device.unit)
    return device


def line_in_sight(line_id: int) -> Line:
    """404 when there is none, 403 when it is another unit's."""
    line, unit = db.session.get(Line, line_id) or abort(404), looking_unit()
    if unit is not None and not works_for(line.return_.unit_id):
        abort(403)
    looks_at(line.return_.unit)
    return line
