"""Whose turn it is on a shared tablet: a colleague takes it over by PIN, and one that has rested is locked."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user
from flask_security.utils import login_user

from accounts import User
from accounts.open_tablet import OpenTablet
from accounts.pin import PIN_PACE, may_try_pin, try_pin
from accounts.sign_in import CameBy, SignIn
from accounts.sign_in_pace import digest
from database import db, forget_and_write, utcnow
from web.account.blueprint import account
from web.account.sharing import colleagues
from web.http.audited import is_about
from web.http.limits import count_try, give_back, is_limited, known_device, told_to_wait
from web.http.own_path import own_path
from web.http.signed_in import current_sign_in, end

WRONG = 422


@account.get("/byt")
def change_user() -> ResponseReturnValue:
    """The colleagues of this tablet. Who has locked it stands first, and goes on where they were."""
    found = colleagues()
    locked = locked_sign_in()
    if not found and not current_user.is_authenticated:
        return redirect(url_for("security.login", next=way_back()))
    return render_template(
        "account/change_user.html",
        colleagues=[one for one in found if not is_here(one)],
        waiting=locked.user if locked and locked.user in found else None,
        back=way_back(),
    )


def locked_sign_in() -> SignIn | None:
    found: SignIn | None = g.get("locked_sign_in")
    return found


def is_here(user: User) -> bool:
    """Whether the tablet is theirs already, locked or not."""
    locked = locked_sign_in()
    return bool(user == current_user or (locked and locked.user == user))


def way_back() -> str | None:
    return own_path(request.args.get("next"), "") or None


def colleague(user_id: int) -> User:
    """One who may take this tablet over. The same answer for a stranger as for nobody."""
    return next((one for one in colleagues() if one.id == user_id), None) or abort(404)


@account.get("/byt/<int:user_id>")
def pin_page(user_id: int) -> ResponseReturnValue:
    return asked_for_pin(colleague(user_id))


def asked_for_pin(user: User, fault: str = "") -> str:
    may_try = may_try_pin(user)
    if not may_try:
        fault = _("PIN-koden är spärrad efter många fel. Logga in med lösenordet, så gäller den igen.")
    return render_template("account/pin.html", person=user, fault=fault, may_try=may_try, back=way_back())


@account.post("/byt/<int:user_id>")
def enter_pin(user_id: int) -> ResponseReturnValue:
    """Counted for the person over all tablets and workers; after too many wrong ones only the password helps."""
    counted = [(digest("pin", str(user_id)), PIN_PACE)] if is_limited() else []
    with told_to_wait():
        count_try(counted)
    with forget_and_write():
        user = colleague(user_id)
        is_about(user)
        is_right = try_pin(user, request.form.get("pin", ""))
        is_back = is_right and goes_on(user)
        if not is_right:
            return asked_for_pin(user, _("Det är inte rätt PIN-kod.")), WRONG
    give_back(counted)
    if is_back:
        return redirect(way_back() or url_for("home.index"))
    end()
    login_user(db.session.get_one(User, user_id), remember=False, authn_via=[CameBy.PIN])
    return redirect(url_for("home.index"))


def goes_on(user: User) -> bool:
    """Whether the tablet was locked by this person, who goes on where they were."""
    locked = locked_sign_in()
    if locked is None or locked.user_id != user.id:
        return False
    db.session.get_one(SignIn, locked.token).unlock(now=utcnow())
    return True


@account.post("/las")
def lock() -> ResponseReturnValue:
    """Locking it twice is harmless. A computer of one's own is not locked."""
    with forget_and_write():
        current_sign_in().lock(now=utcnow())
    return redirect(url_for("account.change_user", next=way_back()))


@account.post("/byt/stang")
def close_tablet() -> ResponseReturnValue:
    """The day is over: nobody takes this tablet over until somebody signs in with a password."""
    end()
    with forget_and_write():
        OpenTablet.close(known_device()[0])
    return redirect(url_for("security.login"))
