"""The reasons for sending a product back: the region adds, changes and retires them."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import db, utcnow
from warehouse.returning.send_back_reason import (
    LONGEST_REASON_TEXT,
    LONGEST_WHAT_TO_DO,
    REASON_FIELDS,
    SendBackReason,
    reason_faults,
)
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import LongTextField, NameField, TickField
from web.http.idempotency import changing
from web.http.page_form import PageForm


class ReasonForm(PageForm):
    """The form in which an administrator describes a reason."""

    text = NameField(_l("Skälet"), required=True)
    what_to_do = LongTextField(_l("Vad enheten ska göra"), required=True)
    packing_fault = TickField(_l("Enheten packade fel: räknas i uppföljningen"))
    needs_note = TickField(_l("Huvudlagret måste skriva en kommentar"))

    def __init__(self, reason: SendBackReason | None = None, **more: Any) -> None:
        self.reason = reason
        super().__init__(**more)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        return reason_faults(read, self.reason)


@admin.get("/skal")
@admin_only
def send_back_reasons() -> ResponseReturnValue:
    return render_template("admin/send_back_reasons.html", reasons=SendBackReason.all())


@admin.get("/skal/nytt")
@admin_only
def new_send_back_reason() -> ResponseReturnValue:
    return reason_page(ReasonForm.shown_with({"packing_fault": True}))


@admin.get("/skal/<code>")
@admin_only
def send_back_reason(code: str) -> ResponseReturnValue:
    shown = known_reason(code)
    values = {name: getattr(shown, name) for name in REASON_FIELDS}
    return reason_page(ReasonForm.shown_with(values, reason=shown))


def known_reason(code: str) -> SendBackReason:
    return db.session.get(SendBackReason, code) or abort(404)


def reason_page(form: ReasonForm) -> str:
    return render_template(
        "admin/send_back_reason.html",
        form=form,
        reason=form.reason,
        longest_text=LONGEST_REASON_TEXT,
        longest_what_to_do=LONGEST_WHAT_TO_DO,
    )


@admin.post("/skal/nytt")
@admin_only
@changing
def add_send_back_reason() -> ResponseReturnValue:
    form = ReasonForm.from_request()
    if not form.validate():
        return reason_page(form), 422
    SendBackReason.add(actor=actor(), now=utcnow(), **form.data)
    flash(_("Skälet är inlagt."), "good")
    return redirect(url_for("admin.send_back_reasons"))


@admin.post("/skal/<code>")
@admin_only
@changing
def change_send_back_reason(code: str) -> ResponseReturnValue:
    shown = known_reason(code)
    form = ReasonForm.from_request(reason=shown)
    if not form.validate():
        return reason_page(form), 422
    changed = shown.change(actor=actor(), now=utcnow(), **form.data)
    flash(_("Skälet är ändrat.") if changed else _("Inget var ändrat."), "good")
    return redirect(url_for("admin.send_back_reasons"))


@admin.post("/skal/<code>/ta-ur-bruk")
@admin_only
@changing
def retire_send_back_reason(code: str) -> ResponseReturnValue:
    known_reason(code).retire(actor=actor(), now=utcnow())
    return redirect(url_for("admin.send_back_reasons"))


@admin.post("/skal/<code>/anvand-igen")
@admin_only
@changing
def use_send_back_reason_again(code: str) -> ResponseReturnValue:
    known_reason(code).use_again(actor=actor(), now=utcnow())
    return redirect(url_for("admin.send_back_reasons"))
