"""The person's own page: who they are here, and another password."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user

from accounts.passwords import is_password_of
from accounts.people import replace_password
from accounts.pin import choose_pin, pin_fault, remove_pin
from accounts.second_factor.passkey import passkeys_of
from common.sentence import Sentence
from database import utcnow
from web.account.blueprint import account
from web.account.links import mail_server
from web.account.password_fields import NewPasswordForm, PasswordField
from web.account.proof import ProofForm
from web.http.idempotency import changing
from web.http.limits import paced_proof
from web.http.signed_in import current_sign_in


class ChangePasswordForm(NewPasswordForm):
    """The old password is asked, as somebody may have left the tablet open."""

    old = PasswordField(_l("Lösenordet du har nu"), required=True)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        found = dict(super().judge(read))
        if not is_password_of(self.user, read.get("old")):
            found["old"] = Sentence("Det är inte ditt lösenord.")
        return found


class RemovePinForm(ProofForm):
    """The fields of a new PIN, which need not be filled in."""

    pin = PasswordField(_l("Ny PIN-kod"))


class PinForm(RemovePinForm):
    """Another PIN."""

    pin = PasswordField(_l("Ny PIN-kod"), required=True)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        fault = pin_fault(read.get("pin"))
        return {**super().judge(read), **({"pin": fault} if fault else {})}


@account.get("/konto/")
def own() -> ResponseReturnValue:
    return own_page()


def own_page(form: ChangePasswordForm | None = None, pin_form: RemovePinForm | None = None) -> str:
    password_form = form or ChangePasswordForm.shown_with(user=current_user)
    return render_template(
        "account/own.html",
        form=pin_form or password_form,
        password_form=password_form,
        pin_form=pin_form or PinForm.shown_with(),
        passkeys=len(passkeys_of(current_user)),
        mails=mail_server() is not None,
    )


@account.post("/konto/pin")
@paced_proof
@changing
def save_pin() -> ResponseReturnValue:
    form = PinForm.from_request()
    if not form.validate():
        return own_page(pin_form=form), 422
    choose_pin(current_sign_in().user, form.data["pin"], now=utcnow())
    flash(_("PIN-koden är sparad. Den gäller på delade surfplattor."), "good")
    return redirect(url_for("account.own"))


@account.post("/konto/pin/ta-bort")
@paced_proof
@changing
def drop_pin() -> ResponseReturnValue:
    form = RemovePinForm.from_request()
    if not form.validate():
        return own_page(pin_form=form), 422
    remove_pin(current_sign_in().user, now=utcnow())
    flash(_("PIN-koden är borttagen."), "good")
    return redirect(url_for("account.own"))


@account.post("/konto/losenord")
@paced_proof
@changing
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm.from_request(user=current_user)
    if not form.validate():
        return own_page(form), 422
    user = current_sign_in().user
    replace_password(user, form.data["password"], stay=current_sign_in().token, now=utcnow())
    flash(_("Lösenordet är bytt. På andra enheter är du utloggad."), "good")
    return redirect(url_for("account.own"))
