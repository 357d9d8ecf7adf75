"""Signing in with the region's own sign-in service: the way there, the way back, and out of it again.

The way there is a link and not a form, and so is the way out: the pages' Content-Security-Policy lets no form lead to
another host, not even by a redirect.
"""

from dataclasses import asdict, replace
from typing import Any

from flask import abort, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user

from accounts import User
from accounts.oidc import RefusalKind, SignInRefused, SignInService
from accounts.oidc.arrival import person_who_came, place_of
from accounts.oidc.claims import Claimed, read_claims
from accounts.oidc.exchange import Asked, begin_asking, claims_for, where_to_sign_out
from accounts.sign_in import CameBy
from accounts.sign_in_pace import digest
from database import db, forget_and_write, utcnow
from web.account.blueprint import account
from web.account.sharing import tablet_is_open, was_shared
from web.http.audited import is_about, was_refused
from web.http.limits import (
    OF_ADDRESS,
    account_named,
    count_try,
    is_limited,
    network,
    remember,
    told_to_wait,
)
from web.http.own_path import own_path
from web.http.signed_in import SignInWishes, current_sign_in, end, open_tablet

ON_THE_WAY = "region_sign_ins"
"""In the session: what was asked of the service, by its state, until the browser is back."""
MOST_ON_THE_WAY = 3
"""In several tabs of one browser; a cookie has no room for many."""
LONGEST_PATH = 300
"""For the same reason."""


@account.app_template_global()
def sign_in_service() -> SignInService | None:
    return SignInService.from_settings(current_app.config)


def service_set() -> SignInService:
    return sign_in_service() or abort(404)


def own_url(endpoint: str) -> str:
    """The address of a page of ours, as the service knows it."""
    base = current_app.config["PUBLIC_URL"] or request.url_root
    return str(base).rstrip("/") + url_for(endpoint)


# --- there


@account.get("/logga-in/region")
def to_region() -> ResponseReturnValue:
    """On a shared tablet the person has to show who they are, even when the service remembers a colleague."""
    service = service_set()
    if is_limited():
        with told_to_wait():
            count_try([(digest("address", network(request.remote_addr or "")), OF_ADDRESS)])
    db.session.rollback()  # nothing of the database is held while the service is waited for
    wished = SignInWishes(request.args.get("delad") == "1", request.args.get("minns") == "1")
    try:
        address, asked = begin_asking(
            service, own_url("account.from_region"), anew=wished.shared or was_shared() or tablet_is_open()
        )
    except SignInRefused as refusal:
        return refused_page(refusal)
    path = own_path(request.args.get("next"), "/")
    waiting = {
        **asked.as_dict(),
        "wishes": asdict(wished),
        "next": path if len(path) <= LONGEST_PATH else "/",
    }
    before = list(session.get(ON_THE_WAY, []))
    session[ON_THE_WAY] = [*before, waiting][-MOST_ON_THE_WAY:]
    return redirect(address)


# --- back


@account.get("/logga-in/region/svar")
def from_region() -> ResponseReturnValue:
    service = service_set()
    try:
        waiting = waiting_for(request.args.get("state", ""))
        wished, path = SignInWishes(**waiting.pop("wishes")), waiting.pop("next")
        db.session.rollback()
        said = claims_for(service, Asked(**waiting), code_given(), own_url("account.from_region"))
        claimed = read_claims(said, service)
        with forget_and_write():
            user = person_who_came(claimed, service, now=utcnow())
            is_about(user)
            user_id, email = user.id, user.email
    except SignInRefused as refusal:
        return refused_page(refusal)
    end()
    g.sign_in_wishes = replace(wished, proves_twice=service.proves_more_than_a_password)
    user = db.session.get_one(User, user_id)
    login_user(user, remember=wished.remembered and not wished.shared, authn_via=[CameBy.REGION])
    begin_at_the_commission(claimed)
    answer = make_response(redirect(own_path(path, "/")))
    if "waits_for_code" not in g:
        remember(answer, account_named(email))
    return answer


def waiting_for(state: str) -> dict[str, Any]:
    """What was asked with this state in this browser; an answer can be given once."""
    waiting = list(session.get(ON_THE_WAY, []))
    found = next((one for one in waiting if state and one["state"] == state), None)
    if found is None:
        raise SignInRefused(RefusalKind.STATE)
    session[ON_THE_WAY] = [one for one in waiting if one is not found]
    return dict(found)


def code_given() -> str:
    """What the service is asked with (Core 1.0, 3.1.2.5), unless it says that the person has not signed in there
    (3.1.2.6)."""
    code = request.args.get("code")
    if not code:
        is_cancelled = request.args.get("error") in (
            "access_denied",
            "login_required",
            "interaction_required",
        )
        raise SignInRefused(RefusalKind.CANCELLED if is_cancelled else RefusalKind.ANSWER)
    return code


def begin_at_the_commission(claimed: Claimed) -> None:
    """Where the commission is for one of the user's workplaces, they work there until they choose another one."""
    with forget_and_write():
        place = place_of(current_sign_in().user, claimed)
        if place:
            current_sign_in().choose(place.code)
            open_tablet(current_sign_in(), utcnow())


def refused_page(refusal: SignInRefused) -> ResponseReturnValue:
    if refusal.kind is RefusalKind.SERVICE:
        status = 502
    else:
        status = 403
        was_refused(refusal.email, refusal.kind.value)
    return make_response(render_template("account/region_refused.html", refusal=refusal), status)


# --- out of it


@account.get("/utloggad")
def signed_out() -> ResponseReturnValue:
    """Who came by the service is signed out here, and still signed in there."""
    return render_template("account/signed_out.html", service=service_set())


@account.get("/logga-ut/region")
def leave_region() -> ResponseReturnValue:
    db.session.rollback()
    address = where_to_sign_out(service_set(), own_url("security.login"))
    return redirect(address or url_for("security.login"))
