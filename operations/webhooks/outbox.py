"""Each event is laid out for its subscribers in its own transaction: it is never sent without having happened, and it
never happens without being sent."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from operations.webhooks.delivery import DeliveryState, WebhookDelivery
from operations.webhooks.webhook import Webhook
from returns import Event


def listen_for_events() -> None:
    """Called once, when the application is made. Listening twice would be once, too."""
    if not sa.event.contains(Session, "after_flush", lay_out):
        sa.event.listen(Session, "after_flush", lay_out)


def lay_out(session: Session, _context: Any) -> None:
    """One row for each new event and each subscriber that wants it. A stopped one's wait until it goes on."""
    events = [event for event in session.new if isinstance(event, Event)]
    if not events:
        return
    webhooks = session.execute(sa.select(Webhook.id, Webhook.kinds).where(Webhook.removed_at.is_(None))).all()
    rows = [
        {
            "webhook_id": webhook_id,
            "event_id": event.id,
            "return_id": event.return_id,
            "state": DeliveryState.WAITING,
            "made_at": event.at,
            "due_at": event.at,
            "tries": 0,
        }
        for webhook_id, kinds in webhooks
        for event in events
        if not kinds or event.what.value in kinds
    ]
    if rows:
        session.execute(sa.insert(WebhookDelivery), rows)
