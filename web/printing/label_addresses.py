"""What labels are made from: the register's addresses, and the web address of a return."""

from flask import current_app, request, url_for

import labels
from registry.facts import SupplierFacts
from registry.lookup import warehouse_unit
from registry.models import Unit
from returns import Refused


def return_url(number: str) -> str:
    """The address in the label's 2D code: the public one when it is set, else the one this request came by."""
    base = current_app.config["PUBLIC_URL"] or request.url_root
    return base.rstrip("/") + url_for("home.label_code", number=number)


def address(place: Unit | SupplierFacts) -> labels.Address:
    """Raises LabelError where it is not whole."""
    return labels.Address(
        name=place.name, lines=tuple(place.address_lines), postcode=place.postcode, town=place.town
    )


def the_warehouse() -> Unit:
    warehouse = warehouse_unit()
    if warehouse is None:
        raise Refused("Huvudlagrets adress är inte inlagd. Be administratören lägga in den.")
    return warehouse
