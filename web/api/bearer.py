"""Whoever sends a token of the API is signed in for that one request, and for nothing else.

The token stands in the Authorization header (RFC 6750, 2.1). Pages know no tokens; a request with one needs no CSRF
token, because no browser adds the header by itself.
"""

import time

import sqlalchemy as sa
import structlog
from apiflask import APIFlask
from flask import abort, current_app, g, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import TooManyRequests

from accounts.sign_in_pace import Pace, SignInPace, TooSoon, digest, whole_seconds
from accounts.tokens import ApiToken
from database import db, utcnow, write_apart
from web.http.limits import is_limited

log = structlog.get_logger()

OF_TOKEN = Pace(at_once=120, every_s=0.1)
"""Requests of one token, over all workers and machines."""
PATIENCE_MS = 200
"""How long a request waits for SQLite's one writer to be counted. Longer, and it is let through."""


class PageCsrf(CSRFProtect):
    """Asks pages for their CSRF token, and nobody who came with a token of the API."""

    def protect(self, *args: object, **kwargs: object) -> None:
        if not g.get("api_token"):
            super().protect(*args, **kwargs)  # type: ignore[no-untyped-call] # Flask-WTF has no annotations


def know_tokens(app: APIFlask) -> None:
    """Called before any guard: they ask who is signed in."""
    app.url_value_preprocessor(take_token)


def take_token(_endpoint: str | None, _values: object) -> None:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    if not request.path.startswith("/api/") or scheme.lower() != "bearer":
        return
    now, text = utcnow(), text.strip()
    token = ApiToken.named_by(db.session, text)
    if token is None or not token.is_good(now):
        log.warning("token_refused", token=token.id if token else None, address=request.remote_addr)
        abort(401)
    token.user.work_only_at(token.place)
    current_app.login_manager._update_request_context_with_user(token.user)  # type: ignore[attr-defined]
    g.api_token = token.id
    g.api_scopes = frozenset(token.scopes)
    count(token)


def count(token: ApiToken) -> None:
    """Raises TooManyRequests. It also writes down, now and then, that the token is in use."""
    is_new_use, now = token.is_to_be_seen(utcnow()), utcnow()
    if not is_limited() and not is_new_use:
        return
    try:
        with write_apart(PATIENCE_MS) as session:
            if is_limited():
                SignInPace.take(session, digest("api token", str(token.id)), OF_TOKEN, time.time())
            if is_new_use:
                session.execute(sa.update(ApiToken).where(ApiToken.id == token.id).values(used_at=now))
    except TooSoon as soon:
        raise TooManyRequests(retry_after=whole_seconds(soon.wait_s)) from soon
    except (sa.exc.OperationalError, sa.exc.IntegrityError) as error:
        log.warning("token_not_counted", error=str(error))
