"""Mail to the staff, where a server for it is set. Without one everything works: a person hands the link over."""

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

PATIENCE_S = 10
"""For a mail server that hangs."""
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class MailFailed(Exception):  # noqa: N818 - it is an answer for the user
    """The mail was not handed over to the server; the message says why."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over. `smtp://` turns to TLS (STARTTLS) before anything is said, `smtps://` begins with TLS,
    `smtp+plain://` is for a server on the same machine."""

    address: SplitResult
    sender: str

    @classmethod
    def from_settings(cls, config: Mapping[str, Any]) -> "MailServer | None":
        """None where no server is set. Raises ValueError for a setting that names none."""
        if not config["MAIL_SERVER"]:
            return None
        address = urlsplit(config["MAIL_SERVER"])
        if address.scheme not in PORTS or not address.hostname:
            raise ValueError(
                "expected RETURKOLL_MAIL_SERVER as smtp://user:password@host:587, smtps://… or smtp+plain://…, "
                f"got {address.scheme or 'no scheme'}://…"
            )
        if "@" not in config["MAIL_FROM"]:
            raise ValueError("expected an e-mail address in RETURKOLL_MAIL_FROM, as a mail server is set")
        return cls(address, config["MAIL_FROM"])

    def send(self, to: str, subject: str, text: str) -> None:
        """Hand one mail over. Raises MailFailed."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, subject
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nothing answers it by itself
        mail.set_content(text)
        with self._signed_in(PATIENCE_S) as server:
            server.send_message(mail)

    def greet(self, patience_s: float) -> None:
        """Sign in and leave, as before a mail. Raises MailFailed."""
        with self._signed_in(patience_s) as server:
            server.noop()

    @contextmanager
    def _signed_in(self, patience_s: float) -> Iterator[smtplib.SMTP]:
        try:
            with self._connected(patience_s) as server:
                if self.address.username:
                    server.login(unquote(self.address.username), unquote(self.address.password or ""))
                yield server
        except (OSError, smtplib.SMTPException) as error:
            raise MailFailed(f"{type(error).__name__}: {error}") from error

    def _connected(self, patience_s: float) -> smtplib.SMTP:
        host, port = self.address.hostname or "", self.address.port or PORTS[self.address.scheme]
        if self.address.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=patience_s, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=patience_s)
        if self.address.scheme == "smtp":
            server.starttls(context=ssl.create_default_context())
        return server
