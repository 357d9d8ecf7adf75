"""One thing that one person is told by mail, once."""

import datetime
import enum
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts import User
from common.sentence import Sentence
from database import Model, UtcDateTime, db, has_come_for_try, text_enum

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
PAUSES = (MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR)
"""Between one try and the next. After the last one it is given up: the page shows what waits all the same."""
LEASE = 2 * MINUTE
"""A worker has a person's notices for so long: several times what a mail server may take."""
GATHERED = 5 * MINUTE
"""What comes back within this time goes with one mail."""
FURTHEST = (GATHERED, *(max(LEASE, pause) for pause in PAUSES), LEASE)
"""How far ahead a mail is due at the most, by how often it was tried."""
REMEMBERED = datetime.timedelta(days=90)


class NoticeKind(enum.StrEnum):
    """The values are stored: they never change."""

    CAME_BACK = "came back"
    IMPORT_FAILED = "import failed"
    CHARGE_OVERDUE = "charge overdue"

    @property
    def subject(self) -> Sentence:
        return SAID[self][0]

    @property
    def text(self) -> Sentence:
        return SAID[self][1]

    @property
    def path(self) -> str:
        """The page of Returkoll where it is seen and dealt with."""
        return PATHS[self]


SAID = {
    NoticeKind.CAME_BACK: (
        Sentence("Något har kommit tillbaka från huvudlagret"),
        Sentence(
            "Huvudlagret har skickat tillbaka något till enheten. Skälen, fotona och vad ni ska göra står här:"
        ),
    ),
    NoticeKind.IMPORT_FAILED: (
        Sentence("En import gick inte att göra"),
        Sentence(
            "En import som du startade gick inte att göra. Ingenting är ändrat. "
            "Varför, och vad du kan göra, står här:"
        ),
    ),
    NoticeKind.CHARGE_OVERDUE: (
        Sentence("Produkter på hyllorna behöver laddas"),
        Sentence("Minst en produkt skulle ha laddats redan. Vilka, och var de står, ser du här:"),
    ),
}
PATHS = {
    NoticeKind.CAME_BACK: "/returer/kom-tillbaka",
    NoticeKind.IMPORT_FAILED: "/admin/import",
    NoticeKind.CHARGE_OVERDUE: "/lager/laddning",
}


class Notice(Model):
    """`key` says which thing it is about; a person is told of each thing once. Nothing about the thing itself is kept
    or sent: a mail names no product, and so no person."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "kind", "key"),
        sa.Index("ix_notice_due", "ended_at", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(text_enum(NoticeKind, 20))
    key: Mapped[str] = mapped_column(sa.String(80))
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(sa.String(64))
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    sent: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()

    @classmethod
    def is_due(cls, now: datetime.datetime) -> sa.ColumnElement[bool]:
        return has_come_for_try(cls.due_at, cls.tries, now, FURTHEST)

    @classmethod
    def claim(cls, user_id: int, kind: NoticeKind, worker: str, now: datetime.datetime) -> int:
        """Take all that this person is to be told of that kind for the length of a lease; how many that are. The ones
        that are not due yet go with the same mail."""
        due = sa.select(cls.id).where(*_open(user_id, kind), cls.is_due(now)).limit(1)
        if db.session.scalar(due) is None:
            return 0
        claimed = db.session.execute(
            sa.update(cls)
            .where(*_open(user_id, kind), sa.or_(cls.worker.is_(None), cls.is_due(now)))
            .values(worker=worker, due_at=now + LEASE, tries=cls.tries + 1),
            execution_options={"synchronize_session": False},
        )
        return int(claimed.rowcount)  # type: ignore[attr-defined]

    @classmethod
    def claimed_by(cls, worker: str, user_id: int, kind: NoticeKind) -> Sequence["Notice"]:
        return db.session.scalars(sa.select(cls).where(*_open(user_id, kind), cls.worker == worker)).all()

    def note_sent(self, now: datetime.datetime) -> None:
        self.sent, self.ended_at, self.worker = True, now, None

    def note_failed(self, now: datetime.datetime) -> None:
        self.worker = None
        if self.tries <= len(PAUSES):
            self.due_at = now + PAUSES[self.tries - 1]
        else:
            self.ended_at = now


def _open(user_id: int, kind: NoticeKind) -> tuple[sa.ColumnElement[bool], ...]:
    return Notice.user_id == user_id, Notice.kind == kind, Notice.ended_at.is_(None)


def due_notices(now: datetime.datetime) -> Sequence[tuple[int, NoticeKind]]:
    """Whom to tell of what now: one mail for each."""
    query = (
        sa.select(Notice.user_id, Notice.kind).where(Notice.ended_at.is_(None), Notice.is_due(now)).distinct()
    )
    return [(user_id, kind) for user_id, kind in db.session.execute(query)]


def forget_old_notices(now: datetime.datetime) -> None:
    db.session.execute(sa.delete(Notice).where(Notice.ended_at < now - REMEMBERED))
