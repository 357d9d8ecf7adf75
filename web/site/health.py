"""What load balancers and monitoring systems ask for: /healthz and /metrics."""

import datetime
import hmac

import sqlalchemy as sa
import structlog
from apiflask import APIBlueprint
from flask import Response, abort, current_app, request
from flask_security import current_user
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from database import db, utcnow
from operations.heartbeat import beat

log = structlog.get_logger()
BEAT_EVERY = datetime.timedelta(seconds=5)
LAST_BEAT = "returkoll_last_beat"

health = APIBlueprint("health", __name__, enable_openapi=False)


@health.get("/healthz")
def healthz() -> tuple[dict[str, str], int]:
    """200 when the database can be read and written, 503 when not. It says nothing else, because anybody may ask."""
    now = utcnow()
    try:
        db.session.execute(sa.text("SELECT 1"))
        if beat_is_due(now):
            beat(now)
            current_app.extensions[LAST_BEAT] = now
    except sa.exc.SQLAlchemyError as error:
        log.error("unhealthy", error=str(error))
        return {"status": "database fails"}, 503
    return {"status": "ok"}, 200


def beat_is_due(now: datetime.datetime) -> bool:
    """Whether this process has to try writing again. Requests that come more often do not write to the disk."""
    last = current_app.extensions.get(LAST_BEAT)
    return last is None or now - last >= BEAT_EVERY


@health.get("/metrics")
def metrics() -> Response:
    """Prometheus metrics, for an administrator or for the bearer of RETURKOLL_METRICS_TOKEN."""
    if not (bears_metrics_token() or (current_user.is_authenticated and current_user.is_admin)):
        abort(403)
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def bears_metrics_token() -> bool:
    token = current_app.config["METRICS_TOKEN"]
    sent = request.authorization.token if request.authorization else None
    return bool(token) and sent is not None and hmac.compare_digest(token.encode(), sent.encode())
