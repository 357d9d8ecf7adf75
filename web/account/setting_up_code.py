"""One-time codes at sign-in, set up and taken away by the person."""

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from accounts.people import AccountRefused
from accounts.second_factor.code_app import (
    CODE_DIGITS,
    add_code_app,
    app_address,
    has_code_app,
    new_code_secret,
    remove_code_app,
    typed_secret,
)
from accounts.second_factor.recovery_code import make_recovery_codes, recovery_codes_left
from common.sentence import WrongFields
from database import utcnow
from web.account.blueprint import account
from web.account.proof import ProofForm
from web.http.form_fields import TextField
from web.http.idempotency import changing
from web.http.limits import paced_proof
from web.http.page_form import PageForm
from web.http.signed_in import current_sign_in, has_proved_more, may_not_do_without_code, needs_code
from web.site.qr import qr

TO_CONFIRM = "code_to_confirm"
"""In the session, encrypted: the secret that the app is to show a code of, before it counts."""
TO_SHOW = "recovery_codes_to_show"
"""In the session: the recovery codes that the next page shows, once."""


class CodeForm(PageForm):
    """The first code, which shows that the app has understood."""

    code = TextField(_l("Koden i appen"), required=True)


@account.get("/konto/engangskod")
def set_up_code() -> ResponseReturnValue:
    return code_app_page()


def code_app_page(proof_form: ProofForm | None = None, code_form: CodeForm | None = None) -> str:
    secret = session.get(TO_CONFIRM)
    return render_template(
        "account/code_app.html",
        form=proof_form or code_form or PageForm.shown_with(),
        proof_form=proof_form or ProofForm.shown_with(),
        code_form=code_form or CodeForm.shown_with(),
        digits=CODE_DIGITS,
        is_set_up=has_code_app(current_user),
        left=recovery_codes_left(current_user),
        symbol=qr(app_address(current_user, secret), _("QR-kod för appen")) if secret else "",
        typed=typed_secret(secret) if secret else "",
        is_demanded=may_not_do_without_code(current_sign_in()),
        of_everybody=current_app.config["EVERYBODY_NEEDS_CODE"],
        may_drop=not needs_code(current_user),
    )


@account.post("/konto/engangskod")
@paced_proof
@changing
def begin_code() -> ResponseReturnValue:
    form = ProofForm.from_request()
    if not form.validate():
        return code_app_page(form), 422
    session[TO_CONFIRM] = new_code_secret()
    return redirect(url_for("account.set_up_code"))


@account.post("/konto/engangskod/bekrafta")
@changing
def confirm_code() -> ResponseReturnValue:
    secret = session.get(TO_CONFIRM) or abort(404)
    form = CodeForm.from_request()
    try:
        sign_in = current_sign_in()
        session[TO_SHOW] = add_code_app(sign_in.user, secret, form.code.data or "", now=utcnow())
    except WrongFields as wrong:
        form.tell("code", wrong.faults["code"])
        return code_app_page(code_form=form), 422
    has_proved_more(sign_in)
    session.pop(TO_CONFIRM)
    return redirect(url_for("account.recovery_codes"))


@account.get("/konto/reservkoder")
def recovery_codes() -> ResponseReturnValue:
    """Shown once; after that new ones have to be made."""
    codes = session.pop(TO_SHOW, None)
    if not codes:
        return redirect(url_for("account.set_up_code"))
    return render_template("account/recovery_codes.html", codes=codes)


@account.post("/konto/engangskod/reservkoder")
@paced_proof
@changing
def renew_recovery_codes() -> ResponseReturnValue:
    form = ProofForm.from_request()
    if not has_code_app(current_user):
        abort(404)
    if not form.validate():
        return code_app_page(form), 422
    session[TO_SHOW] = make_recovery_codes(current_sign_in().user, now=utcnow())
    return redirect(url_for("account.recovery_codes"))


@account.post("/konto/engangskod/ta-bort")
@paced_proof
@changing
def drop_code() -> ResponseReturnValue:
    form = ProofForm.from_request()
    if not form.validate():
        return code_app_page(form), 422
    user = current_sign_in().user
    if needs_code(user):
        raise AccountRefused("Du behöver en engångskod här. Byt telefon genom att sätta upp den på nytt.")
    remove_code_app(user, actor=user.email, now=utcnow())
    flash(_("Engångskoden är borttagen. Nu räcker lösenordet."), "good")
    return redirect(url_for("account.own"))
