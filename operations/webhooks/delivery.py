"""One event for one subscriber: when it is tried, and what came of it."""

import datetime
import enum
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship, selectinload

from database import Model, UtcDateTime, db, has_come_for_try, text_enum
from operations.webhooks.stopping import WhyStopped
from operations.webhooks.webhook import Webhook
from returns import Event, Return

S, M, H = (datetime.timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours"))
PAUSES = (5 * S, 5 * M, 30 * M, 2 * H, 5 * H, 10 * H, 14 * H, 20 * H, 24 * H)
"""Between one try and the next (Standard Webhooks, "Deliverability and reliability"). Three days in all."""
LEASE = datetime.timedelta(minutes=1)
"""A worker has a delivery for so long: several times what one try may take."""
FURTHEST = (datetime.timedelta(), *(max(LEASE, pause) for pause in PAUSES), LEASE)
"""How far ahead the next try is at the most, by how many there were."""
REMEMBERED = datetime.timedelta(days=30)
LONGEST_ERROR = 300


class DeliveryState(enum.StrEnum):
    """The values are stored: they never change."""

    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given up"


class WebhookDelivery(Model):
    """`due_at` is when it is tried next; a worker that has it moves that on by its lease first, so that no other one
    sends it too, and so that another one sends it when that worker has died."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "event_id"),
        sa.Index("ix_webhook_delivery_due", "state", "due_at"),
        sa.Index("ix_webhook_delivery_order", "webhook_id", "return_id", "state", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(sa.ForeignKey("webhook.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("event.id", ondelete="CASCADE"))
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id", ondelete="CASCADE"))
    state: Mapped[DeliveryState] = mapped_column(text_enum(DeliveryState, 12), default=DeliveryState.WAITING)
    made_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    worker: Mapped[str | None] = mapped_column(sa.String(64))
    tries: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    status: Mapped[int | None]
    """What the subscriber answered last."""
    error: Mapped[str | None] = mapped_column(sa.String(LONGEST_ERROR))
    """Why there was no answer, in English."""

    webhook: Mapped[Webhook] = relationship()
    event: Mapped[Event] = relationship()
    return_: Mapped[Return] = relationship()

    @property
    def message_id(self) -> str:
        """The same for every try: by it the subscriber knows what it has taken already."""
        return f"msg_{self.webhook_id}_{self.event_id}"

    @classmethod
    def is_due(cls, now: datetime.datetime) -> sa.ColumnElement[bool]:
        return has_come_for_try(cls.due_at, cls.tries, now, FURTHEST)

    # --- the worker's, each in a transaction of its own

    @classmethod
    def claim(cls, session: Session, delivery_id: int, worker: str, now: datetime.datetime) -> bool:
        """Take it for the length of a lease. Says whether it was free."""
        claimed = session.execute(
            sa.update(cls)
            .where(cls.id == delivery_id, cls.state == DeliveryState.WAITING, cls.is_due(now))
            .values(worker=worker, due_at=now + LEASE, tries=cls.tries + 1),
            execution_options={"synchronize_session": False},
        )
        return bool(claimed.rowcount)  # type: ignore[attr-defined]

    def note_taken(self, status: int, *, now: datetime.datetime) -> None:
        self.state, self.ended_at, self.worker = DeliveryState.TAKEN, now, None
        self.status, self.error = status, None
        self.webhook.worked_at = now

    def note_failed(self, status: int | None, error: str, *, now: datetime.datetime) -> None:
        """Tried again after a longer pause each time; after the last one it is given up. A subscriber that is gone, or
        that has taken nothing since this was tried first, is stopped."""
        self.worker, self.status, self.error = None, status, error[:LONGEST_ERROR]
        if status == 410:
            self.due_at = now
            self.webhook.stop(WhyStopped.GONE, now=now)
        elif self.tries <= len(PAUSES):
            self.due_at = now + PAUSES[self.tries - 1]
        else:
            self.state, self.ended_at = DeliveryState.GIVEN_UP, now
            if self.webhook.worked_at is None or self.webhook.worked_at < self.made_at:
                self.webhook.stop(WhyStopped.FAILED, now=now)

    # --- an administrator's

    def send_again(self, *, now: datetime.datetime) -> None:
        """Try it from the beginning, at once; also what was taken. The return's later events are sent again after it:
        otherwise an old state would be the last that the subscriber hears of."""
        _begin_again(self.webhook_id, WebhookDelivery.id == self.id, now)
        db.session.refresh(self)


def due_deliveries(now: datetime.datetime, limit: int) -> Sequence[int]:
    """The ids of what can be tried now. Of each return only the first event that waits, and none while
    another is being sent: the next one waits for it."""
    other = aliased(WebhookDelivery)
    is_sent_now = other.worker.is_not(None) & (other.due_at > now)
    waits_for_another = sa.exists().where(
        other.webhook_id == WebhookDelivery.webhook_id,
        other.return_id == WebhookDelivery.return_id,
        other.state == DeliveryState.WAITING,
        sa.or_(other.event_id < WebhookDelivery.event_id, (other.id != WebhookDelivery.id) & is_sent_now),
    )
    query = (
        sa.select(WebhookDelivery.id)
        .join(WebhookDelivery.webhook)
        .where(
            WebhookDelivery.state == DeliveryState.WAITING,
            WebhookDelivery.is_due(now),
            Webhook.stopped_at.is_(None),
            Webhook.removed_at.is_(None),
            ~waits_for_another,
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.event_id)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def latest_deliveries(webhook: Webhook, state: DeliveryState | None, limit: int) -> Sequence[WebhookDelivery]:
    query = sa.select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    if state:
        query = query.where(WebhookDelivery.state == state)
    parts = (WebhookDelivery.event, WebhookDelivery.return_)
    query = query.options(*(selectinload(one) for one in parts)).order_by(WebhookDelivery.event_id.desc())
    return db.session.scalars(query.limit(limit)).all()


def counts_by_state(webhook: Webhook) -> dict[DeliveryState, int]:
    query = (
        sa.select(WebhookDelivery.state, sa.func.count())
        .where(WebhookDelivery.webhook_id == webhook.id)
        .group_by(WebhookDelivery.state)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def send_given_up_again(webhook: Webhook, *, now: datetime.datetime) -> None:
    """Each with the return's later events after it."""
    _begin_again(webhook.id, WebhookDelivery.state == DeliveryState.GIVEN_UP, now)


def _begin_again(webhook_id: int, those: sa.ColumnElement[bool], now: datetime.datetime) -> None:
    """What a worker is sending just now is left to it."""
    later, held = aliased(WebhookDelivery), WebhookDelivery
    query = (
        sa.select(later.id)
        .join(held, (held.webhook_id == later.webhook_id) & (held.return_id == later.return_id))
        .where(held.webhook_id == webhook_id, those, later.event_id >= held.event_id)
        .where(sa.or_(later.worker.is_(None), later.due_at <= now))
        .distinct()
    )
    chosen = list(db.session.scalars(query))
    db.session.execute(
        sa.update(held)
        .where(held.id.in_(chosen))
        .values(state=DeliveryState.WAITING, due_at=now, tries=0, ended_at=None, worker=None)
    )


def forget_old_deliveries(session: Session, now: datetime.datetime) -> None:
    """What ended long ago."""
    session.execute(sa.delete(WebhookDelivery).where(WebhookDelivery.ended_at < now - REMEMBERED))
