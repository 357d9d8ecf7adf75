"""Every text of a request is checked once, before any view, and in the same way for both databases.

PostgreSQL stores no NUL, and neither database stores a lone surrogate (Unicode Standard, 3.9, D91 and D92). SQLite
would accept the NUL, and its backup could then not be restored into PostgreSQL.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from apiflask import APIFlask
from flask import abort, request
from werkzeug.routing import IntegerConverter

NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")
LARGEST_ID = 2**31 - 1
"""The largest number that an INTEGER column of PostgreSQL can hold."""
KEY_HEADER = "Idempotency-Key"


class RowId(IntegerConverter):
    """The number of a row in an address. A number that no row can have leads to no page."""

    def __init__(self, map: Any, **options: Any) -> None:  # noqa: A002 - Werkzeug passes it by this name
        super().__init__(map, **{"max": LARGEST_ID, **options})


def judge_texts(app: APIFlask) -> None:
    """Called before any extension is set up: CSRF protection reads the form too, and would meet its faults first."""
    app.url_map.converters["int"] = RowId
    app.before_request(refuse_unstorable)


def refuse_unstorable() -> None:
    if any(NOT_STORABLE.search(text) for text in request_texts()):
        abort(400)


def request_texts() -> Iterator[str]:
    """Every name and value that the request carries, other than the bytes of its files."""
    yield request.path
    yield request.headers.get(KEY_HEADER, "")
    for name, value in request.args.items(multi=True):
        yield from (name, value)
    try:
        fields, files = list(request.form.items(multi=True)), list(request.files.items(multi=True))
    except (AttributeError, TypeError, KeyError):
        abort(400)  # a part of the form without a name
    for name, value in fields:
        yield from (required_name(name), value)
    for name, upload in files:
        yield from (required_name(name), upload.filename or "")
    if request.is_json:
        yield from json_texts(read_json())


def required_name(name: str | None) -> str:
    """The field's name. A multipart part has to have one (RFC 7578, 4.2)."""
    if name is None:
        abort(400)
    return name


def read_json() -> Any:
    """The body, or nothing where it is no JSON, which the view refuses. What Python cannot hold is refused here: nested
    too deep, or a number of thousands of digits."""
    try:
        return json.loads(request.get_data())
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    except (RecursionError, ValueError):
        abort(400)


def json_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from json_texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from json_texts(inner)
