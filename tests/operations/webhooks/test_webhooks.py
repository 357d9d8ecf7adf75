"""What happens is told to its subscribers: signed, in order for each return, until it is taken, and by one worker."""

import base64
import datetime
import hashlib
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from apiflask import APIFlask

from database import db, forget_and_write, utcnow
from operations.demo import first_unit
from operations.webhooks import DeliveryState, Webhook, WebhookDelivery
from operations.webhooks.delivery import PAUSES, send_given_up_again
from operations.webhooks.stopping import WhyStopped
from operations.webhooks.webhook_worker import WebhookWorker
from returns import EventKind, Return
from tests.operations.webhooks.conftest import Subscriber, happen

Subscribe = Callable[..., int]


def send_all(worker: WebhookWorker) -> None:
    while worker.work_once():
        pass


def deliveries() -> list[WebhookDelivery]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(WebhookDelivery).order_by(WebhookDelivery.event_id)))


def make_all_due() -> None:
    with forget_and_write():
        earlier = utcnow() - datetime.timedelta(seconds=1)
        db.session.execute(sa.update(WebhookDelivery).values(due_at=earlier))


def test_what_happens_is_told_signed_and_in_order(
    house: APIFlask, worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    happen()  # before anybody had subscribed
    webhook_id = subscribe(subscriber.url)
    numbers = happen(3)
    send_all(worker)
    told = [json.loads(body) for _headers, body in subscriber.came]
    for number in numbers:
        types = [one["type"] for one in told if one["data"]["return"] == number]
        assert types == ["return.opened", "return.cancelled"]
    assert len(told) == 6
    assert "colleague" not in str(told)
    headers, body = subscriber.came[0]
    secret = db.session.get_one(Webhook, webhook_id).secret(house.config["SECRET_KEY"])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - utcnow().timestamp()) < 60
    assert len({headers["webhook-id"] for headers, _body in subscriber.came}) == 6
    assert {one.state for one in deliveries()} == {DeliveryState.TAKEN}
    assert secret not in str(db.session.execute(sa.text("SELECT * FROM webhook")).all())


def test_only_the_kinds_that_are_wanted_are_told(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url, EventKind.CANCELLED)
    happen()
    send_all(worker)
    assert [json.loads(body)["type"] for _headers, body in subscriber.came] == ["return.cancelled"]


def test_what_did_not_happen_is_not_told(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url)
    Return.open(first_unit(), actor="a colleague", now=utcnow())
    assert db.session.scalars(sa.select(WebhookDelivery)).all()
    db.session.rollback()
    send_all(worker)
    assert not subscriber.came
    assert not deliveries()


def test_what_was_not_taken_is_tried_again_later_and_the_next_event_waits(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url)
    happen()
    subscriber.answers = [500, 302]
    send_all(worker)
    first, second = deliveries()
    assert (first.status, first.tries, second.tries) == (500, 1, 0)
    assert utcnow() < first.due_at <= utcnow() + PAUSES[0]
    make_all_due()
    send_all(worker)
    first, second = deliveries()
    assert (first.status, first.tries, second.tries) == (302, 2, 0)  # it was not followed
    assert first.due_at > utcnow() + PAUSES[1] / 2
    make_all_due()
    send_all(worker)
    assert [one.state for one in deliveries()] == [DeliveryState.TAKEN] * 2
    assert [headers["webhook-id"] for headers, _body in subscriber.came[:3]] == [first.message_id] * 3


def test_after_the_last_try_it_is_given_up_and_the_subscriber_is_stopped(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    webhook_id = subscribe(subscriber.url, EventKind.OPENED)
    happen()
    subscriber.answers = [503] * (len(PAUSES) + 1)
    for _ in range(len(PAUSES) + 1):
        make_all_due()
        send_all(worker)
    (one,) = deliveries()
    assert (one.state, one.tries) == (DeliveryState.GIVEN_UP, len(PAUSES) + 1)
    assert db.session.get_one(Webhook, webhook_id).stopped_because is WhyStopped.FAILED
    happen()
    send_all(worker)
    assert len(subscriber.came) == len(PAUSES) + 1  # nothing more
    with forget_and_write():
        webhook = db.session.get_one(Webhook, webhook_id)
        webhook.go_on()
        send_given_up_again(webhook, now=utcnow())
    send_all(worker)
    assert [one.state for one in deliveries()] == [DeliveryState.TAKEN] * 2


def test_what_is_sent_again_is_followed_by_what_happened_after_it(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    """Otherwise the last that the subscriber hears of the return would be how it was before."""
    webhook_id = subscribe(subscriber.url)
    happen(2)
    send_all(worker)
    subscriber.came.clear()
    with forget_and_write():
        deliveries()[0].send_again(now=utcnow())
    send_all(worker)
    told = [json.loads(body)["type"] for _headers, body in subscriber.came]
    assert told == ["return.opened", "return.cancelled"], "of that return alone, in order"
    with forget_and_write():
        deliveries()[0].state = DeliveryState.GIVEN_UP
        send_given_up_again(db.session.get_one(Webhook, webhook_id), now=utcnow())
    send_all(worker)
    told = [json.loads(body)["type"] for _headers, body in subscriber.came[2:]]
    assert told == ["return.opened", "return.cancelled"]


def test_an_old_event_waits_for_the_one_that_is_being_sent(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url)
    happen()
    send_all(worker)
    first, second = deliveries()
    first_id, second_id = first.id, second.id
    with forget_and_write():
        db.session.get_one(WebhookDelivery, second_id).send_again(now=utcnow())
    with forget_and_write():
        assert WebhookDelivery.claim(db.session(), second_id, "another worker", utcnow())
    with forget_and_write():
        db.session.get_one(WebhookDelivery, first_id).send_again(now=utcnow())
    subscriber.came.clear()
    send_all(worker)
    assert subscriber.came == []
    with forget_and_write():
        db.session.get_one(WebhookDelivery, second_id).note_taken(204, now=utcnow())
    send_all(worker)
    assert [json.loads(body)["type"] for _headers, body in subscriber.came] == ["return.opened"]


def test_who_is_gone_is_stopped_at_once(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    webhook_id = subscribe(subscriber.url)
    happen()
    subscriber.answers = [410]
    send_all(worker)
    assert len(subscriber.came) == 1
    assert deliveries()[0].state is DeliveryState.WAITING
    assert db.session.get_one(Webhook, webhook_id).stopped_because is WhyStopped.GONE


def test_many_workers_send_each_event_once(
    house: APIFlask, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url)
    numbers = happen(6)
    subscriber.slow_s = 0.02
    workers = [WebhookWorker(house) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(send_all, workers))
    send_all(workers[0])  # what others had in hand at the end
    ids = [headers["webhook-id"] for headers, _body in subscriber.came]
    assert len(ids) == len(set(ids)) == 12
    for number in numbers:
        told = [json.loads(body) for _headers, body in subscriber.came]
        assert [one["type"] for one in told if one["data"]["return"] == number] == [
            "return.opened",
            "return.cancelled",
        ]


def test_what_a_dead_worker_had_is_sent_by_another_one(
    house: APIFlask, worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url, EventKind.OPENED)
    happen()
    (one,) = deliveries()
    with forget_and_write():
        assert WebhookDelivery.claim(db.session(), one.id, "a dead worker", utcnow())
        assert not WebhookDelivery.claim(db.session(), one.id, "another", utcnow())
    assert worker.work_once() == 0
    make_all_due()  # the lease has ended
    assert worker.work_once() == 1
    assert deliveries()[0].state is DeliveryState.TAKEN


def test_a_subscriber_that_is_not_there_is_tried_again(worker: WebhookWorker, subscribe: Subscribe) -> None:
    subscribe("http://127.0.0.1:9/", EventKind.OPENED)
    happen()
    assert worker.work_once() == 1
    (one,) = deliveries()
    assert (one.state, one.status) == (DeliveryState.WAITING, None)
    assert "refused" in (one.error or "").lower()


def test_what_may_no_longer_be_reached_is_not(
    house: APIFlask, worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscribe(subscriber.url, EventKind.OPENED)
    happen()
    house.config["WEBHOOK_NETWORKS"] = ""
    assert worker.work_once() == 1
    assert not subscriber.came
    assert "inre nät" in (deliveries()[0].error or "")


def test_the_command_sends_what_is_due(house: APIFlask, subscribe: Subscribe, subscriber: Subscriber) -> None:
    subscribe(subscriber.url)
    happen()
    result = house.test_cli_runner().invoke(args=["webhooks", "work", "--once"])
    assert result.exit_code == 0, result.output
    assert len(subscriber.came) == 2


def test_a_redirect_is_no_answer_and_is_not_followed(
    worker: WebhookWorker, subscribe: Subscribe, subscriber: Subscriber
) -> None:
    subscriber.answers = [302]
    subscribe(subscriber.url)
    happen()
    send_all(worker)
    assert len(subscriber.came) == 1
    assert deliveries()[0].state is not DeliveryState.TAKEN
