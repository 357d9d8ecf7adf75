"""The pages of webhooks: where events are sent, what became of each, and sending again."""

from collections.abc import Mapping
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from common.sentence import Sentence
from database import db, utcnow
from operations.webhooks import DeliveryState, Webhook, WebhookDelivery
from operations.webhooks.delivery import counts_by_state, latest_deliveries, send_given_up_again
from operations.webhooks.stopping import WhyStopped
from operations.webhooks.target import networks, target_fault
from operations.webhooks.webhook import LONGEST_URL, LONGEST_WEBHOOK_NAME, webhook_name_fault
from returns import EventKind
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.form_fields import FormOption, NameField, SeveralField, TextField
from web.http.idempotency import changing
from web.http.page_form import PageForm
from web.http.translated import say

SHOWN = 100
SHOWN_AS = {"": None, "vantar": DeliveryState.WAITING, "uppgivna": DeliveryState.GIVEN_UP}


class WebhookForm(PageForm):
    """What is asked of a new subscriber."""

    name = NameField(_l("Vad den är till för"), required=True)
    url = TextField(_l("Adress"), required=True)
    kinds = SeveralField(_l("Händelser"))

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.kinds.options = [FormOption(kind.value, say(kind.words), kind) for kind in EventKind]

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        url = read.get("url") or ""
        allowed = networks(current_app.config["WEBHOOK_NETWORKS"])
        if len(url) > LONGEST_URL:
            fault: Sentence | None = Sentence(
                "Texten är längre än %(most)s tecken. Korta den.", {"most": LONGEST_URL}
            )
        else:
            fault = target_fault(url, allowed)
        found = {"name": webhook_name_fault(read.get("name") or ""), "url": fault}
        return {name: fault for name, fault in found.items() if fault}


@admin.get("/webhooks")
@admin_only
def webhooks() -> ResponseReturnValue:
    every = Webhook.every()
    counts = {one.id: counts_by_state(one) for one in every}
    return render_template("admin/webhooks.html", webhooks=every, counts=counts)


@admin.get("/webhooks/ny")
@admin_only
def new_webhook() -> ResponseReturnValue:
    return webhook_form_page(WebhookForm.shown_with())


def webhook_form_page(form: WebhookForm) -> str:
    return render_template(
        "admin/webhook_form.html", form=form, longest_name=LONGEST_WEBHOOK_NAME, longest_url=LONGEST_URL
    )


@admin.post("/webhooks/ny")
@admin_only
@changing
def add_webhook() -> ResponseReturnValue:
    form = WebhookForm.from_request()
    if not form.validate():
        return webhook_form_page(form), 422
    made = Webhook.add(
        name=form.name.data, url=form.url.data, kinds=form.kinds.data, actor=actor(), now=utcnow()
    )
    return redirect(url_for("admin.webhook", webhook_id=made.id))


def known_webhook(webhook_id: int) -> Webhook:
    found = db.session.get(Webhook, webhook_id)
    return found if found and found.removed_at is None else abort(404)


@admin.get("/webhooks/<int:webhook_id>")
@admin_only
def webhook(webhook_id: int) -> ResponseReturnValue:
    shown = known_webhook(webhook_id)
    chosen = request.args.get("visa", "")
    if chosen not in SHOWN_AS:
        chosen = ""
    return render_template(
        "admin/webhook.html",
        webhook=shown,
        secret=shown.secret(current_app.config["SECRET_KEY"]),
        kinds=[kind for kind in EventKind if kind.value in shown.kinds],
        counts=counts_by_state(shown),
        deliveries=latest_deliveries(shown, SHOWN_AS[chosen], SHOWN),
        chosen=chosen,
        now=utcnow(),
    )


def back_to_webhook(webhook_id: int) -> ResponseReturnValue:
    return redirect(url_for("admin.webhook", webhook_id=webhook_id))


@admin.post("/webhooks/<int:webhook_id>/pausa")
@admin_only
@changing
def stop_webhook(webhook_id: int) -> ResponseReturnValue:
    known_webhook(webhook_id).stop(WhyStopped.BY_HAND, now=utcnow())
    return back_to_webhook(webhook_id)


@admin.post("/webhooks/<int:webhook_id>/fortsatt")
@admin_only
@changing
def let_webhook_go_on(webhook_id: int) -> ResponseReturnValue:
    known_webhook(webhook_id).go_on()
    return back_to_webhook(webhook_id)


@admin.post("/webhooks/<int:webhook_id>/bort")
@admin_only
@changing
def remove_webhook(webhook_id: int) -> ResponseReturnValue:
    known_webhook(webhook_id).remove(now=utcnow())
    flash(_("Mottagaren är borttagen."), "good")
    return redirect(url_for("admin.webhooks"))


@admin.post("/webhooks/<int:webhook_id>/igen")
@admin_only
@changing
def send_all_again(webhook_id: int) -> ResponseReturnValue:
    """What was given up."""
    send_given_up_again(known_webhook(webhook_id), now=utcnow())
    flash(_("Det som inte kom fram skickas igen."), "good")
    return back_to_webhook(webhook_id)


@admin.post("/webhooks/<int:webhook_id>/<int:delivery_id>/igen")
@admin_only
@changing
def send_delivery_again(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    delivery = db.session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != known_webhook(webhook_id).id:
        abort(404)
    delivery.send_again(now=utcnow())
    flash(_("Händelsen skickas igen."), "good")
    return back_to_webhook(webhook_id)
