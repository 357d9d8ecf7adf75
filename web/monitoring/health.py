"""What load balancers and monitoring systems ask: /healthz, /readyz and /metrics."""

import datetime
import hmac
import ipaddress
import os

from apiflask import APIBlueprint
from flask import Response, abort, current_app, request
from flask_security import current_user
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from database import utcnow
from operations.house_metrics import HouseMetrics
from operations.readiness import failing
from operations.seen_request import as_it_came, may_ask

ASKED_EVERY = datetime.timedelta(seconds=5)
LAST_ANSWER = "returkoll_last_readiness"

health = APIBlueprint("health", __name__, enable_openapi=False)


@health.get("/healthz")
def healthz() -> dict[str, str]:
    """200 as long as this process answers at all. Whoever asks for more asks /readyz."""
    return {"status": "ok"}


@health.get("/readyz")
def readyz() -> tuple[dict[str, object], int]:
    """200 when people can work here, 503 with what fails otherwise: one word each, because anybody may ask.

    `flask doctor`, which proves that it knows the secret, is also told what the request looked like when it came here.
    """
    found = failing_now()
    told: dict[str, object] = {"status": "not ready", "failing": found} if found else {"status": "ok"}
    if may_ask(request.authorization):
        told["seen"] = as_it_came(request)
    return told, 503 if found else 200


def failing_now() -> list[str]:
    """What fails. What was well is believed for some seconds: requests that come more often do not write to the
    disk."""
    now = utcnow()
    last = current_app.extensions.get(LAST_ANSWER)
    if last is not None and datetime.timedelta() <= now - last < ASKED_EVERY:
        return []
    found = failing()
    if not found:
        current_app.extensions[LAST_ANSWER] = now
    return found


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics of all processes of this server, and of what lies in the database.

    For an administrator, the bearer of RETURKOLL_METRICS_TOKEN, and the addresses in RETURKOLL_METRICS_ADDRESSES.
    """
    if not (
        bears_metrics_token()
        or comes_from_allowed_address()
        or (current_user.is_authenticated and current_user.is_admin)
    ):
        abort(403)
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # it has no annotations
    else:
        registry.register(REGISTRY)
    registry.register(HouseMetrics())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def bears_metrics_token() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    sent = request.authorization.token if request.authorization else None
    return bool(token) and sent is not None and hmac.compare_digest(token.encode(), sent.encode())


def comes_from_allowed_address() -> bool:
    """Not where a proxy's header is not believed: the address is the proxy's then, and anybody may come through it."""
    allowed = current_app.config["METRICS_ADDRESSES"].split()
    if not allowed or ("X-Forwarded-For" in request.headers and not current_app.config["PROXIES"]):
        return False
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(network) for network in allowed)
