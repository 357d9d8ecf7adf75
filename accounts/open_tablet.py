"""A shared tablet: signed in with a password in the morning, then handed from colleague to colleague by PIN."""

import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, selectinload

from accounts.models import Role, User
from accounts.roles import RoleName, Workplace
from database import Model, UtcDateTime, db
from registry.models import Unit


class OpenTablet(Model):
    """Somebody has signed in on this tablet with the password: until `ends_at` they and all who work at the same
    workplace may take it over by PIN."""

    __tablename__ = "open_tablet"

    id: Mapped[int] = mapped_column(primary_key=True)
    tablet: Mapped[str] = mapped_column(sa.String(64), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    workplace: Mapped[str] = mapped_column(sa.String(40))
    opened_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    @classmethod
    def open(
        cls, tablet: str, user: User, place: Workplace, *, now: datetime.datetime, ends_at: datetime.datetime
    ) -> None:
        """Opening it twice is harmless. What has ended goes."""
        db.session.execute(sa.delete(cls).where(cls.ends_at <= now))
        if not any(one.user_id == user.id and one.workplace == place.code for one in cls.of(tablet, now)):
            db.session.add(
                cls(tablet=tablet, user_id=user.id, workplace=place.code, opened_at=now, ends_at=ends_at)
            )
            db.session.flush()

    @classmethod
    def of(cls, tablet: str, now: datetime.datetime) -> Sequence["OpenTablet"]:
        """Who has opened this tablet today, and where; nothing for a tablet that is not open."""
        return db.session.scalars(
            sa.select(cls).where(cls.tablet == tablet, cls.ends_at > now).order_by(cls.id)
        ).all()

    @classmethod
    def close(cls, tablet: str) -> None:
        """Nobody takes it over by PIN any more, until the next sign-in with a password."""
        db.session.execute(sa.delete(cls).where(cls.tablet == tablet))


def colleagues_at(tablet: str, now: datetime.datetime) -> list[User]:
    """Who may take this tablet over by PIN now, by name: who has signed in on it today with the password, and all who
    work where one of these does. Who is nothing but an administrator has no work there."""
    opened = OpenTablet.of(tablet, now)
    if not opened:
        return []
    codes = {one.workplace for one in opened}
    unit_ids = [int(code.split("-")[1]) for code in codes if code.startswith(f"{RoleName.CLINIC.value}-")]
    belongs = [User.id.in_([one.user_id for one in opened]), User.units.any(Unit.id.in_(unit_ids))]
    if RoleName.WAREHOUSE.value in codes:
        belongs.append(User.roles.any(Role.name == RoleName.WAREHOUSE.value))
    found = db.session.scalars(
        sa.select(User)
        .where(User.active.is_(True), User.pin.is_not(None), sa.or_(*belongs))
        .options(selectinload(User.units))
        .order_by(User.name, User.email)
    )
    return [user for user in found if user.role_names - {RoleName.ADMIN}]


def workplace_on(tablet: str, user: User, now: datetime.datetime) -> Workplace | None:
    """Where the user works on this tablet: where it was opened, if that is a workplace of theirs."""
    by_code = {place.code: place for place in user.workplaces}
    opened = (one.workplace for one in OpenTablet.of(tablet, now))
    return next((by_code[code] for code in opened if code in by_code), None)
