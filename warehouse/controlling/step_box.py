"""The same control step for many products at once: a box of them, and for UVC light the time that it has to take."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from database import Model, UtcDateTime, db
from identity import Package
from registry.control_steps import CHARGE, COMPLETE, FUNCTION, UVC, VISUAL, WIPE, ControlStep, uvc_minutes_of
from registry.lookup import registered_devices
from registry.models import Gtin
from returns import EventKind, Line, LineState, Refused, Return, ReturnState
from warehouse.controlling.control import Control, StepOutcome
from warehouse.deciding.decision import given_reason

MOST_IN_BOX = 60
MOST_BOXES_SHOWN = 50
BOX_STEPS = {step.code: step for step in (UVC, CHARGE, WIPE, VISUAL, COMPLETE, FUNCTION)}


class BoxedProduct(Model):
    """One product in a box. `open_line_id` is its line while the box is open: being unique, it keeps a product from
    lying in two boxes."""

    __tablename__ = "boxed_product"
    __table_args__ = (sa.UniqueConstraint("box_id", "line_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    box_id: Mapped[int] = mapped_column(sa.ForeignKey("step_box.id", ondelete="CASCADE"))
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("line.id"), index=True)
    open_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("line.id"), unique=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship(foreign_keys=[line_id])

    @property
    def is_out(self) -> bool:
        """Whether it was taken out, with its step done or with the whole box."""
        return self.open_line_id is None


class StepBox(Model):
    """A box of products that get one step together. A box for UVC light is started, and emptied when its time is over;
    for other steps one press says that it is done for all."""

    __tablename__ = "step_box"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(40))
    opened_by: Mapped[str] = mapped_column(sa.String(255))
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[str | None] = mapped_column(sa.String(255))
    started_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str | None] = mapped_column(sa.String(255))
    closed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime, index=True)
    stopped_because: Mapped[str | None] = mapped_column(sa.Text)
    """Why the step was not done. Empty where it was."""
    version: Mapped[int] = mapped_column(default=1)

    products: Mapped[list[BoxedProduct]] = relationship(
        cascade="all, delete-orphan", order_by=BoxedProduct.id
    )

    # Two who press at once: the second is told, instead of noting every step twice.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @classmethod
    def open(cls, code: str, *, actor: str, now: datetime.datetime) -> "StepBox":
        """A new box, or the empty one that the same person has opened already."""
        if code not in BOX_STEPS:
            raise Refused("Välj vilket steg lådan är till.")
        empty = sa.select(cls).where(
            cls.code == code,
            cls.opened_by == actor,
            cls.closed_at.is_(None),
            ~sa.exists().where(BoxedProduct.box_id == cls.id),
        )
        if box := db.session.scalars(empty.limit(1)).first():
            return box
        box = cls(code=code, opened_by=actor, opened_at=now)
        db.session.add(box)
        db.session.flush()
        return box

    @property
    def step(self) -> ControlStep:
        return BOX_STEPS[self.code]

    @property
    def is_timed(self) -> bool:
        return self.code == UVC.code

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and not self.is_closed

    @property
    def minutes(self) -> int:
        """How long it has to lie in UVC light: as long as the product that needs most."""
        return max((uvc_minutes_of(p.line.article) for p in self.products if p.line.article), default=0)

    def seconds_left(self, now: datetime.datetime) -> int:
        if self.ends_at is None:
            return 0
        return max(0, -int((now - self.ends_at).total_seconds() // 1))

    def is_ready(self, now: datetime.datetime) -> bool:
        """Whether the light has been on its whole time."""
        return self.is_running and self.seconds_left(now) == 0

    @property
    def inside(self) -> list[BoxedProduct]:
        """What nobody has taken out yet."""
        return [product for product in self.products if not product.is_out]

    def holds(self, line: Line) -> bool:
        return any(product.line_id == line.id for product in self.products)

    # --- fill

    def put_in(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """Lay the product into the box. Scanned twice it lies there once."""
        if self.holds(line) and not self.is_closed:
            return
        self._require_filling()
        control = Control.start(line, actor=actor, now=now)
        if not control.running:
            raise Refused("Kontrollen är redan avslutad för den här produkten.")
        if self.code not in {step.code for step in control.steps}:
            raise Refused("%(product)s behöver inte det här steget.", product=line.shown_name)
        if control.is_settled(self.code):
            raise Refused("Steget är redan klart för %(product)s.", product=line.shown_name)
        if len(self.products) >= MOST_IN_BOX:
            raise Refused("Lådan är full: %(most)s produkter. Ta en till.", most=MOST_IN_BOX)
        if elsewhere := box_with(line):
            raise Refused(
                "%(product)s ligger i låda %(box)s. Ta ut den där först.",
                product=line.shown_name,
                box=elsewhere.id,
            )
        self.products.append(
            BoxedProduct(line_id=line.id, line=line, open_line_id=line.id, actor=actor, at=now)
        )
        db.session.flush()

    def take_out(self, line: Line) -> None:
        """It was laid there by mistake. What is not in the box stays out of it."""
        if not self.holds(line):
            return
        self._require_filling()
        self.products = [product for product in self.products if product.line_id != line.id]
        db.session.flush()

    def _require_filling(self) -> None:
        if self.is_closed:
            raise Refused("Lådan är redan tömd. Ta en ny.")
        if self.is_running:
            raise Refused("Ljuset är redan på. Vänta tills lådan är klar, eller avbryt.")

    # --- the step

    def start(self, *, actor: str, now: datetime.datetime) -> None:
        """Switch the UVC light on. Starting again changes nothing."""
        if self.started_at is not None:
            return
        self._require_filling()
        if not self.is_timed:
            raise Refused("Det här steget har ingen tid. Tryck på klart när det är gjort.")
        self._require_something()
        minutes = self.minutes
        self.started_by, self.started_at = actor, now
        self.ends_at = now + datetime.timedelta(minutes=minutes)
        for product in self.products:
            after = {"box": self.id, "minutes": minutes}
            product.line.record(EventKind.UVC_STARTED, actor, now, after=after)
        db.session.flush()

    def finish(self, *, actor: str, now: datetime.datetime) -> None:
        """The step is done for every product in the box. With UVC light only when its whole time is over."""
        if self.is_closed:
            return
        self._require_something()
        self._require_whole_time(now)
        for product in self.inside:
            self._mark_done(product.line, actor, now)
        self._close(actor, now)

    def take_out_done(self, line: Line, *, actor: str, now: datetime.datetime) -> None:
        """One product is taken out, and the step is done for it. With the last one the box is emptied. What is out
        already stays out."""
        product = next((product for product in self.products if product.line_id == line.id), None)
        if product is None:
            raise Refused(
                "%(product)s låg inte i lådan. Steget är inte gjort för den.", product=line.shown_name
            )
        if product.is_out:
            return
        self._require_whole_time(now)
        self._mark_done(line, actor, now)
        product.open_line_id = None
        db.session.flush()
        if not self.inside:
            self._close(actor, now)

    def _require_whole_time(self, now: datetime.datetime) -> None:
        if self.is_timed and self.started_at is None:
            raise Refused("Starta ljuset först.")
        if self.is_timed and self.seconds_left(now) > 0:
            raise Refused(
                "Ljuset är inte klart: %(minutes)s min kvar. Vänta, eller avbryt.",
                minutes=-(-self.seconds_left(now) // 60),
            )

    def _mark_done(self, line: Line, actor: str, now: datetime.datetime) -> None:
        told: dict[str, object] = {"box": self.id}
        if self.started_at and self.ends_at:
            told["minutes"] = round((self.ends_at - self.started_at).total_seconds() / 60)
        control = Control.start(line, actor=actor, now=now)
        if control.running and not control.is_settled(self.code):
            control.mark(self.code, StepOutcome.DONE, actor=actor, now=now, told=told)

    def stop(self, reason: str, *, actor: str, now: datetime.datetime) -> None:
        """Empty the box without the step, for a reason. What is still in it has not had the step then."""
        if self.is_closed:
            return
        reason = given_reason(reason, Refused("Skriv varför lådan töms utan att steget är gjort."))
        self.stopped_because = reason
        for product in self.inside if self.is_running else ():
            after = {"box": self.id, "reason": reason}
            product.line.record(EventKind.UVC_STOPPED, actor, now, after=after)
        self._close(actor, now)

    def _require_something(self) -> None:
        if not self.products:
            raise Refused("Lådan är tom. Skanna en produkt först.")

    def _close(self, actor: str, now: datetime.datetime) -> None:
        self.closed_by, self.closed_at = actor, now
        for product in self.products:
            product.open_line_id = None
        db.session.flush()


def box_with(line: Line) -> StepBox | None:
    """The open box in which the product lies."""
    query = sa.select(StepBox).join(StepBox.products).where(BoxedProduct.open_line_id == line.id)
    return db.session.scalars(query).first()


def open_boxes() -> list[StepBox]:
    """The boxes that are not emptied yet: first those whose light is out soonest."""
    query = (
        sa.select(StepBox)
        .where(StepBox.closed_at.is_(None))
        .options(selectinload(StepBox.products))
        .order_by(StepBox.ends_at.is_(None), StepBox.ends_at, StepBox.id)
    )
    return list(db.session.scalars(query.limit(MOST_BOXES_SHOWN)))


def lines_on_bench(packages: Sequence[Package]) -> list[Line]:
    """The taken-in products that scanned packages can be: their devices, or for a package without serial those of its
    article that have none. At most MOST_IN_BOX, those that came first before others."""
    gtins = [gtin for package in packages if not package.serials for gtin in package.gtins]
    of_article = sa.select(Gtin.article_id).where(Gtin.gtin.in_(gtins))
    devices = [device.id for device in registered_devices(packages)]
    query = (
        sa.select(Line)
        .join(Line.return_)
        .where(
            Line.state.in_([LineState.RECEIVED, LineState.IN_CONTROL]),
            Return.state == ReturnState.RECEIVED,
            sa.or_(
                Line.device_id.in_(devices),
                sa.and_(Line.device_id.is_(None), Line.article_id.in_(of_article)),
            ),
        )
        .options(selectinload(Line.article))
        .order_by(Line.id)
    )
    return list(db.session.scalars(query.limit(MOST_IN_BOX)))
