"""An envelope without a label, with the number of a hämtorder or with nothing: its return is found, or made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import db, utcnow
from registry.models import Unit
from returns import Return
from returns.judging import Judged, judge_all
from returns.label_contents import the_warehouse
from returns.lookup import awaited_elsewhere, with_order_number
from returns.return_model import unlabelled_order_fault
from warehouse import Receipt
from web.http.access import actor
from web.http.form_fields import ChoiceField, FormOption, TextField
from web.http.idempotency import changing
from web.http.local_time import today
from web.http.page_form import PageForm
from web.http.translated import say
from web.scan.printed_serials import nothing_read
from web.scan.scan_answer import answer, problem
from web.scan.scanning import NothingToRead, see
from web.warehouse.blueprint import warehouse, warehouse_only


class UnlabelledForm(PageForm):
    """Whose envelope it is, and the hämtorder where one stands on it."""

    unit = ChoiceField(_l("Enhet"), wrong=_l("Välj enheten som kuvertet kommer från."), required=True)
    order_number = TextField(_l("Hämtorder (om det står på kuvertet)"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        units = db.session.scalars(sa.select(Unit).where(~Unit.is_warehouse).order_by(Unit.name))
        self.unit.options = [FormOption(str(unit.id), unit.name, unit) for unit in units]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        fault = unlabelled_order_fault(read.get("order_number") or "")
        return {"order_number": fault} if fault else {}


@dataclass(frozen=True)
class FromEnvelope:
    """A product of the envelope: whose it is by the register, and the return that waits for it."""

    card: Judged
    unit_id: int | None
    awaited_in: Return | None


@warehouse.get("/utan-etikett")
@warehouse_only
def without_label() -> ResponseReturnValue:
    return unlabelled_page(UnlabelledForm.shown_with())


def unlabelled_page(form: UnlabelledForm, message: str = "", same_order: Sequence[Return] = ()) -> str:
    return render_template(
        "warehouse/without_label.html",
        form=form,
        message=message,
        same_order=same_order,
        max_upload_mb=current_app.config["MAX_UPLOAD_MB"],
    )


@warehouse.post("/utan-etikett/skanna")
@warehouse_only
def scan_unlabelled() -> ResponseReturnValue:
    """Whose envelope it may be, by a product that lies in it. Changes nothing."""
    try:
        seen = see()
    except NothingToRead as nothing:
        return problem(
            say(nothing.sentence), lambda message: unlabelled_page(UnlabelledForm.shown_with(), message)
        )
    found = [_from_envelope(card) for card in judge_all(seen.packages, the_warehouse(), today())]
    known = [one for one in found if one.unit_id or one.awaited_in]
    return answer(
        seen,
        html=render_template("warehouse/_unlabelled_cards.html", found=found),
        tone="good" if known else "attention",
        message=_sentence(found) if found else nothing_read(seen),
        page=lambda message: unlabelled_page(UnlabelledForm.shown_with(), message),
    )


def _from_envelope(card: Judged) -> FromEnvelope:
    device = card.verdict.device
    line = awaited_elsewhere(device.id) if device else None
    unit = device.unit if device else None
    return FromEnvelope(
        card, unit.id if unit and not unit.is_warehouse else None, line.return_ if line else None
    )


def _sentence(found: list[FromEnvelope]) -> str:
    first = found[0]
    if first.awaited_in:
        return _("Anmäld i retur %(number)s", number=first.awaited_in.shown_number)
    device = first.card.verdict.device
    if first.unit_id and device and device.unit:
        return _("Produkten hör till %(unit)s.", unit=device.unit.name)
    return _("Registret vet inte vems produkten är. Välj enheten.")


@warehouse.post("/utan-etikett")
@warehouse_only
@changing
def receive_unlabelled() -> ResponseReturnValue:
    """Make a return for the envelope. Returns with the same hämtorder are shown first: it may be one of theirs."""
    form = UnlabelledForm.from_request()
    if not form.validate():
        return unlabelled_page(form), 422
    order_number = form.order_number.data or ""
    same_order = with_order_number(order_number) if order_number else []
    if same_order and "anyway" not in request.form:
        return unlabelled_page(form, same_order=same_order)
    new = open_unlabelled(form.unit.data, order_number)
    return redirect(url_for("warehouse.receive", number=new.number))


def open_unlabelled(unit: Unit, order_number: str) -> Return:
    """A return for an envelope of the unit's that lies on the desk without a label."""
    now = utcnow()
    new = Return.open_at_warehouse(unit, order_number, actor=actor(), now=now)
    receipt = Receipt.open(new, actor=actor(), now=now)
    receipt.arrive(new.envelopes[0], actor=actor(), now=now)
    return new
