"""The page of a product's control: each step is done or does not apply; then it is available, or goes back to the
unit."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from accounts import RoleName
from database import db, utcnow
from operations.region_settings import setting
from registry.corrections import SupportMessage, support_message
from registry.verdict import Verdict, VerdictKind
from returns import MOST_PHOTOS, Line, LineState
from warehouse import Control, Decision, SendBack, SentOn, SesamWait, StepOutcome, StockItem
from warehouse.deciding.decision import verdict_kind
from warehouse.deciding.judging_again import judged_today
from warehouse.deciding.sesam_wait import serial_on_product, waits_for_sesam
from warehouse.returning.send_back import LONGEST_ANSWER, sent_back_before
from warehouse.returning.send_back_reason import SendBackReason
from web.http.access import actor, role_required
from web.http.idempotency import changing
from web.http.local_time import today
from web.warehouse.blueprint import known_line, warehouse, warehouse_only


@warehouse.get("/kontroll/<int:line_id>")
@warehouse_only
def control(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    current = db.session.get(Control, line.id) or Control(line=line)
    return render_template(
        "warehouse/control.html",
        line=line,
        control=current,
        verdict_today=verdict_today(current),
        support=message_to_support(line),
        waiting=SesamWait.of(line),
        reasons=SendBackReason.active(),
        decision=Decision.of(line),
        before=sent_back_before(line),
        sent_back=db.session.get(SendBack, line.id),
        sent_on=SentOn.of(line),
        stocked=StockItem.of(line),
        most_photos=MOST_PHOTOS,
        longest=LONGEST_ANSWER,
    )


def verdict_today(current: Control) -> Verdict | None:
    """What the register says today, where that is something else and a decision is wanted."""
    line = current.line
    if not current.undecided or line.state not in (LineState.RECEIVED, LineState.IN_CONTROL):
        return None
    judged = judged_today(line, today())
    if judged is None or judged.verdict.kind in (VerdictKind.QUESTION, verdict_kind(line)):
        return None
    return judged.verdict


def message_to_support(line: Line) -> SupportMessage | None:
    """The message that asks Stöd och Support to correct the serial, where that may help."""
    serial = serial_on_product(line)
    if serial is None or not waits_for_sesam(line):
        return None
    to = setting("SUPPORT_EMAIL")
    return support_message(serial, line.device, line.return_.unit, current_user.name, to)


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
    reason = request.form.get("reason", "")
    bench(line).mark(code, posted_outcome(), reason, actor=actor(), now=utcnow())
    return back_to(line)


@warehouse.post("/kontroll/<int:line_id>/steg/<code>/ratta")
@warehouse_only
@changing
def correct_step(line_id: int, code: str) -> ResponseReturnValue:
    line = known_line(line_id)
    reason = request.form.get("reason", "")
    bench(line).correct(code, posted_outcome(), reason, actor=actor(), now=utcnow())
    flash(_("Steget är rättat."), "good")
    return back_to(line)


def posted_outcome() -> StepOutcome:
    try:
        return StepOutcome(request.form.get("outcome", StepOutcome.DONE))
    except ValueError:
        abort(400)


@warehouse.post("/kontroll/<int:line_id>/hoppa-over")
@role_required(RoleName.ADMIN)
@changing
def pass_by_steps(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    bench(line).pass_by(request.form.get("reason", ""), actor=actor(), now=utcnow())
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
