"""Counting shelves: scan a shelf, then what stands on it, and see what is missing and what should not be there."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import selectinload

from database import db, utcnow
from warehouse import CountedProduct, StockItem, Stocktake
from warehouse.shelves.stock import LONGEST_SHELF, shelf_holds_something, tidy_shelf
from warehouse.shelves.stocktake import (
    SeenOnShelf,
    ShelfFinding,
    finished_last,
    missing_in_stock,
    seen_again,
    seen_on_shelf,
    under_way,
)
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.printed_serials import no_code_seen
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see
from web.warehouse.blueprint import warehouse, warehouse_only
from web.warehouse.shelving.shelves import known_item


@warehouse.get("/inventering")
@warehouse_only
def stocktakes() -> ResponseReturnValue:
    return stocktakes_page()


def stocktakes_page(message: str = "", shelf: str = "") -> str:
    return render_template(
        "warehouse/stocktakes.html",
        message=message,
        shelf=shelf,
        under_way=under_way(),
        finished=finished_last(),
        missing=missing_in_stock(),
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.post("/inventering/skanna")
@warehouse_only
def scan_shelf_to_count() -> ResponseReturnValue:
    """Which shelf is in view. Changes nothing: its card begins the count by itself, where the page has its script."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), stocktakes_page)
    shelf = _shelf_in(seen)
    if shelf:
        message = _("Hylla %(shelf)s.", shelf=shelf)
    elif seen.key:
        message = _("Det här är ingen hylla. Skanna hyllans etikett först, och sedan det som står där.")
    else:
        message = _("Ingen kod syns i bilden. Gå närmare, håll stilla, eller skriv hyllan.")
    return answer(
        seen,
        html=render_template("warehouse/_shelf_card.html", shelf=shelf, at_once=True),
        tone="good" if shelf else "attention",
        message=message,
        page=lambda message: stocktakes_page(message, shelf),
    )


def _shelf_in(seen: Seen) -> str:
    """The shelf whose label is in view, or whose name was typed; empty for what is a product."""
    if any(package.gtins for package in seen.packages):
        return ""
    products = [one for one in seen_on_shelf(seen.packages, "") if one.device or one.article]
    text = seen.typed or next((identity.text for identity in seen.identities), "")
    return "" if products or len(text) > LONGEST_SHELF else tidy_shelf(text)


@warehouse.post("/inventering")
@warehouse_only
@changing
def start_stocktake() -> ResponseReturnValue:
    stocktake = Stocktake.start(request.form.get("shelf", ""), actor=actor(), now=utcnow())
    return _back_to(stocktake)


def known_stocktake(stocktake_id: int, *, lock: bool = False) -> Stocktake:
    """The count with its products. Locked, so that of two people at one shelf one changes it after the other."""
    product = selectinload(Stocktake.products)
    options = (
        product.options(
            selectinload(CountedProduct.article),
            selectinload(CountedProduct.device),
            selectinload(CountedProduct.item).selectinload(StockItem.line),
        ),
    )
    query = sa.select(Stocktake).where(Stocktake.id == stocktake_id).options(*options)
    if lock:
        query = query.with_for_update(of=Stocktake)
    return db.session.scalar(query) or abort(404)


def _back_to(stocktake: Stocktake) -> ResponseReturnValue:
    return redirect(url_for("warehouse.stocktake", stocktake_id=stocktake.id))


@warehouse.get("/inventering/<int:stocktake_id>")
@warehouse_only
def stocktake(stocktake_id: int) -> ResponseReturnValue:
    return stocktake_page(known_stocktake(stocktake_id))


def stocktake_page(stocktake: Stocktake, message: str = "", cards: Sequence[SeenOnShelf] = ()) -> str:
    return render_template(
        "warehouse/stocktake.html",
        message=message,
        cards=[(card, stocktake.counted(card)) for card in cards],
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
        **_counted(stocktake),
    )


def _counted(stocktake: Stocktake) -> dict[str, object]:
    expected = stocktake.awaited
    return {
        "stocktake": stocktake,
        "expected": expected,
        "left": stocktake.left_of(expected),
        "findings": ShelfFinding,
    }


@warehouse.get("/inventering/<int:stocktake_id>/rader")
@warehouse_only
def counted_rows(stocktake_id: int) -> ResponseReturnValue:
    """The list alone: the page asks for it, so that two people at one shelf see each other's scans."""
    return render_template("warehouse/_counted.html", **_counted(known_stocktake(stocktake_id)))


@warehouse.post("/inventering/<int:stocktake_id>/skanna")
@warehouse_only
def scan_on_shelf(stocktake_id: int) -> ResponseReturnValue:
    """What is in view, and whether it is counted already. Changes nothing: the card of what is new notes it by itself,
    where the page has its script."""
    current = known_stocktake(stocktake_id)
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: stocktake_page(current, message))
    if shelf := _known_shelf_in(seen):
        here = shelf == current.shelf
        message = (
            _("Du räknar redan hylla %(shelf)s.", shelf=shelf) if here else _("Hylla %(shelf)s.", shelf=shelf)
        )
        html = render_template("warehouse/_shelf_card.html", shelf="" if here else shelf, at_once=False)
        return answer(
            seen,
            html=html,
            tone="attention",
            message=message,
            page=lambda message: stocktake_page(current, message),
        )
    found = seen_on_shelf(seen.packages, current.shelf)
    cards = [(card, current.counted(card)) for card in found]
    return answer(
        seen,
        html=render_template("warehouse/_count_cards.html", cards=cards, stocktake=current),
        tone=_tone(current, cards),
        message=_sentence(current, cards),
        page=lambda message: stocktake_page(current, message, found),
    )


def _known_shelf_in(seen: Seen) -> str:
    shelf = _shelf_in(seen)
    return shelf if shelf and shelf_holds_something(shelf) else ""


Card = tuple[SeenOnShelf, CountedProduct | None]


def _tone(stocktake: Stocktake, cards: Sequence[Card]) -> str:
    belongs = [
        card.finding_on(stocktake) in (ShelfFinding.FOUND, ShelfFinding.TURNED_UP) for card, _old in cards
    ]
    return "good" if belongs and all(belongs) else "attention"


def _sentence(stocktake: Stocktake, cards: Sequence[Card]) -> str:
    if not cards:
        return no_code_seen()
    if len(cards) > 1:
        return ngettext("%(num)s produkt i bild.", "%(num)s produkter i bild.", len(cards))
    card, counted = cards[0]
    if counted:
        return _("%(product)s är redan räknad.", product=card.name)
    return {
        ShelfFinding.FOUND: _("%(product)s står rätt.", product=card.name),
        ShelfFinding.TURNED_UP: _("%(product)s saknades, och är hittad.", product=card.name),
        ShelfFinding.ELSEWHERE: _("%(product)s ska stå på en annan hylla.", product=card.name),
        ShelfFinding.NOT_IN_STOCK: _("%(product)s finns inte i lagret.", product=card.name),
    }.get(card.finding_on(stocktake), _("Ingen registrerad produkt har koden %(code)s.", code=card.name))


@warehouse.post("/inventering/<int:stocktake_id>/produkter")
@warehouse_only
@changing
def note_on_shelf(stocktake_id: int) -> ResponseReturnValue:
    current = known_stocktake(stocktake_id, lock=True)
    form = request.form
    seen = seen_again(
        form.get("device", type=int), form.get("article", type=int), form.get("code", ""), current.shelf
    )
    current.note(seen or abort(400), actor=actor(), now=utcnow())
    return _counted_answer(current)


def own_product(stocktake: Stocktake, product_id: int) -> CountedProduct | None:
    return next((product for product in stocktake.products if product.id == product_id), None)


@warehouse.post("/inventering/<int:stocktake_id>/produkter/<int:product_id>/bort")
@warehouse_only
@changing
def take_count_away(stocktake_id: int, product_id: int) -> ResponseReturnValue:
    current = known_stocktake(stocktake_id, lock=True)
    if product := own_product(current, product_id):
        current.take_away(product)
    return _counted_answer(current)


@warehouse.post("/inventering/<int:stocktake_id>/produkter/<int:product_id>/antal")
@warehouse_only
@changing
def set_quantity(stocktake_id: int, product_id: int) -> ResponseReturnValue:
    current = known_stocktake(stocktake_id, lock=True)
    product = own_product(current, product_id) or abort(404)
    current.set_quantity(product, request.form.get("quantity", type=int))
    return _counted_answer(current)


def _counted_answer(stocktake: Stocktake) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("warehouse/_count_noted.html", **_counted(stocktake))
    return _back_to(stocktake)


@warehouse.post("/inventering/<int:stocktake_id>/avsluta")
@warehouse_only
@changing
def finish_stocktake(stocktake_id: int) -> ResponseReturnValue:
    current = known_stocktake(stocktake_id, lock=True)
    current.finish(actor=actor(), now=utcnow())
    flash(_("Hylla %(shelf)s är inventerad.", shelf=current.shelf), "good")
    return _back_to(current)


@warehouse.post("/inventering/<int:stocktake_id>/hit")
@warehouse_only
@changing
def bring_here(stocktake_id: int) -> ResponseReturnValue:
    """Move what should stand elsewhere to this shelf in the register: one product by its id, or all of them."""
    current = known_stocktake(stocktake_id, lock=True)
    current.bring_all_here(request.form.get("product", type=int), actor=actor(), now=utcnow())
    flash(_("Flyttat till hylla %(shelf)s.", shelf=current.shelf), "good")
    return _back_to(current)


@warehouse.post("/hyllor/<int:item_id>/hittad")
@warehouse_only
@changing
def note_found(item_id: int) -> ResponseReturnValue:
    """What was missing in stock has been found on the shelf where it should stand."""
    item = known_item(item_id)
    item.find(item.shelf, actor=actor(), now=utcnow())
    flash(_("%(product)s är tillbaka på hyllan.", product=item.line.shown_name), "good")
    if stocktake_id := request.form.get("stocktake", type=int):
        return redirect(url_for("warehouse.stocktake", stocktake_id=stocktake_id))
    return redirect(url_for("warehouse.stocktakes"))
