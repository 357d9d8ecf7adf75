"""Whether mail tells a person what waits for them."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from web.account.blueprint import account
from web.http.idempotency import changing


@account.post("/konto/mejl")
@changing
def choose_mail() -> ResponseReturnValue:
    current_user.wants_mail = bool(request.form.get("wants_mail"))
    flash(_("Du får e-post.") if current_user.wants_mail else _("Du får ingen e-post."), "good")
    return redirect(url_for("account.own"))
