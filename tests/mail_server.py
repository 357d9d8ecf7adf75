"""A mail server of the machine's own, which keeps what it is given."""

import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from apiflask import APIFlask

from tests.browser.server import free_port


class Mailbox:
    """The mails that came, or were refused where it `refuses`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False
        self.while_it_comes: Callable[[], None] = lambda: None

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Whom each mail was to, and what it says."""
        return [(mail["To"], mail.get_content()) for mail in self.mails]

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "451 4.3.0 later"
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))
        self.while_it_comes()
        return "250 OK"


@contextmanager
def mail_server(app: APIFlask) -> Iterator[Mailbox]:
    """One that answers, with the app set to use it."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    app.config.update(MAIL_SERVER=f"smtp+plain://127.0.0.1:{port}", MAIL_FROM="returkoll@region.example")
    yield box
    server.stop()
