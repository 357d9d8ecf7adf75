"""The right to decide about products that may not be shelved (docs/decisions/0022)."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime


class DecidingRight(Model):
    """The region lets somebody at the warehouse keep products against their verdict. A right that was withdrawn stays
    as a row, so that it can be told who could decide when."""

    __tablename__ = "deciding_right"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    given_by: Mapped[str] = mapped_column(sa.String(255))
    given_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(255))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
