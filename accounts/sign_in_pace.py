"""How often signing in may be tried, counted in the database: over all workers and machines."""

import hashlib
import math
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from database import CLOCKS_APART, Model


@dataclass(frozen=True)
class Pace:
    """So many tries at once, then one every so many seconds."""

    at_once: int
    every_s: float

    @property
    def ahead_s(self) -> float:
        """How far ahead of now the tries already made may reach, for one more to be let through."""
        return self.every_s * (self.at_once - 1)

    @property
    def furthest_s(self) -> float:
        """How far ahead of now any try reaches. What is further ahead was counted by a clock that has been put back."""
        return self.every_s * self.at_once + CLOCKS_APART.total_seconds()


class TooSoon(Exception):  # noqa: N818 - it is an answer for the user
    """The next try is let through after `wait_s` seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"{wait_s:.1f} s")
        self.wait_s = wait_s


class SignInPace(Model):
    """Until when the tries of one key are paid for. The key is a digest: nothing says whose it is.

    Each try moves `due` on by the pace's seconds, from now or from where it was; a key that is not tried any more costs
    nothing once `due` has passed. (The generic cell rate algorithm, ITU-T I.371.)
    """

    __tablename__ = "sign_in_pace"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    due: Mapped[float] = mapped_column(sa.Double(), index=True)  # seconds since 1970

    @classmethod
    def take(cls, session: Session, key: str, pace: Pace, now: float) -> None:
        """Count one try. Raises TooSoon, and then does not count it. One statement, so that of many tries at the same
        moment no more pass than may. `now` in seconds since 1970: where the clock is put back, nobody waits until it is
        again what it was."""
        session.execute(sa.delete(cls).where(cls.due < now))
        put_back = cls.due > now + pace.furthest_s
        later = sa.case((put_back, now), (cls.due > now, cls.due), else_=now) + pace.every_s
        passed = session.execute(
            sa.update(cls)
            .where(cls.key == key, sa.or_(cls.due <= now + pace.ahead_s, put_back))
            .values(due=later),
            execution_options={"synchronize_session": False},
        )
        if passed.rowcount:  # type: ignore[attr-defined]
            return
        due = session.scalar(sa.select(cls.due).where(cls.key == key))
        if due is not None:
            raise TooSoon(due - now - pace.ahead_s)
        session.add(cls(key=key, due=now + pace.every_s))
        session.flush()

    @classmethod
    def give_back(cls, session: Session, key: str, pace: Pace) -> None:
        """The try was no guess: it does not count."""
        session.execute(
            sa.update(cls).where(cls.key == key).values(due=cls.due - pace.every_s),
            execution_options={"synchronize_session": False},
        )


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def whole_seconds(wait_s: float) -> int:
    """As Retry-After says it; never too early."""
    return max(1, math.ceil(wait_s))
