"""One product in a return."""

import datetime
import enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime
from registry.checklist import ChecklistItem, items_for
from registry.models import Article, Device
from registry.verdict import Verdict
from returns.checklist import Answer, ChecklistAnswer
from returns.event import Event
from returns.refused import Refused

if TYPE_CHECKING:
    from returns.return_model import Return


class LineState(enum.StrEnum):
    PACKED = "packed"
    RECEIVED = "received"
    MISSING = "missing"
    IN_CONTROL = "in_control"
    STOCKED = "stocked"
    SENT_BACK = "sent_back"


class Line(Model):
    """A product in a return, with what was read on it and the verdict as it was then.

    `open_device_id` is the device while the line holds it, and empty afterwards: being unique, it keeps one
    product from lying in two returns at once, whoever packs it where.
    """

    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("return.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), index=True)
    open_device_id: Mapped[int | None] = mapped_column(sa.ForeignKey("device.id"), unique=True)
    article_id: Mapped[int | None] = mapped_column(sa.ForeignKey("article.id"), index=True)
    serial_number: Mapped[str | None] = mapped_column(sa.String(80))
    codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    verdict_data: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    announced: Mapped[bool] = mapped_column(default=True)
    suggested: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(20), default=LineState.PACKED.value, index=True)
    packed_by: Mapped[str] = mapped_column(sa.String(255))
    packed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    received_by: Mapped[str | None] = mapped_column(sa.String(255))
    received_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    return_: Mapped["Return"] = relationship(back_populates="lines")
    device: Mapped[Device | None] = relationship(foreign_keys=[device_id])
    article: Mapped[Article | None] = relationship()
    answers: Mapped[list[ChecklistAnswer]] = relationship(
        cascade="all, delete-orphan", order_by=ChecklistAnswer.id
    )

    @property
    def verdict(self) -> Verdict | None:
        return Verdict.from_dict(self.verdict_data) if self.verdict_data else None

    @property
    def name(self) -> str:
        return self.article.name if self.article else (self.serial_number or ", ".join(self.codes))

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        return items_for(self.article) if self.article else ()

    def answer_to(self, code: str) -> Answer | None:
        return next((Answer(a.answer) for a in self.answers if a.code == code), None)

    @property
    def missing_answers(self) -> tuple[ChecklistItem, ...]:
        """The questions that nobody has answered yet."""
        return tuple(item for item in self.checklist if self.answer_to(item.code) is None)

    @property
    def stopped_by(self) -> tuple[ChecklistItem, ...]:
        """The questions answered with no: each stops the line until it is mended (R6, R7)."""
        return tuple(item for item in self.checklist if self.answer_to(item.code) is Answer.NO)

    @property
    def ready(self) -> bool:
        return not self.missing_answers and not self.stopped_by

    def answer(self, answers: dict[str, Answer], *, actor: str, now: datetime.datetime) -> None:
        """Answer some of the checklist's questions; the latest answer counts."""
        self.return_.require_draft()
        known = {item.code for item in self.checklist}
        if unknown := set(answers) - known:
            raise Refused(
                "Frågan %(code)s hör inte till den här produkten. Ladda om sidan.", code=min(unknown)
            )
        before = {a.code: a.answer for a in self.answers if a.code in answers}
        changed = {code: a.value for code, a in answers.items() if before.get(code) != a.value}
        if not changed:
            return
        self._keep_answers(changed, actor, now)
        self.record("checklist answered", actor, now, before=before, after=changed)

    def _keep_answers(self, changed: dict[str, str], actor: str, now: datetime.datetime) -> None:
        rows = {row.code: row for row in self.answers}
        for code, value in changed.items():
            if code in rows:
                rows[code].answer, rows[code].actor, rows[code].at = value, actor, now
            else:
                self.answers.append(ChecklistAnswer(code=code, answer=value, actor=actor, at=now))

    def record(
        self,
        what: str,
        actor: str,
        now: datetime.datetime,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> Event:
        return self.return_.record(what, actor, now, line=self, before=before, after=after)
