"""Sending a product on to its supplier: the number of the retur till leverantör, what was seen, and the label."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from database import utcnow
from labels.contents import contents_json
from returns import Answer, Envelopes, Line, Refused, Return
from returns.label_contents import label_as_sealed, label_at_sealing
from warehouse import SentOn
from web.clinic.sending.sealing import order_number_fault, order_number_shape, plain_order_number
from web.http.access import actor
from web.http.idempotency import changing
from web.http.local_time import local_date, today
from web.printing.pdf import answer, made, paper, refuse_what_does_not_fit, rendered, return_url, usual_paper
from web.warehouse.blueprint import known_line, warehouse, warehouse_only
from web.warehouse.control import back_to, bench


@warehouse.get("/kontroll/<int:line_id>/leverantor")
@warehouse_only
def sending_on(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    if SentOn.of(line):
        return back_to(line)
    return render_template("warehouse/bench/sending_on.html", line=line, shape=order_number_shape())


@warehouse.post("/kontroll/<int:line_id>/leverantor")
@warehouse_only
@changing
def send_on(line_id: int) -> ResponseReturnValue:
    line = known_line(line_id)
    if SentOn.of(line):
        return back_to(line)
    lithium = request.form.get("lithium") == "yes"
    send_on_as_said(line, request.form.get("order_number", ""), posted_answers(line), lithium=lithium)
    flash(_("%(product)s går vidare till leverantören.", product=line.shown_name), "good")
    return back_to(line)


def send_on_as_said(line: Line, typed: str, answers: dict[str, Answer], *, lithium: bool) -> SentOn:
    """One press: a return of its own, packed, answered and sealed. Nothing of it is kept when one part is refused."""
    now, order_number = utcnow(), plain_order_number(typed)
    if fault := order_number_fault(order_number):
        raise Refused.of(fault)
    control = bench(line)
    control.judge_again(today=today(), actor=actor(), now=now)  # the right may have run out on the way here
    sent = control.send_on(answers, actor=actor(), now=now)
    own, url = sent.return_, return_url(sent.return_.number)
    label = made(lambda: label_at_sealing(own, order_number, local_date(now), url), own.number)
    refuse_what_does_not_fit(label, usual_paper())
    own.seal(order_number, contents_json.to_dict(label), Envelopes(lithium=lithium), actor=actor(), now=now)
    return sent


@warehouse.post("/kontroll/<int:line_id>/leverantor/angra")
@warehouse_only
@changing
def undo_send_on(line_id: int) -> ResponseReturnValue:
    """The product is on the bench again. Its number in WebSesam is cancelled there, by hand."""
    line = known_line(line_id)
    sent = SentOn.of(line)
    if sent is None:
        return back_to(line)
    sealing = sent.return_.sealing
    bench(line).undo_send_on(request.form.get("reason", ""), actor=actor(), now=utcnow())
    if sealing:
        number = sealing.order_number
        flash(
            _("Ångrat. Avbryt också retur till leverantör %(number)s i WebSesam.", number=number), "attention"
        )
    return back_to(line)


def posted_answers(line: Line) -> dict[str, Answer]:
    return {
        item.code: Answer(request.form[item.code])
        for item in line.checklist
        if request.form.get(item.code) in set(Answer)
    }


def supplier_return_of(line_id: int) -> Return:
    sent = SentOn.of(known_line(line_id)) or abort(404)
    return sent.return_


@warehouse.get("/kontroll/<int:line_id>/leverantor/etikett.pdf")
@warehouse_only
def supplier_label_pdf(line_id: int) -> ResponseReturnValue:
    own = supplier_return_of(line_id)
    label = label_as_sealed(own, reprint=own.handover is not None) or abort(404)
    return answer(rendered(label, paper()), f"etikett-{own.number}")


@warehouse.post("/kontroll/<int:line_id>/leverantor/lamnad")
@warehouse_only
@changing
def hand_over_to_supplier(line_id: int) -> ResponseReturnValue:
    supplier_return_of(line_id).hand_over(actor=actor(), now=utcnow())
    return redirect(url_for("warehouse.control", line_id=line_id))
