"""The second step of a sign-in: the one-time code, or a recovery code."""

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from accounts import User
from accounts.second_factor.code_app import CODE_PACE, is_app_barred, try_code
from accounts.sign_in import SignIn
from accounts.sign_in_pace import digest
from database import db, forget_and_write, utcnow
from web.account.blueprint import account
from web.http.audited import is_about
from web.http.limits import account_named, count_try, give_back, is_limited, remember, told_to_wait
from web.http.own_path import own_path
from web.http.signed_in import complete

WRONG_CODE = 422


def waiting_sign_in() -> SignIn | None:
    """This browser's sign-in that waits for the code."""
    if current_user.is_authenticated:
        return None
    found: SignIn | None = g.get("waiting_sign_in")
    return found


@account.get("/logga-in/kod")
def code_page() -> ResponseReturnValue:
    waiting = waiting_sign_in()
    if waiting is None:
        return redirect(url_for("security.login", next=request.args.get("next")))
    return asked_for_code(waiting.user)


def asked_for_code(user: User, fault: str = "") -> str:
    if is_app_barred(user):
        fault = _(
            "Appens koder är spärrade efter många fel. Skriv en reservkod, eller be en administratör om hjälp."
        )
    return render_template("account/code.html", person=user, fault=fault)


@account.post("/logga-in/kod")
def enter_code() -> ResponseReturnValue:
    """Counted for the person over all browsers and workers."""
    waiting = waiting_sign_in()
    if waiting is None:
        abort(401)
    token, user_id = waiting.token, waiting.user_id
    counted = [(digest("code", str(user_id)), CODE_PACE)] if is_limited() else []
    with told_to_wait():
        count_try(counted)
    with forget_and_write():
        user = db.session.get_one(User, user_id, with_for_update={"of": User})
        is_about(user)
        if not try_code(user, request.form.get("code", ""), now=utcnow()):
            return asked_for_code(user, _("Det är inte rätt kod.")), WRONG_CODE
        complete(db.session.get_one(SignIn, token), utcnow())
        email = user.email
    give_back(counted)
    answer = redirect(own_path(request.args.get("next"), url_for("home.index")))
    remember(answer, account_named(email))  # type: ignore[arg-type] # as Flask's redirect makes it
    return answer
