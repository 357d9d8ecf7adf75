"""The receiving desk: what is expected, what waits, and the scan of an envelope's label."""

from collections.abc import Sequence

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from identity import return_number
from registry.printed_serials import Suggested
from warehouse import lookup
from warehouse.send_back import SendBackTurn, number_waiting_for
from web.http.errors import wants_json
from web.http.translated import say
from web.scan.printed_serials import printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.envelope_in_view import envelope_in_view
from web.warehouse.lanes import at_a_glance


@warehouse.get("/")
@warehouse_only
def home() -> ResponseReturnValue:
    return desk_page()


def desk_page(message: str = "", printed: Sequence[Suggested] = ()) -> str:
    return render_template(
        "warehouse/home.html",
        **at_a_glance(),
        pile=lookup.on_the_desk(),
        half_here=lookup.half_here(),
        disputed=number_waiting_for(SendBackTurn.WAREHOUSE),
        message=message,
        printed=printed,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.post("/skanna")
@warehouse_only
def scan_envelope() -> ResponseReturnValue:
    """Find the return whose label is in view, and lead to it."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), desk_page)
    in_view = envelope_in_view(seen)
    found, number = in_view.return_, in_view.number
    which = in_view.envelope if found and len(found.envelopes) > 1 else None
    location = url_for("warehouse.receive", number=found.number, kuvert=which) if found else ""
    if found and not wants_json():
        return redirect(location)
    printed = [item for item in printed_numbers(seen) if return_number.parse(item.text)]
    card = render_template("warehouse/_envelope.html", found=found, location=location, printed=printed)
    return answer(
        seen,
        html=card,
        tone="good" if found else "attention",
        message=envelope_sentence(bool(found), number, bool(seen.key), bool(printed)),
        page=lambda message: desk_page(message, printed),
        location=location,
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
