"""The pages of webhooks: one is added, paused, sent again and removed."""

from collections.abc import Callable

import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from database import db, forget_and_write, utcnow
from operations.demo import first_unit
from operations.webhooks import DeliveryState, Webhook, WebhookDelivery
from returns import EventKind, Return


def test_a_subscriber_is_added_paused_and_removed(
    demo_app: APIFlask, signed_in: Callable[[str], FlaskClient]
) -> None:
    admin = signed_in("admin")
    demo_app.config["WEBHOOK_NETWORKS"] = "10.0.0.0/8"
    wrong = admin.post("/admin/webhooks/ny", data={"name": "X", "url": "https://127.0.0.1/"})
    assert wrong.status_code == 422
    assert "RETURKOLL_WEBHOOK_NETWORKS" in wrong.text
    form = {"name": "Ekonomi", "url": "http://10.0.0.7/hook", "kinds": ["sealed", "sent"]}
    path = admin.post("/admin/webhooks/ny", data=form).location
    page = admin.get(path).text
    assert "whsec_" in page
    db.session.rollback()
    webhook = db.session.scalars(sa.select(Webhook)).one()
    assert webhook.kinds == [EventKind.SEALED, EventKind.SENT]
    admin.post(f"{path}/pausa")
    assert "Pausad" in admin.get(path).text
    admin.post(f"{path}/fortsatt")
    assert "Pausad" not in admin.get(path).text
    admin.post(f"{path}/bort")
    assert admin.get(path).status_code == 404
    assert "Ekonomi" not in admin.get("/admin/webhooks").text


def test_what_did_not_come_through_is_sent_again(signed_in: Callable[[str], FlaskClient]) -> None:
    admin = signed_in("admin")
    with forget_and_write():
        webhook = Webhook.add(name="E", url="https://a.example/", kinds=(), actor="test", now=utcnow())
        path = f"/admin/webhooks/{webhook.id}"
        Return.open(first_unit(), actor="a colleague", now=utcnow())
    with forget_and_write():
        delivery = db.session.scalars(sa.select(WebhookDelivery)).one()
        delivery.state, delivery.tries, delivery.error = DeliveryState.GIVEN_UP, 10, "HTTP 500"
        delivery_id = delivery.id
    page = admin.get(f"{path}?visa=uppgivna").text
    assert "Kom inte fram" in page
    assert "HTTP 500" in page
    assert "1 kom inte fram" in admin.get("/admin/webhooks").text
    for again in (f"{path}/igen", f"{path}/{delivery_id}/igen"):
        assert admin.post(again).status_code == 302
        db.session.rollback()
        assert db.session.get_one(WebhookDelivery, delivery_id).state is DeliveryState.WAITING
    assert admin.post(f"{path}/999/igen").status_code == 404


def test_only_administrators_see_them(signed_in: Callable[[str], FlaskClient]) -> None:
    for who in ("clinic", "warehouse"):
        assert signed_in(who).get("/admin/webhooks").status_code == 403
