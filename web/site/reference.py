"""The API's reference as a page, made from its own OpenAPI document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from apiflask import APIBlueprint
from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue

reference = APIBlueprint("reference", __name__, url_prefix="/hjalp", enable_openapi=False)

TAGS = (
    *("scan", "register", "returns", "packing", "photos", "printing", "receiving", "control", "boxes"),
    *("stock", "stocktakes", "contacts", "imports", "events", "settings"),
)
"""In the order of the way through the house."""
REF = "#/components/schemas/"


@dataclass(frozen=True)
class FieldTold:
    """A field of a body, a parameter or a schema."""

    name: str
    kind: str
    schema: str
    """The schema that describes it further, if one does."""
    required: bool
    about: str


@dataclass(frozen=True)
class CallTold:
    """One call."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    scope: str
    roles: str
    parameters: tuple[FieldTold, ...]
    body: tuple[FieldTold, ...]
    answers: tuple[tuple[str, str, str], ...]
    """Status, what it means, and the schema of the answer."""


@reference.get("/api")
def page() -> ResponseReturnValue:
    """What there is, part by part."""
    document = whole_document()
    calls = sorted(calls_in(document), key=lambda call: (TAGS.index(call.tag), call.path, call.method))
    return render_template(
        "help/api.html",
        about=document["info"].get("description", ""),
        groups=[(tag, list(some)) for tag, some in groupby(calls, key=lambda call: call.tag)],
    )


@reference.get("/api/<tag>")
def calls_page(tag: str) -> ResponseReturnValue:
    """The calls of one part, and the schemas that they use."""
    if tag not in TAGS:
        abort(404)
    document = whole_document()
    schemas = document["components"]["schemas"]
    calls = sorted(
        (call for call in calls_in(document) if call.tag == tag), key=lambda call: (call.path, call.method)
    )
    return render_template(
        "help/api_part.html",
        tag=tag,
        calls=calls,
        schemas={name: fields_of(schemas[name], schemas) for name in used_by(calls, schemas)},
    )


def whole_document() -> Any:
    return current_app.spec  # type: ignore[attr-defined] # APIFlask's


def used_by(calls: Sequence[CallTold], schemas: Mapping[str, Any]) -> list[str]:
    """The names of the schemas that the calls name, and that those name."""
    found: set[str] = set()
    waiting = {schema for call in calls for _status, _words, schema in call.answers if schema}
    waiting |= {field.schema for call in calls for field in call.body if field.schema}
    while waiting:
        found |= waiting
        inner = {field.schema for name in waiting for field in fields_of(schemas[name], schemas)}
        waiting = inner - found - {""}
    return sorted(found)


def calls_in(document: Mapping[str, Any]) -> list[CallTold]:
    schemas = document["components"]["schemas"]
    return [
        _call(method.upper(), path, operation, schemas)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
    ]


def _call(method: str, path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> CallTold:
    content = operation.get("requestBody", {}).get("content", {})
    bodies: list[Any] = [told.get("schema", {}) for told in content.values()]
    body = bodies[0] if bodies else None
    security = operation.get("security", [{}])[0]
    return CallTold(
        id=operation["operationId"],
        method=method,
        path=path,
        tag=operation["tags"][0],
        summary=operation["summary"],
        description=operation.get("description", ""),
        scope=", ".join(security.get("token", ())),
        roles=", ".join(operation.get("x-roles", ())),
        parameters=tuple(_parameter(one) for one in operation.get("parameters", ())),
        body=tuple(fields_of(body, schemas)) if body else (),
        answers=tuple(
            (status, told["description"], _schema_of(told)) for status, told in operation["responses"].items()
        ),
    )


def _parameter(told: Mapping[str, Any]) -> FieldTold:
    about, schema = told.get("description", ""), told.get("schema", {})
    where = "" if told["in"] == "query" else f"({told['in']})"
    kind = f"{kind_of(schema)} {where}".strip()
    return FieldTold(told["name"], kind, "", bool(told.get("required")), about)


def _schema_of(told: Mapping[str, Any]) -> str:
    for content in told.get("content", {}).values():
        return str(content.get("schema", {}).get("$ref", "")).removeprefix(REF)
    return ""


def fields_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[FieldTold]:
    """The fields of a schema, or of the one that it names."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(REF)]
    required = set(schema.get("required", ()))
    return [
        FieldTold(
            name, kind_of(inner), _inner_schema(inner), name in required, str(inner.get("description", ""))
        )
        for name, inner in schema.get("properties", {}).items()
    ]


def _inner_schema(schema: Mapping[str, Any]) -> str:
    """The name of the schema that a field, or each item of a list, has."""
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if "$ref" in one:
            return str(one["$ref"].removeprefix(REF))
    return ""


def kind_of(schema: Mapping[str, Any]) -> str:
    """`string`, `integer or null`, `list of string`, or the values that there are."""
    if values := schema.get("enum"):
        return " | ".join(str(value) for value in values if value is not None)
    kinds = schema.get("type", "object")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    told = [f"list of {kind_of(schema.get('items', {}))}" if name == "array" else str(name) for name in names]
    if schema.get("format") and told[0] == "string":
        told[0] = str(schema["format"])
    return " or ".join(told)
