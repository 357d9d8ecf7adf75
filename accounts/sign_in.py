"""A browser's sign-in as a row, so that signing out ends it on the server, whoever has a copy of its cookies."""

import datetime
import enum
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from accounts.models import User
from database import Model, UtcDateTime, text_enum

IDLE = datetime.timedelta(hours=12)
"""How long a sign-in is good for without a request."""
IDLE_REMEMBERED = datetime.timedelta(days=30)
"""The same where the user asked to stay signed in on this device."""
CODE_WITHIN = datetime.timedelta(minutes=10)
"""How long a sign-in waits for the one-time code."""
LONGEST = datetime.timedelta(hours=24)
"""How long after signing in the password is asked again, however busy the browser is. Who works in it every day has
rested for longer than IDLE overnight, and notices nothing of it."""
LONGEST_REMEMBERED = datetime.timedelta(days=90)
SEEN_EVERY = datetime.timedelta(minutes=5)
"""How exactly a sign-in's last request is known. A tablet asks twice a second: it must not write as often."""


FRESH = datetime.timedelta(minutes=10)
"""How long after signing in somebody without a password need not show anew who they are."""


class CameBy(enum.StrEnum):
    """How somebody has signed in. The values are stored: they never change."""

    PASSWORD = "password"  # noqa: S105 - a word
    PIN = "pin"
    REGION = "region"
    PASSKEY = "passkey"


class SignIn(Model):
    """One browser in which somebody is signed in. The row goes when they sign out there."""

    __tablename__ = "sign_in"

    token: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    remembered: Mapped[bool]
    seen_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    came_by: Mapped[CameBy] = mapped_column(
        text_enum(CameBy), default=CameBy.PASSWORD, server_default=CameBy.PASSWORD.value
    )
    begun_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """None for one that a version before this one has begun."""
    waits_for_code: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """The password was right, and the one-time code has not come yet: nobody is signed in."""
    proved_twice: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """They have shown more than a password: a one-time code too, a passkey, or what the region's service demands."""
    workplace: Mapped[str | None] = mapped_column(sa.String(40))
    """The code of the workplace that was chosen in this browser: on two tablets one may work for two units."""

    tablet: Mapped[str | None] = mapped_column(sa.String(64))
    """The shared tablet's name, where it is one (accounts/open_tablet.py)."""
    by_pin: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    ends_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    locked_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()

    @classmethod
    def begin(
        cls,
        session: Session,
        user: User,
        *,
        remembered: bool,
        now: datetime.datetime,
        came_by: CameBy = CameBy.PASSWORD,
    ) -> "SignIn":
        """A new one. Those that nobody has used for longer than any may rest go with it."""
        session.execute(sa.delete(cls).where(cls.seen_at < now - IDLE_REMEMBERED))
        token = secrets.token_hex(16)
        begun = cls(
            token=token, user_id=user.id, remembered=remembered, came_by=came_by, begun_at=now, seen_at=now
        )
        user.last_seen_at = now
        session.add(begun)
        session.flush()
        return begun

    @classmethod
    def end_all(cls, session: Session, user: User, but: str = "") -> None:
        """Sign the user out in every browser, or in every one but that with the token `but`."""
        session.execute(
            sa.delete(cls).where(cls.user_id == user.id, cls.token != but),
            execution_options={"synchronize_session": "fetch"},
        )

    def is_good(self, now: datetime.datetime) -> bool:
        """Whether its user may go on without the password."""
        return self.user.active and now < self.good_until

    @property
    def good_until(self) -> datetime.datetime:
        """When it ends, if no other request comes before."""
        idle, longest = (IDLE_REMEMBERED, LONGEST_REMEMBERED) if self.remembered else (IDLE, LONGEST)
        if self.waits_for_code:
            idle = CODE_WITHIN
        # One that a version before this one has begun is counted from its last request.
        begun_at = self.begun_at or self.seen_at
        return min(filter(None, (self.ends_at, self.seen_at + idle, begun_at + longest)))

    def is_fresh(self, now: datetime.datetime) -> bool:
        """Whether they have shown a short while ago who they are, and not by a PIN."""
        return self.begun_at is not None and not self.by_pin and now - self.begun_at < FRESH

    def is_locked(self, now: datetime.datetime, after: datetime.timedelta) -> bool:
        """Whether a shared tablet has rested for too long, or somebody has locked it. The PIN opens it again."""
        return self.tablet is not None and (
            self.locked_at is not None or now - self.seen_at > after + SEEN_EVERY
        )

    def lock(self, *, now: datetime.datetime) -> None:
        if self.tablet is not None and self.locked_at is None:
            self.locked_at = now

    def unlock(self, *, now: datetime.datetime) -> None:
        """Their PIN was right: they go on where they were."""
        self.locked_at, self.seen_at = None, now

    def is_to_be_seen(self, now: datetime.datetime) -> bool:
        """Whether this request has to be written down as its last one; also where the clock was ahead at the last one,
        which would make it good for longer."""
        return abs(now - self.seen_at) >= SEEN_EVERY

    def choose(self, code: str) -> None:
        """Work there from now on in this browser, and begin there the next time in any. Raises ValueError for what is
        none of the user's workplaces."""
        place = next((one for one in self.user.workplaces if one.code == code), None)
        if place is None:
            raise ValueError(f"expected a workplace of {self.user.email}, got {code}")
        self.workplace = self.user.usual_workplace = code
        if place.unit:
            self.user.unit_id = place.unit.id
        self.user.work_at(code)
