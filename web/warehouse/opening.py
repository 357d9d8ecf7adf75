"""One scan box for everything at the warehouse: it leads to what is to be done with what was scanned."""

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from identity import return_number
from warehouse.scanned import NextStop, ScannedThing, scanned_things
from web.http.errors import wants_json
from web.http.translated import say
from web.scan.printed_serials import printed_numbers
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.envelope_in_view import EnvelopeInView, envelope_in_view
from web.warehouse.home import desk_page, envelope_sentence


@warehouse.post("/skanna")
@warehouse_only
def open_scanned() -> ResponseReturnValue:
    """Find what is in view, and lead to its next step where it can only be one thing. Changes nothing."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), desk_page)
    in_view = envelope_in_view(seen)
    things = things_in(seen, in_view)
    location = thing_url(things[0]) if len(things) == 1 else ""
    if location and not wants_json():
        return redirect(location)
    printed = [item for item in printed_numbers(seen) if return_number.parse(item.text)]
    return answer(
        seen,
        html=render_template("warehouse/_scanned.html", things=things, printed=printed),
        tone="good" if things else "attention",
        message=_told(seen, in_view, things, bool(printed)),
        page=lambda message: desk_page(message, printed, things),
        location=location,
    )


def things_in(seen: Seen, in_view: EnvelopeInView) -> list[ScannedThing]:
    """A return's number that no return has is nothing else either."""
    if in_view.number and in_view.return_ is None:
        return []
    found = in_view.return_
    return scanned_things(
        seen.packages,
        [seen.typed] if seen.typed else [identity.text for identity in seen.identities],
        utcnow(),
        labelled=found,
        envelope=in_view.envelope if found and len(found.envelopes) > 1 else None,
    )


def _told(seen: Seen, in_view: EnvelopeInView, things: Sequence[ScannedThing], printed: bool) -> str:
    if len(things) > 1:
        return _("Det kan vara flera saker. Välj en.")
    if in_view.return_ is None and things:
        where = things[0].where
        return say(where) if where else things[0].number
    if seen.key and not in_view.number:
        return _("Inget här har den koden. Skanna ett kuvert, en produkt, en hylla eller en hämtorder.")
    return envelope_sentence(bool(in_view.return_), in_view.number, bool(seen.key), printed)


@warehouse.app_template_global("thing_url")
def thing_url(thing: ScannedThing) -> str:
    """The address of the page where the next step is done."""
    if thing.stop is NextStop.RECEIVE and thing.return_:
        return url_for("warehouse.receive", number=thing.return_.number, kuvert=thing.envelope)
    if thing.stop in (NextStop.CONTROL, NextStop.SENT_BACK) and thing.line:
        return url_for("warehouse.control", line_id=thing.line.id)
    if thing.stop is NextStop.CHARGE:
        return url_for("warehouse.charging")
    if thing.stop is NextStop.SHELF:
        return url_for("warehouse.shelves", q=thing.shelf or thing.number or thing.name)
    if thing.device:
        return url_for("products.product", device_id=thing.device.id)
    return url_for("products.unregistered_product", line_id=thing.line.id if thing.line else 0)
