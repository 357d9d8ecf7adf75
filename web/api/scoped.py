"""Which scope and which role each call of the API needs. What a call may touch is decided where the pages decide it:
`own_return`, `known_return`, `known_device` and the like."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import abort, g, request
from flask_security import current_user

from accounts import RoleName
from accounts.tokens import Scope
from web.http.judged_text import KEY_HEADER

P = ParamSpec("P")
R = TypeVar("R")

WITH_BODY = ("POST", "PUT", "PATCH")
JSON = "application/json"


def scoped(scope: Scope, *roles: RoleName, body: str = JSON) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer 403 to a token without the scope, and to a role that has no pages for this. `roles` are fewer than those
    of the scope where they are given. 415 for a body that is not of the type `body`."""
    allowed = frozenset(roles) or scope.roles

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if current_user.role not in allowed or not has_scope(scope):
                abort(403)
            if (
                request.method in WITH_BODY
                and body == JSON
                and request.content_length
                and not request.is_json
            ):
                abort(415)
            return view(*args, **kwargs)

        guarded.needs_scope = scope  # type: ignore[attr-defined]
        guarded.needs_roles = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def has_scope(scope: Scope) -> bool:
    """Whoever has signed in on a page may all that their role may."""
    return "api_token" not in g or scope.value in g.api_scopes


def keyed(view: Callable[P, R]) -> Callable[P, R]:
    """Answer 428 (RFC 6585, 3) to a request without an Idempotency-Key: sent again after a lost answer, it would be
    done twice."""

    @wraps(view)
    def with_key(*args: P.args, **kwargs: P.kwargs) -> R:
        if not request.headers.get(KEY_HEADER):
            abort(428)
        return view(*args, **kwargs)

    with_key.needs_key = True  # type: ignore[attr-defined]
    return with_key
