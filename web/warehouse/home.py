"""The receiving desk: what is expected, and what waits."""

from collections.abc import Sequence

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from identity import return_number
from registry.printed_serials import Suggested
from warehouse import lookup
from warehouse.returning.send_back import SendBackTurn, number_waiting_for
from warehouse.scanned import ScannedThing
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.lanes import at_a_glance


@warehouse.get("/")
@warehouse_only
def home() -> ResponseReturnValue:
    return desk_page()


def desk_page(
    message: str = "", printed: Sequence[Suggested] = (), things: Sequence[ScannedThing] = ()
) -> str:
    """`things` are what a scan can mean, for a page without its script."""
    return render_template(
        "warehouse/home.html",
        **at_a_glance(),
        pile=lookup.on_the_desk(),
        half_here=lookup.half_here(),
        disputed=number_waiting_for(SendBackTurn.WAREHOUSE),
        message=message,
        printed=printed,
        things=things,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


def envelope_sentence(found: bool, number: str | None, anything: bool, printed: bool) -> str:
    if found:
        return _("Retur %(number)s", number=return_number.display(number or ""))
    if number:
        return _("Ingen retur har numret %(number)s.", number=return_number.display(number))
    if anything:
        return _("Det här är ingen kuvertetikett. Skanna etiketten utanpå kuvertet.")
    if printed:
        return _("Ingen kod syns, men ett returnummer står i bilden. Tryck på det om det är kuvertets.")
    return _("Ingen kod syns i bilden. Gå närmare, håll stilla, eller skriv returnumret.")
