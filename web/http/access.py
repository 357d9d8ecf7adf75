"""Who may open which page. Each page needs a signed-in user unless it stands in OPEN_ENDPOINTS."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from apiflask import APIFlask
from flask import Response, abort, current_app, g, redirect, request, url_for
from flask_security import current_user
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from accounts import RoleName
from web.http.before_body import ASKED_BEFORE_BODY
from web.http.errors import wants_json

P = ParamSpec("P")
R = TypeVar("R")

OPEN_ENDPOINTS = frozenset(
    {
        "static",
        "security.login",
        "language.choose",
        "account.forgotten",
        "account.ask_for_link",
        "account.choose_password",  # these two ask for the link's signature by themselves
        "account.store_password",
        "account.to_region",  # these three are the way to the region's sign-in service and back
        "account.from_region",
        "account.leave_region",
        "account.signed_out",
        "account.ask_for_passkey",
        "account.enter_passkey",
        "account.code_page",  # these two ask for a sign-in that waits for the code
        "account.enter_code",
        "account.change_user",  # these ask whether this tablet was opened today
        "account.pin_page",
        "account.enter_pin",
        "account.close_tablet",
        "health.healthz",
        "health.readyz",
        "health.metrics",  # asks for its token, address or an administrator by itself
        "pwa.service_worker",
        "pwa.manifest",
        "pwa.offline",
        "pwa.shell_file",
        "installed.installing",  # a new tablet
        "trusting.page",  # a tablet that cannot sign in yet learns here how to trust us
        "trusting.authority_crt",
        "trusting.authority_mobileconfig",
    }
)

BEFORE_CODE = frozenset(
    {
        "account.set_up_code",
        "account.begin_code",
        "account.confirm_code",
        "account.recovery_codes",
        "account.passkeys",
        "account.ask_for_new_passkey",
        "account.save_passkey",
        "security.logout",
    }
)
"""All that an administrator reaches who has yet to set up a one-time code or a passkey, where they need one."""

BY_ANY_NAME = ("health.", "trusting.")
"""What machines ask, each by a name of its own, and the page that a tablet opens before it knows the right one."""

OPEN_MOST = 256 * 1024
"""Bytes that somebody who has not signed in may send. A form with an address and a password has far fewer."""


def guard(app: APIFlask) -> None:
    """Close every page to everybody who has not signed in. A new page is closed, too, until it is added to the list."""
    app.url_value_preprocessor(judge_size)
    app.url_value_preprocessor(answer_before_body)
    app.before_request(refuse_other_names)
    app.before_request(require_sign_in)


class MisdirectedRequest(HTTPException):
    """The request names a server that this one is not (RFC 9110, section 15.5.20)."""

    code = 421
    description = "This server has another name."


def refuse_other_names() -> None:
    """Where the server's own name is set, it answers to no other one. Whoever leads a name of their own to its address
    could have a visitor's browser ask here under that name (DNS rebinding). An address of digits belongs to nobody
    else, and monitoring asks by it."""
    own = urlsplit(str(current_app.config["PUBLIC_URL"])).hostname
    if own is None or (request.endpoint or "").startswith(BY_ANY_NAME):
        return
    asked = name_in(request.host)
    if not (
        asked in (own, "localhost", *str(current_app.config["HOSTS"]).lower().split()) or is_address(asked)
    ):
        raise MisdirectedRequest


def name_in(host: str) -> str:
    """The name without the port; "" for what is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def judge_size(endpoint: str | None, _values: Any) -> None:
    """Refuse what is too large by what its header says, before any of it is read. A register's export may be larger
    than any picture."""
    if endpoint in OPEN_ENDPOINTS:
        request.max_content_length = OPEN_MOST
    elif (
        endpoint in ("admin.upload", "imports_api.upload_import")
        and current_user.is_authenticated
        and current_user.is_admin
    ):
        request.max_content_length = int(current_app.config["MAX_IMPORT_MB"]) * 1024 * 1024
    if (request.content_length or 0) > (request.max_content_length or 0):
        raise RequestEntityTooLarge


def answer_before_body(endpoint: str | None, _values: Any) -> None:
    """The answer when the server asks whether to receive a body at all: not where the page needs a sign-in and the
    sender has not signed in."""
    if not request.environ.get(ASKED_BEFORE_BODY):
        return
    if endpoint is None:
        abort(404)
    abort(require_sign_in() or Response(status=100))


def require_sign_in() -> Any:
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return None
    if current_user.is_authenticated:
        return require_code()
    if wants_json() or request.method != "GET":
        abort(401)
    path = request.full_path.rstrip("?")
    if g.get("locked_sign_in"):
        return redirect(url_for("account.change_user", next=path))
    if g.get("waiting_sign_in"):
        return redirect(url_for("account.code_page", next=path))
    return redirect(url_for("security.login", next=path))


def require_code() -> Any:
    """An administrator who needs more than a password, and has nothing more yet, comes no further than to where one
    sets it up."""
    if not g.get("must_set_up_code") or request.endpoint in BEFORE_CODE:
        return None
    if wants_json() or request.method != "GET":
        abort(403)
    return redirect(url_for("account.set_up_code"))


def role_required(*roles: RoleName) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answer 403 to a signed-in user who has none of `roles`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if current_user.role not in roles:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


def works_for(unit_id: int) -> bool:
    """Whether the clinic user works for this unit, so that its things are theirs. Where that is another one of their
    units than the chosen one, this request works there: what a tablet sends afterwards may belong to the unit before,
    and a link may lead to it."""
    place = current_user.workplace_at(unit_id)
    if place is None:
        return False
    current_user.work_at(place.code)
    return True


def actor() -> str:
    """The name that events record for the signed-in user."""
    email: str = current_user.email
    return email
