"""Who at the warehouse may keep products against their verdict: an administrator gives that right, and takes it."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts import RoleName, User
from database import db, utcnow
from web.admin.blueprint import admin, admin_only
from web.http.access import actor
from web.http.idempotency import changing


@admin.post("/konton/<int:user_id>/far-besluta")
@admin_only
@changing
def change_deciding(user_id: int) -> ResponseReturnValue:
    user = db.session.get(User, user_id) or abort(404)
    if RoleName.WAREHOUSE not in user.role_names:
        abort(404)
    if request.form.get("may") == "yes":
        user.let_decide(actor=actor(), now=utcnow())
        flash(_("%(name)s får besluta nu.", name=user.name), "good")
    else:
        user.withdraw_deciding(actor=actor(), now=utcnow())
        flash(_("%(name)s får inte besluta längre.", name=user.name), "good")
    return redirect(url_for("admin.person", user_id=user.id))
