"""ETags of the API: what has not changed is not sent again, and what has changed meanwhile is not overwritten
(RFC 9110, 8.8.3, 13.1.1 and 13.1.2)."""

import hashlib
from typing import Any

from apiflask import APIFlask, Schema
from flask import Response, abort, current_app, g, make_response, request

JSON_MIMETYPE = "application/json"


def know_etags(app: APIFlask) -> None:
    app.after_request(add_etag)


def add_etag(answer: Response) -> Response:
    """A GET's answer gets one; so does a change that answers with the thing as its GET shows it."""
    if not request.path.startswith("/api/v1/") or answer.status_code not in (200, 201):
        return answer
    is_thing = request.method == "GET" or "shown_whole" in g
    if not is_thing or answer.mimetype != JSON_MIMETYPE or answer.is_streamed:
        return answer
    answer.set_etag(etag_of_bytes(answer.get_data()))
    if request.method == "GET":
        answer.headers["Vary"] = "Authorization, Cookie, Accept-Language"
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.make_conditional(request)
    return answer


def etag_of_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def require_match(schema: type[Schema], shown: dict[str, Any]) -> None:
    """Answer 412 where the sender has seen another state of the thing than this one (If-Match)."""
    if not request.if_match:
        return
    would_be = make_response(current_app.json.response(schema().dump(shown)))
    if not request.if_match.contains(etag_of_bytes(would_be.get_data())):
        abort(412)
