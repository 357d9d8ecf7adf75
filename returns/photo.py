"""A photo that is stored with a line: the damage, or the thing that is missing, as the unit or the warehouse saw it."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, text_enum
from photos import StoredPhoto

MOST_PHOTOS = 6
"""Photos of one line at the most, of each side. More would tell nothing new, and somebody has to look at
all of them."""


class PhotoSide(enum.StrEnum):
    """Who took a photo: the unit before the envelope was closed, or the warehouse after it was opened."""

    UNIT = "unit"
    WAREHOUSE = "warehouse"


class LinePhoto(StoredPhoto, Model):
    """A JPEG. It was encoded anew when it was taken in, so that none of the camera's own data (place, name) is left."""

    __tablename__ = "line_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id", ondelete="CASCADE"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    side: Mapped[PhotoSide] = mapped_column(
        text_enum(PhotoSide, 10), default=PhotoSide.UNIT, server_default=PhotoSide.UNIT.value
    )
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
