"""The extra control before a product can be ordered again (R11), in steps that the article's data prescribes."""

import datetime
import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from common.privacy import refuse_in_free_text
from database import Model, UtcDateTime, db, text_enum
from registry.control_steps import CHARGE, ControlStep, steps_for
from returns import EventKind, Line, LineState, Refused, ReturnState
from warehouse.decision import Decision, needs_decision
from warehouse.receipt import close_when_done
from warehouse.send_back import SendBack
from warehouse.stock import StockItem, tidy_shelf


class StepOutcome(enum.StrEnum):
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class ControlStepDone(Model):
    """One step that was done, or marked as not applicable with a reason; who did that, and when."""

    __tablename__ = "control_step"
    __table_args__ = (sa.UniqueConstraint("line_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("control.line_id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[StepOutcome] = mapped_column(text_enum(StepOutcome, 20))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class Control(Model):
    """A received product on the control bench."""

    __tablename__ = "control"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), primary_key=True)
    started_by: Mapped[str] = mapped_column(sa.String(255))
    started_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship()
    done: Mapped[list[ControlStepDone]] = relationship(
        cascade="all, delete-orphan", order_by=ControlStepDone.id
    )

    @classmethod
    def start(cls, line: Line, *, actor: str, now: datetime.datetime) -> "Control":
        """Begin the control of a product. Beginning it again changes nothing."""
        if control := db.session.get(cls, line.id):
            return control
        if line.state is not LineState.RECEIVED or line.return_.state is not ReturnState.RECEIVED:
            raise Refused("Produkten är inte inlagd ännu. Ta in kuvertet först.")
        control = cls(line=line, started_by=actor, started_at=now)
        db.session.add(control)
        line.begin_control(actor=actor, now=now)
        db.session.flush()
        return control

    @property
    def steps(self) -> tuple[ControlStep, ...]:
        return steps_for(self.line.article) if self.line.article else ()

    def step_done(self, code: str) -> ControlStepDone | None:
        return next((step for step in self.done if step.code == code), None)

    @property
    def steps_left(self) -> tuple[ControlStep, ...]:
        return tuple(step for step in self.steps if self.step_done(step.code) is None)

    @property
    def undecided(self) -> bool:
        """Whether the product's verdict keeps it from the shelf, and nobody has decided otherwise."""
        return needs_decision(self.line) and Decision.of(self.line) is None

    def keep(self, reason: str, *, actor: str, now: datetime.datetime) -> Decision:
        """The warehouse keeps the product against its verdict. It still has to pass every step."""
        if decision := Decision.of(self.line):
            return decision
        self._require_running()
        return Decision.keep(self.line, reason, actor=actor, now=now)

    @property
    def running(self) -> bool:
        return self.line.state is LineState.IN_CONTROL

    def mark(
        self, code: str, outcome: StepOutcome, reason: str = "", *, actor: str, now: datetime.datetime
    ) -> None:
        """Note that a step is done, or that it does not apply, for a reason that has to be given."""
        self._require_running()
        if code not in {step.code for step in self.steps}:
            raise Refused("Steget %(code)s hör inte till den här produkten. Ladda om sidan.", code=code)
        reason = reason.strip()
        if outcome is StepOutcome.NOT_APPLICABLE and not reason:
            raise Refused("Skriv varför steget inte behövs.")
        refuse_in_free_text(reason)
        row = self.step_done(code)
        if row and (row.outcome, row.reason or "") == (outcome, reason):
            return
        before = {"outcome": row.outcome, "reason": row.reason} if row else None
        if row is None:
            row = ControlStepDone(code=code)
            self.done.append(row)
        row.outcome, row.reason, row.actor, row.at = outcome, reason or None, actor, now
        after = {"code": code, "outcome": outcome, "reason": reason or None}
        self.line.record(EventKind.CONTROL_STEP, actor, now, before=before, after=after)
        db.session.flush()

    def make_available(self, *, actor: str, now: datetime.datetime, shelf: str = "") -> StockItem:
        """Put the product on the shelf, so that it can be ordered again. Every step has to be done first (R11)."""
        if item := StockItem.of(self.line):
            return item
        self._require_running()
        if self.line.article is None:
            raise Refused("Ingen vet vilken artikel det här är. Skicka tillbaka den till enheten.")
        if self.undecided:
            raise Refused(
                "Produkten får inte läggas på hyllan som den är. Skicka tillbaka den, eller skriv varför den behålls."
            )
        if self.steps_left:
            raise Refused(
                "%(count)s steg i kontrollen är kvar. Gör dem, eller markera dem som ej tillämpliga.",
                count=len(self.steps_left),
            )
        item = StockItem(
            line_id=self.line.id,
            article_id=self.line.article_id,
            device_id=self.line.device_id,
            shelf=tidy_shelf(shelf) or None,
            available_by=actor,
            available_at=now,
            charged_at=self._charged_at or now,
        )
        db.session.add(item)
        self.line.stock(shelf=item.shelf, actor=actor, now=now)
        self._leave_bench(actor, now)
        return item

    def send_back(self, reasons: list[str], note: str, *, actor: str, now: datetime.datetime) -> SendBack:
        """Send the product back to the unit, because it breaks the rules (R8)."""
        if sent := db.session.get(SendBack, self.line.id):
            return sent
        self._require_running()
        sent = SendBack.because(self.line, reasons, note, actor=actor, now=now)
        db.session.add(sent)
        self.line.send_back(sent.reasons, sent.note, actor=actor, now=now)
        self._leave_bench(actor, now)
        return sent

    @property
    def _charged_at(self) -> datetime.datetime | None:
        """When its maintenance charge was done here: the charging calendar counts from that."""
        step = self.step_done(CHARGE.code)
        return step.at if step and step.outcome is StepOutcome.DONE else None

    def _require_running(self) -> None:
        if not self.running:
            raise Refused("Kontrollen är redan avslutad för den här produkten.")

    def _leave_bench(self, actor: str, now: datetime.datetime) -> None:
        db.session.flush()
        close_when_done(self.line.return_, actor=actor, now=now)
