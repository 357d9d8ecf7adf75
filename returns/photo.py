"""A photo that is stored with a line: the damage, or the thing that is missing, before the envelope was closed."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime

MOST_PHOTOS = 6
"""Photos of one line at the most. More would tell nothing new, and somebody at the warehouse has to look at all."""


class LinePhoto(Model):
    """A JPEG. It was encoded anew when it was taken in, so that none of the camera's own data (place, name) is left."""

    __tablename__ = "line_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id", ondelete="CASCADE"), index=True)
    jpeg: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the JPEG, so that a photo that is sent twice is stored once."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
