"""The append-only account of what was done to a return."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime


class Event(Model):
    """Who did what when, with what changed. `line_id` is no foreign key: the event outlives a line taken out."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    line_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(sa.String(40))
    before: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)


@sa.event.listens_for(Event, "before_update")
@sa.event.listens_for(Event, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, event: Event) -> None:
    raise TypeError(f"expected events to be appended only, got a change of event {event.id}")
