"""The first password and a forgotten one: both are chosen by the person, behind a link that is good once."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.password_link import PasswordLink
from accounts.people import forget_password, give_link, known_by_email, use_link
from database import forget_and_write, utcnow
from web.account.blueprint import account
from web.account.links import letter_with, mail_server, send_later
from web.account.password_fields import NewPasswordForm
from web.http.audited import is_about
from web.http.limits import account_named, count_try, counts, told_to_wait


@account.get("/glomt-losenord")
def forgotten() -> ResponseReturnValue:
    return render_template("account/forgotten.html", mails=mail_server() is not None, asked=False)


@account.post("/glomt-losenord")
def ask_for_link() -> ResponseReturnValue:
    """The same answer for every address: it does not say which accounts exist. Counted as a try to sign in."""
    email = request.form.get("email", "").strip()
    if current_app.config["RATELIMIT_ENABLED"]:
        with told_to_wait():
            count_try(counts(account_named(email)))
    server, letter = mail_server(), None
    with forget_and_write():
        user = known_by_email(email)
        if user is not None and user.active:
            forget_password(user, now=utcnow())
            if server is not None:
                letter = letter_with(give_link(user, actor=user.email, now=utcnow()))
    if server is not None and letter is not None:
        send_later(server, letter)
    return render_template("account/forgotten.html", mails=server is not None, asked=True)


@account.get("/valj-losenord/<token>")
def choose_password(token: str) -> ResponseReturnValue:
    """Looking at the page does not use the link up: programs that look through mail open every link."""
    link = good_link(token)
    if link is None:
        return link_has_ended()
    return password_page(link, NewPasswordForm.shown_with(user=link.user))


@account.post("/valj-losenord/<token>")
def store_password(token: str) -> ResponseReturnValue:
    with forget_and_write():
        link = good_link(token)
        if link is None:
            return link_has_ended()
        is_about(link.user)
        form = NewPasswordForm.from_request(user=link.user)
        if not form.validate():
            return password_page(link, form), 422
        use_link(link, form.data["password"], now=utcnow())
        flash(_("Lösenordet är sparat. Logga in med det."), "good")
    return redirect(url_for("security.login"))


def good_link(token: str) -> PasswordLink | None:
    link = PasswordLink.signed_by(current_app.config["SECRET_KEY"], token)
    return link if link and link.is_good(utcnow()) else None


def password_page(link: PasswordLink, form: NewPasswordForm) -> str:
    return render_template("account/choose_password.html", link=link, form=form)


def link_has_ended() -> ResponseReturnValue:
    return make_response(render_template("account/link_ended.html"), 410)
