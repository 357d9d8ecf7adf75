"""The page of a product's control: each step is done or does not apply; then it is available, or goes back to the
unit."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import db, utcnow
from returns import MOST_PHOTOS, Line
from warehouse import Control, Decision, SendBack, StepOutcome, StockItem
from warehouse.send_back import LONGEST_ANSWER, sent_back_before
from warehouse.send_back_reason import SendBackReason
from web.http.access import actor
from web.http.idempotency import changing
from web.warehouse.blueprint import known_line, warehouse, warehouse_only


@warehouse.get("/kontroll/<int:line_id>")
@warehouse_only
def control(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    return render_template(
        "warehouse/control.html",
        line=line,
        control=db.session.get(Control, line.id) or Control(line=line),
        reasons=SendBackReason.active(),
        decision=Decision.of(line),
        before=sent_back_before(line),
        sent_back=db.session.get(SendBack, line.id),
        stocked=StockItem.of(line),
        most_photos=MOST_PHOTOS,
        longest=LONGEST_ANSWER,
    )


def bench(line: Line) -> Control:
    """The product's control. The first thing that is done to the product begins it."""
    return Control.start(line, actor=actor(), now=utcnow())


def back_to(line: Line) -> ResponseReturnValue:
    return redirect(url_for("warehouse.control", line_id=line.id))


@warehouse.post("/kontroll/<int:line_id>/steg/<code>")
@warehouse_only
@changing
def mark_step(line_id: int, code: str) -> ResponseReturnValue:
    line = known_line(line_id)
    outcome = (
        StepOutcome.NOT_APPLICABLE
        if request.form.get("outcome") == StepOutcome.NOT_APPLICABLE
        else StepOutcome.DONE
    )
    bench(line).mark(code, outcome, request.form.get("reason", ""), actor=actor(), now=utcnow())
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/beslut")
@warehouse_only
@changing
def keep_by_decision(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    bench(line).keep(request.form.get("reason", ""), actor=actor(), now=utcnow())
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/tillganglig")
@warehouse_only
@changing
def make_available(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    bench(line).make_available(actor=actor(), now=utcnow(), shelf=request.form.get("shelf", ""))
    flash(_("%(product)s är tillgänglig igen.", product=line.name), "good")
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/tillbaka")
@warehouse_only
@changing
def send_back(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    bench(line).send_back(
        request.form.getlist("reasons"), request.form.get("note", ""), actor=actor(), now=utcnow()
    )
    flash(
        _("%(product)s går tillbaka till %(unit)s.", product=line.name, unit=line.return_.unit.name),
        "attention",
    )
    return back_to(line)
