"""Where a person is signed in, and signing out everywhere else at once."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from accounts.people import sign_out_everywhere
from accounts.sign_in import SignIn
from database import db, utcnow
from web.account.blueprint import account
from web.account.proof import ProofForm
from web.http.idempotency import changing
from web.http.limits import paced_proof
from web.http.page_form import PageForm
from web.http.signed_in import current_sign_in


def good_sign_ins() -> Sequence[SignIn]:
    """The user's that are still good, the one of this browser first, then the one that was used last."""
    here = current_sign_in()
    query = sa.select(SignIn).where(SignIn.user_id == current_user.id).order_by(SignIn.seen_at.desc())
    found = [one for one in db.session.scalars(query) if one.is_good(utcnow()) and one is not here]
    return [here, *(one for one in found if not one.waits_for_code)]


@account.get("/konto/inloggningar")
def sign_ins() -> ResponseReturnValue:
    return sign_ins_page()


def sign_ins_page(form: PageForm | None = None) -> str:
    shown = form or ProofForm.shown_with()
    return render_template("account/sign_ins.html", form=shown, sign_ins=good_sign_ins())


@account.post("/konto/inloggningar/avsluta")
@paced_proof
@changing
def end_other_sign_ins() -> ResponseReturnValue:
    form = ProofForm.from_request()
    if not form.validate():
        return sign_ins_page(form), 422
    here = current_sign_in()
    sign_out_everywhere(here.user, actor=here.user.email, but=here.token, now=utcnow())
    flash(_("Du är utloggad på alla andra enheter."), "good")
    return redirect(url_for("account.sign_ins"))
