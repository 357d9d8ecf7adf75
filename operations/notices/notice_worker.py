"""Looks for what people are to be told, and sends it: `flask notices work`. Any number may run, on any number of
machines. SMTP has no way to say twice and mean once: where a worker dies between the server's yes and its own note, a
mail comes again."""

import datetime
import os
import secrets
import socket
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

import sqlalchemy as sa
import structlog
from flask import Flask
from flask_babel import force_locale, gettext

from accounts import User
from database import db, forget_and_write, utcnow
from operations.mail import MailFailed, MailServer
from operations.notices.notice import Notice, NoticeKind, due_notices, forget_old_notices
from operations.notices.noticing import notice_all

log = structlog.get_logger()

LOOKS_EVERY_S = 30.0


class NoticeWorker:
    """What one process does."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self.stopping = threading.Event()

    def run(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Works until `stop()` is called or `goes_on` says no."""
        while not self.stopping.is_set() and goes_on():
            try:
                self.work_once(utcnow())
            except sa.exc.SQLAlchemyError as error:
                log.warning("notices_without_database", error=str(error))
            self.stopping.wait(LOOKS_EVERY_S)

    def stop(self) -> None:
        self.stopping.set()

    def work_once(self, now: datetime.datetime) -> int:
        """Notice what is new and send what is due; how many mails were handed over. Without a mail server, or where
        nobody has said where Returkoll answers, nothing is noticed."""
        config = self.app.config
        server = MailServer.from_settings(config)
        if server is None or not config["PUBLIC_URL"]:
            return 0
        with self.app.app_context():
            try:
                with forget_and_write():
                    notice_all(now, ZoneInfo(str(config["BABEL_DEFAULT_TIMEZONE"])))
                    forget_old_notices(now)
            except sa.exc.IntegrityError:
                pass  # another worker has noticed the same just now
            due = list(due_notices(now))
            db.session.rollback()
            return sum(self._tell(server, user_id, kind, now) for user_id, kind in due)

    def _tell(self, server: MailServer, user_id: int, kind: NoticeKind, now: datetime.datetime) -> bool:
        with forget_and_write():
            if not Notice.claim(user_id, kind, self.name, now):
                return False
            user = db.session.get_one(User, user_id)
            wants = user.active and user.wants_mail
            to, letter = user.email, self._letter(user, kind)
        sent = False
        if wants:
            try:
                server.send(to, *letter)
                sent = True
            except MailFailed as error:
                log.error("mail_failed", error=str(error))
        with forget_and_write():
            for notice in Notice.claimed_by(self.name, user_id, kind):
                if sent or not wants:
                    notice.note_sent(now)
                    notice.sent = sent
                else:
                    notice.note_failed(now)
        return sent

    def _letter(self, user: User, kind: NoticeKind) -> tuple[str, str]:
        """Subject and text, in the person's language."""
        locale = user.language or "sv"
        base = str(self.app.config["PUBLIC_URL"]).rstrip("/")
        with force_locale(locale):
            greeting = gettext("Hej %(name)s!", name=user.name)
            ending = gettext("Vill du inte ha sådan e-post? Stäng av den på din sida i Returkoll:")
            text = kind.text.translated(gettext, locale)
            subject = kind.subject.translated(gettext, locale)
        return subject, f"{greeting}\n\n{text}\n\n{base}{kind.path}\n\n{ending}\n{base}/konto/\n"
