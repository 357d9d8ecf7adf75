"""How often signing in may be tried: guessing passwords must be slow, and must keep nobody else out.

Tries are counted for the account, wherever they come from, and for the address that they come from. A device on which
somebody has signed in before carries a signed cookie that says so: for their account it has a count of its own, so that
whoever guesses at that account, from near or far, does not keep them out. Who comes too soon is told for how long to
wait, and is never locked out. docs/decisions/0018.
"""

import ipaddress
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

import sqlalchemy as sa
from apiflask import APIFlask
from flask import Response, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_security import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import TooManyRequests

from accounts.sign_in_pace import Pace, SignInPace, TooSoon, digest, whole_seconds
from database import db, forget_and_write
from web.http.headers import cookie_value, set_own_cookie

OF_ACCOUNT = Pace(at_once=10, every_s=30)
OF_ADDRESS = Pace(at_once=60, every_s=1)
"""A whole clinic may sit behind one address, and sign in when the day begins."""
OF_DEVICE = Pace(at_once=10, every_s=6)
DEVICE_COOKIE = "returkoll_device"
DEVICE_S = 365 * 24 * 3600
MOST_ACCOUNTS = 30
"""That one device remembers: a tablet is shared."""
TRIES_TO_COUNT = 3
"""Two first tries of one key at the same moment both want to write its row; one of them asks again."""

WRONG_FIELDS = 422

Counted = list[tuple[str, Pace]]
P = ParamSpec("P")


def limit(app: APIFlask) -> None:
    sign_in: Any = app.view_functions["security.login"]

    def paced_sign_in(*args: Any, **kwargs: Any) -> Any:
        if request.method != "POST":
            return sign_in(*args, **kwargs)
        if request.is_json:
            abort(400)  # the page sends a form; Flask-Security would take JSON, and fail on a list
        counted = counts(account_named(request.form.get("email", ""))) if is_limited() else []
        with told_to_wait():
            count_try(counted)
        answer = make_response(sign_in(*args, **kwargs))
        if current_user.is_authenticated:
            give_back(counted)
            if "waits_for_code" not in g:
                remember(answer, account_named(current_user.email))
        return answer

    app.view_functions["security.login"] = paced_sign_in


def paced_proof(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """For a view in which somebody who is signed in proves with the password who they are. A wrong one (422) counts as
    a try to sign in to the account; any other answer does not."""

    @wraps(view)
    def paced(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        counted = counts(account_named(current_user.email)) if is_limited() else []
        with told_to_wait():
            count_try(counted)
        answer = make_response(view(*args, **kwargs))
        if answer.status_code != WRONG_FIELDS:
            give_back(counted)
        return answer

    return paced


def is_limited() -> bool:
    return bool(current_app.config["RATELIMIT_ENABLED"])


def account_named(email: str) -> str:
    """The same for every way of writing it, whether there is such an account or not."""
    return digest("account", email.strip().casefold())


def counts(account: str) -> Counted:
    """Under what this try is counted."""
    device, accounts = known_device()
    if account in accounts:
        return [(digest("device", device, account), OF_DEVICE)]
    return [(digest("address", network(request.remote_addr or "")), OF_ADDRESS), (account, OF_ACCOUNT)]


def count_try(counted: Counted) -> None:
    """All of them, or none: a try that one of them holds up is counted by no other."""
    if not counted:
        return
    for left in range(TRIES_TO_COUNT, 0, -1):
        try:
            with forget_and_write():
                for key, pace in counted:
                    SignInPace.take(db.session(), key, pace, time.time())
            return
        except sa.exc.IntegrityError:
            if left == 1:
                raise TooSoon(1) from None


def give_back(counted: Counted) -> None:
    if not counted:
        return
    with forget_and_write():
        for key, pace in counted:
            SignInPace.give_back(db.session(), key, pace)


@contextmanager
def told_to_wait() -> Iterator[None]:
    try:
        yield
    except TooSoon as soon:
        raise TooManyRequests(retry_after=whole_seconds(soon.wait_s)) from soon


def network(address: str) -> str:
    """What one client can choose its address from: an IPv4 address, or the first half of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))


# --- devices on which somebody has signed in


def signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="device")


def known_device() -> tuple[str, list[str]]:
    """The device's name, and the accounts that have signed in on it."""
    try:
        device, accounts = signer().loads(cookie_value(DEVICE_COOKIE), max_age=DEVICE_S)
    except (BadSignature, ValueError, TypeError):
        g.new_device = g.get("new_device") or secrets.token_hex(8)  # the same one to the end of this request
        return str(g.new_device), []
    return str(device), list(accounts)


def remember(answer: Response, account: str) -> None:
    device, accounts = known_device()
    accounts = [*(one for one in accounts if one != account), account][-MOST_ACCOUNTS:]
    set_own_cookie(answer, DEVICE_COOKIE, signer().dumps([device, accounts]), DEVICE_S)
