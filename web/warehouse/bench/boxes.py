"""The same step for many products: a box is filled by scanning, and one press says that the step is done for all."""

from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from database import db, utcnow
from returns import Line
from warehouse import StepBox
from warehouse.controlling.step_box import BOX_STEPS, lines_on_bench, open_boxes
from web.http.access import actor
from web.http.fragments import wants_fragment
from web.http.idempotency import changing
from web.http.translated import say
from web.scan.printed_serials import no_code_seen
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, Seen, see
from web.warehouse.blueprint import known_line, warehouse, warehouse_only


@warehouse.get("/lador")
@warehouse_only
def boxes() -> ResponseReturnValue:
    return render_template(
        "warehouse/bench/boxes.html", boxes=open_boxes(), steps=list(BOX_STEPS.values()), now=utcnow()
    )


@warehouse.post("/lador")
@warehouse_only
@changing
def open_box() -> ResponseReturnValue:
    box = StepBox.open(request.form.get("code", ""), actor=actor(), now=utcnow())
    return redirect(url_for("warehouse.box", box_id=box.id))


def known_box(box_id: int) -> StepBox:
    return db.session.get(StepBox, box_id) or abort(404)


@warehouse.get("/lador/<int:box_id>")
@warehouse_only
def box(box_id: int) -> ResponseReturnValue:
    return box_page(known_box(box_id))


def box_page(current: StepBox, message: str = "", cards: Sequence[Line] = ()) -> str:
    return render_template(
        "warehouse/bench/box.html",
        box=current,
        now=utcnow(),
        message=message,
        cards=cards,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.get("/lador/<int:box_id>/innehall")
@warehouse_only
def box_contents(box_id: int) -> ResponseReturnValue:
    """The part of the page that other devices ask for again and again."""
    return render_template("warehouse/bench/_box.html", box=known_box(box_id), now=utcnow())


@warehouse.post("/lador/<int:box_id>/skanna")
@warehouse_only
def scan_into_box(box_id: int) -> ResponseReturnValue:
    """Which taken-in products are in view. Changes nothing: a card lays them into the box by itself where the page
    has its script."""
    current = known_box(box_id)
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(say(nothing.sentence), lambda message: box_page(current, message))
    found = lines_on_bench(seen.packages)
    if current.is_running:
        return _taken_out_by_scan(current, seen, found)
    new = [line for line in found if not current.holds(line)]
    cards = [line for line in new if line.device_id] or new[:1]
    if cards:
        message = ", ".join(line.shown_name for line in cards)
    elif found:
        message = _("%(product)s ligger redan i lådan.", product=found[0].shown_name)
    elif seen.key:
        message = _("Det här är ingen inlagd produkt. Ta in kuvertet först.")
    else:
        message = no_code_seen()
    return answer(
        seen,
        html=render_template("warehouse/bench/_box_cards.html", box=current, cards=cards),
        tone="good" if found else "attention",
        message=message,
        page=lambda message: box_page(current, message, cards),
    )


def _taken_out_by_scan(current: StepBox, seen: Seen, found: Sequence[Line]) -> ResponseReturnValue:
    """The light is out: the product in view is taken out by itself, where the page has its script."""
    inside = {product.line_id for product in current.inside}
    cards = [line for line in found if line.id in inside] if current.is_ready(utcnow()) else []
    if cards:
        message = _("%(product)s är klar.", product=cards[0].shown_name)
    elif found and not current.holds(found[0]):
        product = found[0].shown_name
        message = _("%(product)s låg inte i lådan. Steget är inte gjort för den.", product=product)
    elif found and inside.isdisjoint(line.id for line in found):
        message = _("%(product)s är redan uttagen.", product=found[0].shown_name)
    elif found:
        message = _("Ljuset är inte klart än.")
    else:
        message = _("Det här är ingen produkt ur lådan.") if seen.key else no_code_seen()
    return answer(
        seen,
        html=render_template("warehouse/bench/_box_cards.html", box=current, cards=cards[:1]),
        tone="good" if cards else "attention",
        message=message,
        page=lambda message: box_page(current, message, cards[:1]),
    )


@warehouse.post("/lador/<int:box_id>/produkter/<int:line_id>")
@warehouse_only
@changing
def put_into_box(box_id: int, line_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.put_in(known_line(line_id), actor=actor(), now=utcnow())
    return _changed(current)


@warehouse.post("/lador/<int:box_id>/produkter/<int:line_id>/ta-ut")
@warehouse_only
@changing
def take_out_of_box(box_id: int, line_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.take_out(known_line(line_id))
    return _changed(current)


@warehouse.post("/lador/<int:box_id>/produkter/<int:line_id>/klar")
@warehouse_only
@changing
def take_out_done(box_id: int, line_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.take_out_done(known_line(line_id), actor=actor(), now=utcnow())
    return _changed(current)


@warehouse.post("/lador/<int:box_id>/starta")
@warehouse_only
@changing
def start_box(box_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.start(actor=actor(), now=utcnow())
    return redirect(url_for("warehouse.box", box_id=current.id))


@warehouse.post("/lador/<int:box_id>/klar")
@warehouse_only
@changing
def finish_box(box_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.finish(actor=actor(), now=utcnow())
    count = len(current.products)
    flash(
        ngettext(
            "%(step)s: klart för %(num)s produkt.",
            "%(step)s: klart för %(num)s produkter.",
            count,
            step=say(current.step.label),
        ),
        "good",
    )
    return redirect(url_for("warehouse.boxes"))


@warehouse.post("/lador/<int:box_id>/avbryt")
@warehouse_only
@changing
def stop_box(box_id: int) -> ResponseReturnValue:
    current = known_box(box_id)
    current.stop(request.form.get("reason", ""), actor=actor(), now=utcnow())
    flash(_("Lådan är tömd. Steget är inte gjort för någon av produkterna."), "attention")
    return redirect(url_for("warehouse.boxes"))


def _changed(current: StepBox) -> ResponseReturnValue:
    if wants_fragment():
        return render_template("warehouse/bench/_box_changed.html", box=current, now=utcnow())
    return redirect(url_for("warehouse.box", box_id=current.id))
