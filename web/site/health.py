"""What a load balancer and a monitoring system ask: /healthz and /metrics."""

import hmac

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, abort, current_app, request
from flask_security import current_user
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from database import db

health = APIBlueprint("health", __name__, enable_openapi=False)


@health.get("/healthz")
def healthz() -> tuple[dict[str, str], int]:
    """200 when the database answers, 503 when it does not. Says nothing else: anybody may ask."""
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        return {"status": "database unreachable"}, 503
    return {"status": "ok"}, 200


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
