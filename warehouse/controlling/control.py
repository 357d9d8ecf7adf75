"""The extra control before a product can be ordered again (R11), in steps that the article's data prescribes."""

import datetime
import enum
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, db, text_enum
from registry.control_steps import CHARGE, ControlStep, steps_for
from registry.verdict import VerdictKind
from returns import Answer, EventKind, Line, LineState, Refused, ReturnState
from warehouse.deciding.decision import Decision, given_reason, needs_decision, verdict_kind
from warehouse.deciding.judging_again import judge_line_again
from warehouse.deciding.sent_on import SentOn
from warehouse.deciding.sesam_wait import SesamWait
from warehouse.receipt import close_when_done
from warehouse.returning.send_back import SendBack
from warehouse.shelves.stock import StockItem, tidy_shelf

NOTHING_MORE: Mapping[str, Any] = {}


class StepOutcome(enum.StrEnum):
    """What came of a step. Only the first two let the product go on."""

    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    NOT_PASSED = "not_passed"
    NOT_DONE = "not_done"
    """Said afterwards: the step was marked by mistake, and is left to do."""

    @property
    def settles(self) -> bool:
        return self in (StepOutcome.DONE, StepOutcome.NOT_APPLICABLE)


class ControlStepDone(Model):
    """What came of one step: who did that, and when. A row is never changed: what was wrong is corrected by a further
    row, and the last one of a step counts."""

    __tablename__ = "control_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("control.line_id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    outcome: Mapped[StepOutcome] = mapped_column(text_enum(StepOutcome, 20))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    @property
    def _told(self) -> tuple[StepOutcome, str]:
        return self.outcome, self.reason or ""


class ControlBypass(Model):
    """An administrator lets the product go on without these steps, for a reason."""

    __tablename__ = "control_bypass"

    line_id: Mapped[int] = mapped_column(sa.ForeignKey("control.line_id"), primary_key=True)
    steps: Mapped[list[str]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
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
    bypass: Mapped[ControlBypass | None] = relationship()

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
        """What was said last about the step."""
        return next((step for step in reversed(self.done) if step.code == code), None)

    def is_settled(self, code: str) -> bool:
        """Whether the step is done, or does not apply."""
        last = self.step_done(code)
        return last is not None and last.outcome.settles

    def is_bypassed(self, code: str) -> bool:
        return self.bypass is not None and code in self.bypass.steps

    @property
    def steps_left(self) -> tuple[ControlStep, ...]:
        """The steps that keep the product from the shelf."""
        return tuple(
            step for step in self.steps if not self.is_settled(step.code) and not self.is_bypassed(step.code)
        )

    @property
    def undecided(self) -> bool:
        """Whether the product's verdict keeps it from the shelf, and nothing has settled that."""
        return needs_decision(self.line) and Decision.of(self.line) is None and not self._sesam_is_corrected

    @property
    def _sesam_is_corrected(self) -> bool:
        """Whether the serial was all that was wrong, and somebody has said that Sesam has the right one now."""
        waiting = SesamWait.of(self.line)
        return (
            verdict_kind(self.line) is VerdictKind.CORRECT_SESAM and waiting is not None and waiting.is_over
        )

    def wait_for_sesam(self, *, actor: str, now: datetime.datetime) -> SesamWait:
        """The product waits until its serial is corrected in Sesam."""
        if waiting := SesamWait.of(self.line):
            return waiting
        self._require_running()
        return SesamWait.begin(self.line, actor=actor, now=now)

    def sesam_is_corrected(self, *, actor: str, now: datetime.datetime) -> None:
        """Somebody says that Sesam has the right serial now."""
        waiting = SesamWait.of(self.line)
        if waiting is None:
            raise Refused("Produkten väntar inte på Sesam. Ladda om sidan.")
        if waiting.is_over:
            return
        self._require_running()
        waiting.say_corrected(actor=actor, now=now)

    def judge_again(self, *, today: datetime.date, actor: str, now: datetime.datetime) -> bool:
        """The verdict of today's register takes the old one's place. True when it is another one."""
        self._require_running()
        return judge_line_again(self.line, today=today, actor=actor, now=now)

    def keep(self, reason: str, *, actor: str, now: datetime.datetime) -> Decision:
        """The warehouse keeps the product against its verdict. It still has to pass every step."""
        if decision := Decision.of(self.line):
            return decision
        self._require_running()
        return Decision.keep(self.line, reason, actor=actor, now=now)

    @property
    def running(self) -> bool:
        return self.line.state is LineState.IN_CONTROL

    # --- steps

    def mark(
        self,
        code: str,
        outcome: StepOutcome,
        reason: str = "",
        *,
        actor: str,
        now: datetime.datetime,
        told: Mapping[str, Any] = NOTHING_MORE,
    ) -> None:
        """Note what came of a step: anything but that it is done needs a reason. The same again changes nothing.
        `told` is what its event says besides."""
        self._require_running()
        self._require_known(code)
        given = outcome, _reason_for(outcome, reason)
        last = self.step_done(code)
        if last and (last._told == given or (last.outcome is outcome is StepOutcome.DONE)):
            return
        if last and last.outcome.settles:
            raise Refused("Steget är redan gjort. Rätta det i stället.")
        self._note(code, *given, EventKind.CONTROL_STEP, actor, now, told)

    def correct(
        self, code: str, outcome: StepOutcome, reason: str, *, actor: str, now: datetime.datetime
    ) -> None:
        """What was noted about a step was wrong. The first note stays, and this one counts. The same correction again
        changes nothing."""
        self._require_running()
        self._require_known(code)
        last = self.step_done(code)
        if last is None:
            raise Refused("Steget är inte gjort än. Det finns inget att rätta.")
        reason = given_reason(reason, Refused("Skriv varför steget rättas."))
        if last._told == (outcome, reason):
            return
        self._note(code, outcome, reason, EventKind.CONTROL_STEP_CORRECTED, actor, now)

    def pass_by(self, reason: str, *, actor: str, now: datetime.datetime) -> ControlBypass:
        """Let the product go on without the steps that are left. Only an administrator may: that is asked by the
        caller. Once they are bypassed, asking again changes nothing."""
        if self.bypass and not self.steps_left:
            return self.bypass
        self._require_running()
        left = [step.code for step in self.steps_left]
        if not left:
            raise Refused("Alla steg är gjorda. Inget behöver hoppas över.")
        reason = given_reason(reason, Refused("Skriv varför stegen hoppas över."))
        bypass = self.bypass or ControlBypass(line_id=self.line_id, steps=[])
        bypass.steps = [*bypass.steps, *left]
        bypass.reason, bypass.actor, bypass.at = reason, actor, now
        self.bypass = bypass
        self.line.record(EventKind.STEPS_BYPASSED, actor, now, after={"steps": left, "reason": reason})
        db.session.flush()
        return bypass

    def _require_known(self, code: str) -> None:
        if code not in {step.code for step in self.steps}:
            raise Refused("Steget %(code)s hör inte till den här produkten. Ladda om sidan.", code=code)

    def _note(
        self,
        code: str,
        outcome: StepOutcome,
        reason: str,
        kind: EventKind,
        actor: str,
        now: datetime.datetime,
        told: Mapping[str, Any] = NOTHING_MORE,
    ) -> None:
        last = self.step_done(code)
        before = {"outcome": last.outcome, "reason": last.reason} if last else None
        row = ControlStepDone(code=code, outcome=outcome, reason=reason or None, actor=actor, at=now)
        self.done.append(row)
        after = {"code": code, "outcome": outcome, "reason": reason or None, **told}
        self.line.record(kind, actor, now, before=before, after=after)
        db.session.flush()

    # --- off the bench

    def make_available(self, *, actor: str, now: datetime.datetime, shelf: str = "") -> StockItem:
        """Put the product on the shelf, so that it can be ordered again. Every step has to be done first (R11)."""
        if item := StockItem.of(self.line):
            return item
        self._require_running()
        if self.line.article is None:
            raise Refused("Ingen vet vilken artikel det här är. Skicka tillbaka den till enheten.")
        if self.undecided:
            raise Refused(
                "Produkten får inte läggas på hyllan som den är. Skicka den tillbaka, eller besluta att den behålls."
            )
        if self.steps_left:
            raise Refused(
                "%(count)s steg i kontrollen är kvar. Gör dem, eller markera dem som ej tillämpliga.",
                count=len(self.steps_left),
            )
        if self.line.device_id:
            StockItem.let_earlier_leave(self.line.device_id, actor=actor, now=now)
        item = StockItem(
            line_id=self.line.id,
            article_id=self.line.article_id,
            device_id=self.line.device_id,
            shelf=tidy_shelf(shelf) or None,
            available_by=actor,
            available_at=now,
            sealed_at=self.line.return_.sealing.at if self.line.return_.sealing else None,
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
        self.line.send_back(sent.reasons, sent.note, sent.packing_faults, actor=actor, now=now)
        self._leave_bench(actor, now)
        return sent

    @property
    def _charged_at(self) -> datetime.datetime | None:
        """When its maintenance charge was done here: the charging calendar counts from that."""
        step = self.step_done(CHARGE.code)
        return step.at if step and step.outcome is StepOutcome.DONE else None

    def send_on(self, answers: dict[str, Answer], *, actor: str, now: datetime.datetime) -> SentOn:
        """Send the product on to its supplier, in a return of the warehouse's own that the caller seals (R3)."""
        if sent := SentOn.of(self.line):
            return sent
        self._require_running()
        sent = SentOn.to_supplier(self.line, answers, actor=actor, now=now)
        self._leave_bench(actor, now)
        return sent

    def undo_send_on(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """It does not go on to its supplier after all, for a reason that is given. What was not sent on, or is on the
        bench again, stays as it is."""
        if sent := SentOn.of(self.line):
            reason = given_reason(reason, Refused("Skriv varför produkten inte skickas vidare."))
            sent.undo(reason, actor=actor, now=now)

    def _require_running(self) -> None:
        if not self.running:
            raise Refused("Kontrollen är redan avslutad för den här produkten.")

    def _leave_bench(self, actor: str, now: datetime.datetime) -> None:
        db.session.flush()
        close_when_done(self.line.return_, actor=actor, now=now)


def _reason_for(outcome: StepOutcome, text: str) -> str:
    """The reason as it is stored: what is done needs none."""
    if outcome is StepOutcome.DONE and not text.strip():
        return ""
    missing = {
        StepOutcome.NOT_APPLICABLE: Refused("Skriv varför steget inte behövs."),
        StepOutcome.NOT_PASSED: Refused("Skriv vad som inte var bra."),
    }
    return given_reason(text, missing.get(outcome, Refused("Skriv varför.")))
