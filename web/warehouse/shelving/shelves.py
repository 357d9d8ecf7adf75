"""The shelves: what stands where, moved and picked by scanning."""

import datetime
from collections.abc import Sequence
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from database import db, utcnow
from warehouse import StockItem
from warehouse.shelves.stock import items_of, picked_last, search_stock
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.printed_serials import no_code_seen
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import warehouse, warehouse_only

LONGEST_SEARCH = 100
ROWS_A_PAGE = 100
MOST_PAGES = 50
"""Whoever needs to look further makes the search narrower."""
MOST_CARDS = 40
AGES = (30, 90, 180, 365)
"""Days that can be asked for: what has stood for longer."""


@warehouse.get("/hyllor")
@warehouse_only
def shelves() -> ResponseReturnValue:
    return shelves_page()


def shelves_page(message: str = "", cards: Sequence[StockItem] = ()) -> str:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    days, page = asked_age(), max(request.args.get("sida", 1, type=int), 1)
    page = min(page, MOST_PAGES)
    return render_template(
        "warehouse/shelves.html",
        words=words,
        days=days,
        ages=AGES,
        page=page,
        last_page=MOST_PAGES,
        **_found(words, days, page),
        picked=picked_last(),
        message=message,
        cards=cards,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


def asked_age() -> int:
    days = request.args.get("dagar", 0, type=int)
    return days if days in AGES else 0


def _found(words: str, days: int = 0, page: int = 1) -> dict[str, Any]:
    """A page of what stands on the shelves, and whether there is more."""
    now = utcnow()
    before = now - datetime.timedelta(days=days) if days else None
    offset = (page - 1) * ROWS_A_PAGE
    found = search_stock(words, before=before, limit=ROWS_A_PAGE + 1, offset=offset)
    return {
        "found": found[:ROWS_A_PAGE],
        "more": len(found) > ROWS_A_PAGE,
        "first_row": offset + 1,
        "now": now,
    }


@warehouse.post("/hyllor/skanna")
@warehouse_only
def scan_shelf() -> ResponseReturnValue:
    """The items in stock that are in view. What is no product is looked for as words: a shelf, a name. Changes
    nothing."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), shelves_page)
    items = items_of(seen.packages)
    if not items and (words := seen.typed or next((identity.text for identity in seen.identities), "")):
        items = search_stock(words[:LONGEST_SEARCH], limit=MOST_CARDS)
    if items:
        message = ngettext("%(num)s produkt på hyllan.", "%(num)s produkter på hyllan.", len(items))
    elif seen.key:
        message = _("Det här står inte på någon hylla.")
    else:
        message = no_code_seen()
    return answer(
        seen,
        html=render_template("warehouse/_stock_cards.html", cards=items),
        tone="good" if items else "attention",
        message=message,
        page=lambda message: shelves_page(message, items),
    )


def known_item(item_id: int) -> StockItem:
    """The item, locked: an import that shows it delivered waits until this request is done, or has been before it."""
    return db.session.get(StockItem, item_id, with_for_update={"of": StockItem}) or abort(404)


@warehouse.post("/hyllor/<int:item_id>/flytta")
@warehouse_only
@changing
def move_item(item_id: int) -> ResponseReturnValue:
    item = known_item(item_id)
    item.move(request.form.get("shelf", ""), actor=actor(), now=utcnow())
    return _done(_("%(product)s står på %(shelf)s.", product=item.line.shown_name, shelf=item.shelf))


@warehouse.post("/hyllor/<int:item_id>/plocka")
@warehouse_only
@changing
def pick_item(item_id: int) -> ResponseReturnValue:
    item = known_item(item_id)
    item.pick(request.form.get("order_number", ""), actor=actor(), now=utcnow())
    return _done(_("%(product)s är plockad.", product=item.line.shown_name))


@warehouse.post("/hyllor/<int:item_id>/angra")
@warehouse_only
@changing
def undo_pick(item_id: int) -> ResponseReturnValue:
    item = known_item(item_id)
    item.undo_pick(actor=actor(), now=utcnow())
    return _done(_("%(product)s är tillbaka på hyllan.", product=item.line.shown_name))


def _done(message: str) -> ResponseReturnValue:
    flash(message, "good")
    if wants_fragment():
        return render_template("warehouse/_stock_changed.html", **_found(""), picked=picked_last())
    return redirect(url_for("warehouse.shelves"))
