"""A picture of what lies in an article's box, for the unit's checklist."""

import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime
from photos import StoredPhoto


class ArticlePicture(StoredPhoto, Model):
    """The picture of one article: a JPEG, which was encoded anew when it was taken in."""

    __tablename__ = "article_picture"

    article_id: Mapped[int] = mapped_column(
        sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    width: Mapped[int]
    height: Mapped[int]
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
