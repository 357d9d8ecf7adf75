"""The charging calendar: what has to be charged this week, worked through by scanning."""

import datetime
from collections.abc import Sequence

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from warehouse import StockItem
from warehouse.shelves.charging import charged_last, charging_due, due_at, is_charged, to_charge
from warehouse.shelves.stock import items_of
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.local_time import local_date, today
from web.http.translated import say
from web.scan.printed_serials import no_code_seen
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.shelving.shelves import known_item

MOST_ROWS = 100
UNDONE_WITHIN = datetime.timedelta(days=1)
"""How long a charge that was noted by mistake is offered to be undone."""


@warehouse.get("/laddning")
@warehouse_only
def charging() -> ResponseReturnValue:
    return charging_page()


def charging_page(message: str = "", cards: Sequence[StockItem] = ()) -> str:
    return render_template(
        "warehouse/charging.html",
        message=message,
        cards=cards,
        charging_state=_charging_state,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
        **_calendar(),
    )


def _calendar() -> dict[str, object]:
    """What the list shows: each product with the days that are left until it is due, below none when it is late."""
    now, day = utcnow(), today()
    items = [(item, due) for item in to_charge(now, MOST_ROWS) if (due := due_at(item, now))]
    return {
        "rows": [(item, (local_date(due) - day).days, due <= now) for item, due in items],
        "counts": charging_due(now),
        "charged": charged_last(now - UNDONE_WITHIN, now),
    }


def _charging_state(item: StockItem) -> str:
    """What a scanned product's card offers."""
    if not is_charged(item.article):
        return "never"
    return "again" if item.is_charged_lately(utcnow()) else "charge"


@warehouse.post("/laddning/skanna")
@warehouse_only
def scan_to_charge() -> ResponseReturnValue:
    """Which products in stock are in view. Changes nothing: the card of one that is known notes the charge by itself,
    where the page has its script."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), charging_page)
    items = items_of(seen.packages)
    states = {_charging_state(item) for item in items}
    return answer(
        seen,
        html=render_template("warehouse/_charging_cards.html", cards=items, charging_state=_charging_state),
        tone="good" if states == {"charge"} else "attention",
        message=_sentence(items, states) if seen.key else no_code_seen(),
        page=lambda message: charging_page(message, items),
    )


def _sentence(items: Sequence[StockItem], states: set[str]) -> str:
    if not items:
        return _("Det här står inte på någon hylla.")
    name = items[0].line.shown_name
    if states == {"never"}:
        return _("%(product)s ska inte laddas.", product=name)
    if states == {"again"}:
        return _("%(product)s är redan laddad.", product=name)
    if len(items) > 1:
        return _("Välj vilken som är laddad.")
    return _("%(product)s är laddad.", product=name)


@warehouse.post("/laddning/<int:item_id>/laddad")
@warehouse_only
@changing
def note_charge(item_id: int) -> ResponseReturnValue:
    item = known_item(item_id)
    item.charge(actor=actor(), now=utcnow())
    return _calendar_answer(_("%(product)s är laddad.", product=item.line.shown_name))


@warehouse.post("/laddning/<int:item_id>/angra")
@warehouse_only
@changing
def undo_charge(item_id: int) -> ResponseReturnValue:
    item = known_item(item_id)
    item.undo_charge(actor=actor(), now=utcnow())
    return _calendar_answer(_("%(product)s är inte laddad.", product=item.line.shown_name))


def _calendar_answer(message: str) -> ResponseReturnValue:
    flash(message, "good")
    if wants_fragment():
        return render_template("warehouse/_charging_changed.html", **_calendar())
    return redirect(url_for("warehouse.charging"))
