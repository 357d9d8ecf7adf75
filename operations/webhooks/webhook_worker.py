"""Sends what is due: `flask webhooks work`. Any number may run, on any number of machines."""

import datetime
import http.client
import os
import secrets
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
import structlog
from flask import Flask

from database import db, forget_and_write, utcnow, write_apart
from operations.webhooks.delivery import WebhookDelivery, due_deliveries, forget_old_deliveries
from operations.webhooks.message import payload_of, signed_headers
from operations.webhooks.target import TargetRefused, networks, post

log = structlog.get_logger()

AT_ONCE = 8
LOOKS_EVERY_S = 1.0
WAITS_FOR_DATABASE_S = 5.0
FORGETS_EVERY = datetime.timedelta(days=1)

Post = Callable[..., int]


class WebhookWorker:
    """What one process does."""

    def __init__(self, app: Flask, post: Post = post) -> None:
        self.app, self.post = app, post
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.stopping = threading.Event()
        self.forget_at = utcnow()

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Works until `stop()` is called or `goes_on` says no. What has begun is ended first."""
        with ThreadPoolExecutor(AT_ONCE, "webhook") as pool:
            while not self.stopping.is_set() and goes_on():
                try:
                    sent = self.work_once(pool)
                except sa.exc.SQLAlchemyError as error:
                    log.warning("webhooks_without_database", error=str(error))
                    self.stopping.wait(WAITS_FOR_DATABASE_S)
                    continue
                if not sent:
                    self.stopping.wait(LOOKS_EVERY_S)

    def stop(self) -> None:
        self.stopping.set()

    def work_once(self, pool: ThreadPoolExecutor | None = None) -> int:
        """Try what is due now; how many that were."""
        now = utcnow()
        with self.app.app_context():
            due = list(due_deliveries(now, AT_ONCE * 4))
            db.session.rollback()
        if now >= self.forget_at:
            self._forget(now)
        if pool is None:
            return sum(self.deliver(one) for one in due)
        return sum(pool.map(self.deliver, due))

    def _forget(self, now: datetime.datetime) -> None:
        with self.app.app_context(), write_apart() as session:
            forget_old_deliveries(session, now)
        self.forget_at = now + FORGETS_EVERY

    def deliver(self, delivery_id: int) -> bool:
        """Send one, unless another worker has it."""
        with self.app.app_context():
            with forget_and_write():
                if not WebhookDelivery.claim(db.session(), delivery_id, self.name, utcnow()):
                    return False
            status, error = self._try(delivery_id)
            with forget_and_write():
                self._note(delivery_id, status, error)
            return True

    def _try(self, delivery_id: int) -> tuple[int | None, str]:
        """The status of the answer, or why there is none. The session is given back before anybody is waited for."""
        config, now = self.app.config, utcnow()
        delivery = db.session.get_one(WebhookDelivery, delivery_id)
        body = payload_of(delivery.event, delivery.return_, config["PUBLIC_URL"])
        secret = delivery.webhook.secret(config["SECRET_KEY"])
        headers, url = signed_headers(delivery.message_id, body, secret, now), delivery.webhook.url
        db.session.remove()
        try:
            return self.post(url, body, headers, networks(config["WEBHOOK_NETWORKS"])), ""
        except TargetRefused as refused:
            return None, str(refused)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return None, f"{type(error).__name__}: {error}"

    def _note(self, delivery_id: int, status: int | None, error: str) -> None:
        """Unless the lease has ended and another worker has it since."""
        delivery = db.session.get(WebhookDelivery, delivery_id)
        if delivery is None or delivery.worker != self.name:
            return
        if status is not None and 200 <= status < 300:
            delivery.note_taken(status, now=utcnow())
        else:
            delivery.note_failed(status, error or f"HTTP {status}", now=utcnow())
