"""What a request looked like when it came to the application: `flask doctor` compares it with what it sent.

It asks with a proof that it knows this server's secret, good for a minute: everybody else is told nothing.
"""

from flask import Request, current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import Authorization

from database import utcnow

GOOD_FOR_S = 60


def proof() -> str:
    """The bearer token with which the doctor asks."""
    return str(_signer().dumps("doctor"))


def may_ask(authorization: Authorization | None) -> bool:
    if authorization is None or not authorization.token:
        return False
    try:
        _signer().loads(authorization.token, max_age=GOOD_FOR_S)
    except BadSignature:
        return False
    return True


def as_it_came(request: Request) -> dict[str, object]:
    """Scheme, host and client's address as the application believes them, and how many proxies named themselves."""
    orig = request.environ.get("werkzeug.proxy_fix.orig") or {}
    named = request.headers.get("X-Forwarded-For", "")
    return {
        "scheme": request.scheme,
        "host": request.host,
        "address": request.remote_addr,
        "straight_from": orig.get("REMOTE_ADDR", request.remote_addr),
        "proxies_named": len([one for one in named.split(",") if one.strip()]),
        "proxies_believed": int(current_app.config["PROXIES"]),
        "at": utcnow().isoformat(),
    }


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="doctor")
