"""A photo kept with a line: damage, or what is missing, as the unit saw it before the envelope was closed."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime

MOST_PHOTOS = 6
"""A line. More says nothing more, and the warehouse has to look at them."""


class LinePhoto(Model):
    """A JPEG, encoded anew by whoever took it in: nothing of the camera's own data (place, name) is left."""

    __tablename__ = "line_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id", ondelete="CASCADE"), index=True)
    jpeg: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the JPEG: the same photo sent twice is one."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
