"""Passkeys: added and removed on the person's own page, and a sign-in with one."""

import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog
from flask import (
    abort,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_security.utils import login_user
from webauthn.helpers import bytes_to_base64url

from accounts import User
from accounts.second_factor.ceremony import (
    WITHIN_S,
    PasskeyHost,
    WrongPasskey,
    credential_named,
    judge_new_one,
    judge_signature,
    new_challenge,
    options_to_make_one,
    options_to_sign_in,
)
from accounts.second_factor.passkey import (
    Passkey,
    add_passkey,
    passkey_name_fault,
    passkeys_of,
    remove_passkeys,
)
from accounts.sign_in import CameBy
from accounts.sign_in_pace import Pace, SignInPace, TooSoon, digest
from common.sentence import Sentence
from database import db, forget_and_write, utcnow
from web.account.blueprint import account
from web.account.proof import ProofForm
from web.http.audited import is_about, was_refused
from web.http.form_fields import NameField
from web.http.idempotency import changing
from web.http.limits import (
    OF_ADDRESS,
    account_named,
    count_try,
    is_limited,
    network,
    paced_proof,
    remember,
    told_to_wait,
)
from web.http.own_path import own_path
from web.http.signed_in import current_sign_in, end, has_proved_more, wishes

log = structlog.get_logger()

ASKED = "passkey_challenge"
"""In the session: what the browser was asked to sign, when, and what for."""
TO_ADD, TO_SIGN_IN = "add", "sign in"
ONCE = Pace(at_once=1, every_s=WITHIN_S)


class PasskeyForm(ProofForm):
    """A new passkey's name."""

    name = NameField(_l("Namn"), required=True)

    def judge(self, read: Mapping[str, Any]) -> Mapping[str, Sentence]:
        fault = passkey_name_fault(read.get("name"))
        return {**super().judge(read), **({"name": fault} if fault else {})}


def passkey_host() -> PasskeyHost:
    return PasskeyHost(str(current_app.config["PUBLIC_URL"] or request.url_root).rstrip("/"))


def asked_of_browser(purpose: str) -> str:
    """A new challenge, which this browser's session remembers."""
    challenge = new_challenge()
    session[ASKED] = [challenge, time.time(), purpose]
    return challenge


def challenge_answered(purpose: str) -> str:
    """The challenge that this browser was asked to sign, which is good once, over all workers. Called in a changing
    transaction. Raises WrongPasskey."""
    challenge, asked_at, asked_for = session.pop(ASKED, ("", 0, ""))
    if asked_for != purpose or not 0 <= time.time() - asked_at <= WITHIN_S:
        raise WrongPasskey("expected an answer to what was asked a short while ago")
    try:
        SignInPace.take(db.session(), digest("challenge", challenge), ONCE, time.time())
    except TooSoon:
        raise WrongPasskey("expected an answer that was not given before") from None
    return str(challenge)


# --- on the person's own page


@account.get("/konto/passkeys")
def passkeys() -> ResponseReturnValue:
    return passkeys_page()


def passkeys_page(form: PasskeyForm | None = None) -> str:
    return render_template(
        "account/passkeys.html", form=form or PasskeyForm.shown_with(), passkeys=passkeys_of(current_user)
    )


@account.post("/konto/passkeys/fraga")
@paced_proof
def ask_for_new_passkey() -> ResponseReturnValue:
    """The answer is for the page's script, which has the browser make the key."""
    form = PasskeyForm.from_request()
    if not form.validate():
        told = [*form.form_errors, *(error for field in form.faults for error in field.errors)]
        return jsonify(message=" ".join(told), tone="stop"), 422
    options = options_to_make_one(
        passkey_host(), current_user, list(passkeys_of(current_user)), asked_of_browser(TO_ADD)
    )
    return jsonify(options=options)


@account.post("/konto/passkeys")
@changing
def save_passkey() -> ResponseReturnValue:
    """The password was asked for with the question; without one there is no answer to be right."""
    sign_in = current_sign_in()
    user = sign_in.user
    try:
        made = judge_new_one(passkey_host(), challenge_answered(TO_ADD), request.form.get("credential", ""))
    except WrongPasskey as wrong:
        log.warning("passkey_refused", error=str(wrong))
        flash(_("Det gick inte att lägga till den. Försök igen."), "stop")
        return passkeys_page(), 422
    add_passkey(
        user,
        " ".join(request.form.get("name", "").split()),
        credential_id=bytes_to_base64url(made.credential_id),
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        now=utcnow(),
    )
    has_proved_more(sign_in)  # the device has just asked for the finger or the code
    flash(_("Passkeyn är sparad. Nästa gång kan du logga in med den."), "good")
    return redirect(url_for("account.passkeys"))


@account.get("/konto/passkeys/<int:passkey_id>/ta-bort")
def before_dropping_passkey(passkey_id: int) -> ResponseReturnValue:
    return dropping_passkey_page(own_passkey(passkey_id))


def own_passkey(passkey_id: int) -> Passkey:
    return next((one for one in passkeys_of(current_user) if one.id == passkey_id), None) or abort(404)


def dropping_passkey_page(going: Passkey, form: ProofForm | None = None) -> str:
    return render_template("account/drop_passkey.html", form=form or ProofForm.shown_with(), passkey=going)


@account.post("/konto/passkeys/<int:passkey_id>/ta-bort")
@paced_proof
@changing
def drop_passkey(passkey_id: int) -> ResponseReturnValue:
    user = current_sign_in().user
    going = own_passkey(passkey_id)
    form = ProofForm.from_request()
    if not form.validate():
        return dropping_passkey_page(going, form), 422
    remove_passkeys(user, actor=user.email, now=utcnow(), only=going)
    flash(_("Passkeyn är borttagen."), "good")
    return redirect(url_for("account.passkeys"))


# --- signing in


@account.post("/logga-in/passkey/fraga")
def ask_for_passkey() -> ResponseReturnValue:
    if is_limited():
        with told_to_wait():
            count_try([(digest("address", network(request.remote_addr or "")), OF_ADDRESS)])
    return jsonify(options=options_to_sign_in(passkey_host(), asked_of_browser(TO_SIGN_IN)))


@account.post("/logga-in/passkey")
def enter_passkey() -> ResponseReturnValue:
    try:
        with forget_and_write():
            user = who_signed(request.form.get("credential", ""))
            user_id, email = user.id, user.email
    except WrongPasskey as wrong:
        log.info("passkey_refused", error=str(wrong))
        was_refused(g.get("audited_account"), "passkey")
        return make_response(render_template("account/passkey_refused.html"), 403)
    end()
    is_remembered = wishes().remembered and not wishes().shared
    login_user(db.session.get_one(User, user_id), remember=is_remembered, authn_via=[CameBy.PASSKEY])
    answer = make_response(redirect(own_path(request.form.get("next"), url_for("home.index"))))
    remember(answer, account_named(email))
    return answer


def who_signed(said: str) -> User:
    """Whose passkey it is. Raises WrongPasskey."""
    challenge = challenge_answered(TO_SIGN_IN)
    found = db.session.scalar(
        sa.select(Passkey).where(Passkey.credential_id == credential_named(said)).with_for_update(of=Passkey)
    )
    if found is None:
        raise WrongPasskey("expected a passkey that somebody here has, got another one")
    is_about(found.user)
    if not found.user.active:
        raise WrongPasskey("expected an open account, got a closed one")
    found.sign_count = judge_signature(passkey_host(), challenge, found, said)
    found.used_at = utcnow()
    return found.user
