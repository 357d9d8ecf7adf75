"""The event log for other systems: a period, a return or a product is chosen, and comes as an EPCIS document."""

import datetime
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import utcnow
from registry.lookup import devices_with_serial
from registry.models import Device
from returns import Event
from returns.lookup import by_typed_number
from warehouse.epcis import (
    Identifiers,
    document_parts,
    events_in_period,
    events_of_product,
    events_of_return,
    in_epcis,
)
from web.http.form_fields import DayField, TextField
from web.http.local_time import day_bounds, today
from web.http.page_form import PageForm
from web.warehouse.blueprint import warehouse, warehouse_only

JSON_LD = "application/ld+json"


class EventsForm(PageForm):
    """Which events: those of a return or of a product where one is named, else those of the days."""

    first = DayField(_l("Från och med"))
    last = DayField(_l("Till och med"))
    number = TextField(_l("Returnummer"))
    serial = TextField(_l("Serienummer"))
    chosen: sa.Select[Event]
    device: Device | None = None

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        if serial := read.get("serial"):
            return self._product(serial)
        if number := read.get("number"):
            return self._return(number)
        return self._period(read.get("first"), read.get("last")) if {"first", "last"} <= read.keys() else {}

    def _product(self, serial: str) -> Mapping[str, Sentence]:
        found = devices_with_serial(serial)
        if not found:
            return {"serial": Sentence("Ingen produkt i registret har det serienumret.")}
        if len(found) > 1:
            return {"serial": Sentence("Flera produkter har det serienumret. Skriv individnumret.")}
        self.device, self.chosen = found[0], events_of_product(found[0])
        return {}

    def _return(self, number: str) -> Mapping[str, Sentence]:
        found = by_typed_number(number)
        if found is None:
            return {"number": Sentence("Ingen retur har det numret.")}
        self.chosen = events_of_return(found)
        return {}

    def _period(self, first: datetime.date | None, last: datetime.date | None) -> Mapping[str, Sentence]:
        if first is None or last is None:
            missing = "first" if first is None else "last"
            return {missing: Sentence("Välj en dag, eller skriv ett returnummer eller ett serienummer.")}
        if last < first:
            return {"last": Sentence("Den sista dagen är före den första. Byt dem.")}
        self.chosen = events_in_period(day_bounds(first)[0], day_bounds(last)[1])
        return {}


@warehouse.get("/handelser")
@warehouse_only
def event_export() -> ResponseReturnValue:
    month = today().replace(day=1)
    return export_page(EventsForm.shown_with({"first": month, "last": today()}))


def export_page(form: EventsForm) -> str:
    return render_template("warehouse/event_export.html", form=form)


@warehouse.post("/handelser")
@warehouse_only
def export_events() -> ResponseReturnValue:
    """The file. Nothing is changed."""
    form = EventsForm.from_request()
    if not form.validate():
        return export_page(form), 422
    name = f"handelser-{today().isoformat()}.jsonld"
    return epcis_answer(form.chosen, form.device, {"Content-Disposition": f'attachment; filename="{name}"'})


def epcis_answer(
    chosen: sa.Select[Event], device: Device | None, headers: Mapping[str, str]
) -> ResponseReturnValue:
    """The document, sent part after part."""
    names = Identifiers((current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/"))
    parts = document_parts(in_epcis(chosen, names, device), names, utcnow())
    return Response(stream_with_context(parts), mimetype=JSON_LD, headers=headers)
