"""A WSGI application for tests of the server alone: no more than it takes to see an answer."""

import time
from collections.abc import Iterable
from typing import Any

from web.http.before_body import ASKED_BEFORE_BODY

LARGE = 8 * 1024 * 1024  # bytes; more than a socket takes at once


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What was sent, back again; /large answers so much, /busy keeps its thread for a second, /fails fails, /refused
    receives no large body."""
    path = environ["PATH_INFO"]
    if environ.get(ASKED_BEFORE_BODY) and path != "/refused":
        start_response("100 Continue", [])
        return []
    if path == "/busy":
        time.sleep(1)
    if path == "/fails":
        raise RuntimeError("as asked for")
    body = b"-" * LARGE if path == "/large" else environ["wsgi.input"].read() or b"ok"
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
