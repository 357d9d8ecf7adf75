"""The OpenAPI document says of every call what all of them share: tokens, errors as problems, keys and ETags."""

import re
from typing import Any

from apiflask import APIFlask
from flask import current_app

from web.api.scoped import JSON, WITH_BODY
from web.http.errors import PROBLEM
from web.http.judged_text import LARGEST_ID

SETTINGS: dict[str, Any] = {
    "OPENAPI_VERSION": "3.1.0",
    "SECURITY_SCHEMES": {
        "token": {"type": "http", "scheme": "bearer", "description": "A key that an administrator has made."}
    },
    "AUTO_SERVERS": False,
    "AUTO_OPERATION_ID": True,
    "DESCRIPTION": (
        "All that the pages can do, for other systems. Send `Authorization: Bearer rk_…`; an administrator makes the "
        "key under Andra system. A POST that changes something needs an `Idempotency-Key`: sent again with the same "
        "key it gets the first answer. Errors are `application/problem+json` (RFC 9457). Lists come page by page: the "
        "answer's `next` is the `cursor` of the following page. A GET's `ETag` works with `If-None-Match`, and that "
        "of a return or of the settings with `If-Match` when it is changed."
    ),
}
PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what to do, in the language of Accept-Language"},
        "message": {"type": "string", "description": "the same as detail, as version 0.1.0 called it"},
        "tone": {
            "type": "string",
            "enum": ["stop", "attention"],
            "description": "attention where it is only to be tried again",
        },
        "errors": {
            "type": "array",
            "description": "one for each field that is wrong",
            "items": {
                "type": "object",
                "required": ["field", "in", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "in": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
WORDS = {
    "400": "The request cannot be read",
    "401": "No key, or one that is not good",
    "403": "The key or the role does not give the right to this",
    "404": "There is no such thing",
    "405": "The address takes no such method",
    "409": "It cannot be done now; the detail says why",
    "412": "It has changed since the ETag of If-Match",
    "413": "The body is too large",
    "415": "The body is of another type",
    "422": "A field is wrong",
    "428": "Without an Idempotency-Key",
    "429": "Too many requests: wait as Retry-After says",
    "503": "Busy, or without the database: try again as Retry-After says",
}
OF_ALL = ("400", "401", "403", "405", "422", "429", "503")
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "a new one for each change, the same when it is sent again",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[A-Za-z0-9_-]+$"},
}
IF_NONE_MATCH = {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}
IF_MATCH = {"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}}
ETAG = {"ETag": {"schema": {"type": "string"}}}
PDF = {
    "200": {
        "description": "The PDF",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
    }
}
JPEG = {
    "200": {
        "description": "The photo",
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}},
    }
}
CSV = {"200": {"description": "The rows", "content": {"text/csv": {"schema": {"type": "string"}}}}}
JSON_LD = {
    "200": {
        "description": "An EPCISDocument",
        "content": {"application/ld+json": {"schema": {"type": "object"}}},
    }
}


def describe(app: APIFlask) -> None:
    app.config.update(SETTINGS)
    app.spec_processor(complete)


def complete(spec: Any) -> Any:
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for rule in current_app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method, operation in spec.get("paths", {}).get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                view = current_app.view_functions[rule.endpoint]
                _tell_who_may(operation, view)
                _tell_files(operation["responses"], path)
                _tell_headers(operation, method.upper(), path, needs_key=hasattr(view, "needs_key"))
                _tell_errors(operation, method.upper())
    return spec


def _tell_who_may(operation: dict[str, Any], view: Any) -> None:
    if hasattr(view, "needs_scope"):
        operation["security"] = [{"token": [view.needs_scope.value]}]
        operation["x-roles"] = sorted(role.value for role in view.needs_roles)


def _tell_files(responses: dict[str, Any], path: str) -> None:
    for ending, content in ((".pdf", PDF), (".jpg", JPEG), (".csv", CSV), ("/v1/events", JSON_LD)):
        if path.endswith(ending):
            responses.update(content)
    if path.endswith(".pdf"):
        responses["409"] = {}


def _tell_headers(operation: dict[str, Any], method: str, path: str, *, needs_key: bool) -> None:
    responses, parameters = operation["responses"], operation.setdefault("parameters", [])
    for one in parameters:
        if one["in"] == "path" and one["schema"].get("type") == "integer":
            one["schema"] = {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}
    if needs_key:
        parameters.append({**KEY, "required": True})
        responses["428"] = {}
    elif method in ("PUT", "DELETE"):
        parameters.append({**KEY, "required": False})
    if method != "GET" and ("{number}" in path or path.endswith("/settings")):
        parameters.append(IF_MATCH)
        responses["412"] = {}
    if method == "GET" and JSON in responses.get("200", {}).get("content", {}):
        parameters.append(IF_NONE_MATCH)
        responses["200"]["headers"] = ETAG
        responses["304"] = {"description": "Not changed since the ETag of If-None-Match"}


def _tell_errors(operation: dict[str, Any], method: str) -> None:
    responses = operation["responses"]
    wanted = {*OF_ALL, *(("413", "415") if method in WITH_BODY else ())}
    for status in {*wanted, *(one for one in responses if one >= "400")}:
        schema = {"$ref": "#/components/schemas/Problem"}
        responses[status] = {"description": WORDS[status], "content": {PROBLEM: {"schema": schema}}}
    operation["responses"] = dict(sorted(responses.items()))
