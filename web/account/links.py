"""The address of a link for a password, and the mail that brings it."""

import threading
from typing import NamedTuple

import structlog
from flask import current_app, request, url_for
from flask_babel import gettext as _

from accounts.password_link import LinkKind, PasswordLink
from operations.mail import MailFailed, MailServer

log = structlog.get_logger()


def link_url(link: PasswordLink) -> str:
    base = current_app.config["PUBLIC_URL"] or request.url_root
    return base.rstrip("/") + link_path(link)


def link_path(link: PasswordLink) -> str:
    return url_for("account.choose_password", token=link.token(current_app.config["SECRET_KEY"]))


def mail_server() -> MailServer | None:
    """Mail is sent only where the server's own address is set, too: the address that a request names can be made up by
    whoever sends it, and the link would lead there."""
    server = MailServer.from_settings(current_app.config)
    return server if current_app.config["PUBLIC_URL"] else None


class Letter(NamedTuple):
    """A mail to one person."""

    to: str
    subject: str
    text: str


def letter_with(link: PasswordLink) -> Letter:
    if link.kind is LinkKind.INVITE:
        subject = _("Välkommen till Returkoll")
        lead = _("Du har fått ett konto i Returkoll. Välj ett lösenord här:")
    else:
        subject = _("Nytt lösenord till Returkoll")
        lead = _("Välj ett nytt lösenord här:")
    ending = _("Länken gäller en gång. Har du inte bett om den kan du låta den vara.")
    greeting = _("Hej %(name)s!", name=link.user.name)
    return Letter(link.user.email, subject, f"{greeting}\n\n{lead}\n\n{link_url(link)}\n\n{ending}\n")


def send_later(server: MailServer, letter: Letter) -> None:
    """Without keeping the request waiting, whose time would tell whether there is such an account. Called after the
    transaction, so that no mail brings a link that does not exist."""

    def send() -> None:
        try:
            server.send(*letter)
        except MailFailed as error:
            log.error("mail_failed", error=str(error))

    threading.Thread(target=send, daemon=True).start()
