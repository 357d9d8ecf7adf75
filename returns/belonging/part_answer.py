"""What a person answered about a part that is not in the return."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime


class PartAnswer(Model):
    """Whether the part comes too. It is asked about once in each return."""

    __tablename__ = "part_answer"
    __table_args__ = (sa.UniqueConstraint("return_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id", ondelete="CASCADE"))
    part: Mapped[str] = mapped_column(sa.String(80))
    """Which part, as `returns.belonging.missing_part.MissingPart.key` names it."""
    comes: Mapped[bool]
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
