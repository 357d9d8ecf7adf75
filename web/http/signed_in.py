"""The database says who is signed in. The cookies only name a row there (accounts/sign_in.py)."""

import datetime
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import structlog
from apiflask import APIFlask
from flask import Response, current_app, g, redirect, request, session, url_for
from flask_security import user_authenticated

from accounts import RoleName, User
from accounts.open_tablet import OpenTablet, workplace_on
from accounts.second_factor import has_code_app
from accounts.sign_in import CameBy, SignIn
from database import db, forget_and_write, utcnow, write_apart
from operations.heartbeat import PATIENCE_MS
from operations.region_settings import setting
from web.http.limits import known_device
from web.http.local_time import day_bounds, today

log = structlog.get_logger()

IN_COOKIE = "_user_id"
"""The key under which Flask-Login stores the name that its session and its remember cookie carry."""


@dataclass(frozen=True)
class SignInWishes:
    """What was ticked on the sign-in page."""

    shared: bool = False
    remembered: bool = False
    proves_twice: bool = False
    """Whether the region's service demands more than a password."""


def sign_in_by_row(app: APIFlask) -> None:
    """Let cookies name a sign-in instead of an account. Called after Flask-Security is set up, whose own cookies name
    the account, so that signing out could not make a copy of them worthless."""
    login_manager: Any = app.login_manager  # type: ignore[attr-defined]
    login_manager.user_loader(load_user)
    # Flask-Security would take tokens of its own, too, which no sign-out ends and which may stand in an address.
    login_manager.request_loader(None)
    login_manager._clear_cookie = forget_remembered
    app.before_request(remember_sign_in_before)
    user_authenticated.connect(begin, app)
    sign_out = app.view_functions["security.logout"]

    def end_and_sign_out(*args: Any, **kwargs: Any) -> Any:
        came_by = end()
        answer = sign_out(*args, **kwargs)
        return redirect(url_for("account.signed_out")) if came_by is CameBy.REGION else answer

    app.view_functions["security.logout"] = end_and_sign_out


def remember_sign_in_before() -> None:
    """Flask-Login writes over its name before it says that somebody has signed in."""
    if request.endpoint == "security.login" and request.method == "POST":
        g.sign_in_before = session.get(IN_COOKIE, "")


def forget_remembered(answer: Response) -> None:
    """Take the remember cookie out of the browser. Flask-Login does it without `Secure`, which browsers do not accept
    for a name that begins with `__Host-`."""
    config = current_app.config
    answer.delete_cookie(
        config["REMEMBER_COOKIE_NAME"], secure=config["REMEMBER_COOKIE_SECURE"], httponly=True, samesite="Lax"
    )


def wishes() -> SignInWishes:
    """Those of this request's form, or those that the view has remembered of an earlier one."""
    said: SignInWishes | None = g.get("sign_in_wishes")
    return said or SignInWishes(bool(request.form.get("shared")), bool(request.form.get("remember")))


def begin(_app: APIFlask, user: User, authn_via: list[str] | None = None, **_: Any) -> None:
    """`authn_via` is one of CameBy, or what Flask-Security's own page says of a password."""
    came_by = CameBy((authn_via or [CameBy.PASSWORD])[0])
    by_pin, now, wished = came_by is CameBy.PIN, utcnow(), wishes()
    proves_twice = came_by is CameBy.PASSKEY or (came_by is CameBy.REGION and wished.proves_twice)
    is_shared = by_pin or wished.shared
    remembered = wished.remembered and not is_shared
    with forget_and_write():
        # What this browser had before ends: one that is locked, or waits for a code.
        db.session.execute(sa.delete(SignIn).where(SignIn.token == g.get("sign_in_before", "")))
        begun = SignIn.begin(
            db.session(), db.session.merge(user), remembered=remembered, now=now, came_by=came_by
        )
        session[IN_COOKIE] = begun.token
        if is_shared:
            share(begun, by_pin=by_pin, now=now)
        if not by_pin:
            g.shared_from_now = is_shared
            if has_code_app(begun.user) and not proves_twice:
                begun.waits_for_code = g.waits_for_code = True
            else:
                complete(begun, now, proved_twice=proves_twice)
    # A page that somebody else has left open can send nothing under this user's name.
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def share(begun: SignIn, *, by_pin: bool, now: datetime.datetime) -> None:
    """On a shared tablet a sign-in ends with the day."""
    begun.tablet, begun.by_pin, begun.ends_at = known_device()[0], by_pin, end_of_today()
    if by_pin:
        place = workplace_on(begun.tablet, begun.user, now)
        begun.workplace = place.code if place else None


def complete(sign_in: SignIn, now: datetime.datetime, *, proved_twice: bool = True) -> None:
    """All that is asked for has come. On a shared tablet this opens the tablet for the colleagues at the user's
    workplace; where there are several, when one of them has been chosen."""
    sign_in.waits_for_code, sign_in.proved_twice, sign_in.seen_at = False, proved_twice, now
    sign_in.user.wrong_pins = 0
    if sign_in.tablet:
        sign_in.tablet = known_device()[0]  # which has a name from this answer on, where it had none before
    if sign_in.workplace or len(sign_in.user.workplaces) == 1:
        sign_in.user.work_at(sign_in.workplace)
        open_tablet(sign_in, now)


def open_tablet(sign_in: SignIn, now: datetime.datetime) -> None:
    """For those who work where this sign-in does. Not by one who has yet to show more than a password."""
    if sign_in.tablet and not (sign_in.by_pin or sign_in.waits_for_code or may_not_do_without_code(sign_in)):
        place = sign_in.user.workplace
        OpenTablet.open(sign_in.tablet, sign_in.user, place, now=now, ends_at=end_of_today())


def end_of_today() -> datetime.datetime:
    return day_bounds(today())[1]


def lock_after() -> datetime.timedelta:
    return datetime.timedelta(minutes=float(setting("LOCK_MINUTES")))


def current_sign_in() -> SignIn:
    """The row of the browser that asks. Only for who is signed in."""
    return db.session.get_one(SignIn, session[IN_COOKIE])


def end() -> CameBy | None:
    """End the sign-in, so that a copy of the cookies names nothing any more. Says how it was begun, where there was
    one."""
    with forget_and_write():
        ended = db.session.get(SignIn, session.get(IN_COOKIE, ""))
        came_by = ended.came_by if ended else None
        db.session.execute(sa.delete(SignIn).where(SignIn.token == session.get(IN_COOKIE, "")))
    return came_by


def load_user(token: str) -> User | None:
    """The user of the sign-in with this token, unless it has ended, rested too long, or the account is closed."""
    now = utcnow()
    found = db.session.get(SignIn, token)
    if found is None or not found.is_good(now):
        return None
    if found.waits_for_code:
        g.waiting_sign_in = found
        return None
    if found.is_locked(now, lock_after()):
        g.locked_sign_in = found
        return None
    if found.is_to_be_seen(now):
        see(token, found.user_id, now)
    if found.by_pin:
        found.user.come_by_pin()
    found.user.work_at(found.workplace)
    g.must_set_up_code = may_not_do_without_code(found)
    return found.user


def needs_code(user: User) -> bool:
    """Whether the region demands more than a password of them."""
    config = current_app.config
    of_admins = bool(config["ADMINS_NEED_CODE"]) and RoleName.ADMIN in user.role_names
    return of_admins or bool(config["EVERYBODY_NEEDS_CODE"])


def may_not_do_without_code(sign_in: SignIn) -> bool:
    """Whether somebody has shown no more than a password, where the region demands more of them. By PIN nobody is an
    administrator, and the tablet was opened by somebody who has shown more."""
    return needs_code(sign_in.user) and not (sign_in.by_pin or sign_in.proved_twice)


def has_proved_more(sign_in: SignIn) -> None:
    """They have just set up more than a password, with the first answer to it."""
    sign_in.proved_twice = True
    open_tablet(sign_in, utcnow())


def see(token: str, user_id: int, now: Any) -> None:
    """Write down the last request, in a transaction of its own. A database that cannot be written, or that an import
    is writing to just now, keeps nobody waiting and signs nobody out: the next request tries again."""
    try:
        with write_apart(PATIENCE_MS) as session:
            session.execute(sa.update(SignIn).where(SignIn.token == token).values(seen_at=now))
            session.execute(sa.update(User).where(User.id == user_id).values(last_seen_at=now))
    except sa.exc.OperationalError as error:
        log.warning("sign_in_not_seen", error=str(error))
