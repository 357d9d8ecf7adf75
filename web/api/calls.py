"""How a call of the API is put together: who may, what it takes, what it gives, and that it may be sent again.

The order of these stands here once. What a call may touch is decided by the functions that the pages ask.
"""

from collections.abc import Callable, Sequence
from typing import Any

from apiflask import APIBlueprint, Schema

from accounts import RoleName
from accounts.tokens import Scope
from web.api.scoped import keyed, scoped
from web.http.idempotency import changing

CallView = Callable[..., Any]
FOUND_BY_ADDRESS = "<"


def reads(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema] | None,
    *,
    query: type[Schema] | None = None,
    roles: Sequence[RoleName] = (),
    summary: str,
) -> Callable[[CallView], CallView]:
    """A GET. `gives` is None where the answer is a file."""

    def decorate(view: CallView) -> CallView:
        made = blueprint.output(gives)(view) if gives else view
        if query:
            made = blueprint.input(query, location="query", arg_name="asked")(made)
        made = scoped(scope, *roles)(blueprint.doc(summary=summary, responses=_missing(rule))(made))
        return blueprint.get(rule)(made)

    return decorate


def writes(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema],
    *,
    takes: type[Schema] | None = None,
    roles: Sequence[RoleName] = (),
    method: str = "POST",
    status: int = 200,
    summary: str,
) -> Callable[[CallView], CallView]:
    """A change, in one transaction. A POST needs an Idempotency-Key."""

    def decorate(view: CallView) -> CallView:
        made = changing(blueprint.output(gives, status_code=status)(view))
        if takes:
            made = blueprint.input(takes, arg_name="said")(made)
        made = blueprint.doc(summary=summary, responses=[409, *_missing(rule)])(made)
        made = scoped(scope, *roles)(keyed(made) if method == "POST" else made)
        return blueprint.route(rule, methods=[method])(made)

    return decorate


def asks(
    blueprint: APIBlueprint,
    rule: str,
    scope: Scope,
    gives: type[Schema],
    takes: type[Schema],
    *,
    summary: str,
) -> Callable[[CallView], CallView]:
    """A POST that changes nothing: what is asked about may not stand in an address, because servers log these."""

    def decorate(view: CallView) -> CallView:
        made = blueprint.input(takes, arg_name="said")(blueprint.output(gives)(view))
        made = scoped(scope)(blueprint.doc(summary=summary, responses=_missing(rule))(made))
        return blueprint.post(rule)(made)

    return decorate


def _missing(rule: str) -> list[int]:
    return [404] if FOUND_BY_ADDRESS in rule else []
