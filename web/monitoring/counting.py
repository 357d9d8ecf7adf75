"""Counts every answer: by the part of the site, and by its status."""

import time
from contextlib import suppress
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, g, request

from web.http.before_body import ASKED_BEFORE_BODY
from web.monitoring.counters import REQUEST_SECONDS, REQUESTS

WITHOUT_ACCOUNTS = ("health.healthz", "health.readyz")
"""Endpoints that are answered before anybody asks who is signed in: that is a question to the database."""


def count(app: APIFlask) -> None:
    app.before_request_funcs.setdefault(None, []).insert(0, answer_without_accounts)
    app.before_request(note_start)
    app.after_request(count_answer)


def answer_without_accounts() -> Any:
    if request.endpoint in WITHOUT_ACCOUNTS and request.method in ("GET", "HEAD"):
        return current_app.ensure_sync(current_app.view_functions[request.endpoint])()
    return None


def note_start() -> None:
    g.request_began = time.perf_counter()


def count_answer(answer: Response) -> Response:
    """The server's question for leave to receive a body is no request of its own."""
    if request.environ.get(ASKED_BEFORE_BODY) and answer.status_code == 100:
        return answer
    blueprint, began = request.blueprint or "none", g.pop("request_began", None)
    with suppress(OSError):  # the deed is done: an answer is not lost because it cannot be counted
        REQUESTS.labels(blueprint, f"{answer.status_code // 100}xx").inc()
        if began is not None:
            REQUEST_SECONDS.labels(blueprint).observe(time.perf_counter() - began)
    return answer
