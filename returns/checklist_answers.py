"""The answers to a line's checklist. The questions come from the article: `registry.checklist`."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime, text_enum

LONGEST_NOTE = 300


class Answer(enum.StrEnum):
    YES = "yes"
    NO = "no"


class ChecklistAnswer(Model):
    """One question, as it was put, and the latest answer to it."""

    __tablename__ = "checklist_answer"
    __table_args__ = (sa.UniqueConstraint("line_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    answer: Mapped[Answer] = mapped_column(text_enum(Answer, 8))
    note: Mapped[str | None] = mapped_column(sa.String(LONGEST_NOTE))
    """What is missing, in the unit's words, where the answer is no."""
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
