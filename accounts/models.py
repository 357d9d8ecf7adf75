"""Users and their roles, in the shape that Flask-Security works on."""

import datetime
import secrets
from typing import Any

import sqlalchemy as sa
from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.account_event import AccountEvent, AccountEventKind
from accounts.deciding_right import DecidingRight
from accounts.roles import RoleName, Workplace
from database import Model, UtcDateTime, db
from registry.models import Unit

roles_users = sa.Table(
    "roles_users",
    db.metadata,
    sa.Column("user_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)
units_users = sa.Table(
    "units_users",
    db.metadata,
    sa.Column("user_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("unit_id", sa.ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):
    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str | None] = mapped_column(sa.String(255))
    permissions: Mapped[Any | None] = mapped_column(sa.JSON)


class User(Model, UserMixin):
    """One person's account. At any time they work at one of their workplaces: `role` and `unit` are that one's, and a
    clinic user sees what is this unit's."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(255), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(
        sa.String(64), unique=True, default=lambda: secrets.token_hex(16)
    )
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    """The unit that they chose last."""
    usual_workplace: Mapped[str | None] = mapped_column(sa.String(40))
    """The code of the workplace that they chose last: a sign-in begins there."""
    language: Mapped[str | None] = mapped_column(sa.String(8))
    last_seen_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    wants_link_since: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    """They have forgotten their password, and nobody has given them a link yet."""

    region_id: Mapped[str | None] = mapped_column(sa.String(255), unique=True, index=True)
    """What the region's sign-in service knows them by, their HSA-id as a rule (accounts/oidc/)."""

    pin: Mapped[str | None] = mapped_column(sa.String(255))
    """The hash of the PIN with which they take over a shared tablet."""
    wrong_pins: Mapped[int] = mapped_column(default=0, server_default="0")
    """In a row, since the last right one or the last sign-in with the password."""
    wants_mail: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    """Whether mail tells them what waits for them, where a mail server is set up (operations/notices/)."""
    is_integration: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether another system works with it by tokens, and no person signs in (accounts/tokens/integration.py)."""

    code_secret: Mapped[str | None] = mapped_column(sa.String(255))
    """What the person's app for one-time codes shares with us, encrypted (accounts/second_factor/code_app.py)."""
    code_counter: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Of which half minute the last code was that they used."""
    code_since: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    wrong_codes: Mapped[int] = mapped_column(default=0, server_default="0")
    """In a row, since the last right one."""

    last_unit: Mapped[Unit | None] = relationship()
    units: Mapped[list[Unit]] = relationship(secondary=units_users, order_by=Unit.name)
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=roles_users, lazy="selectin"
    )
    deciding_rights: Mapped[list[DecidingRight]] = relationship(
        cascade="all, delete-orphan", order_by=DecidingRight.id
    )
    history: Mapped[list[AccountEvent]] = relationship(cascade="all, delete-orphan", order_by=AccountEvent.id)

    # --- where they work

    @property
    def role_names(self) -> frozenset[RoleName]:
        return frozenset(RoleName(role.name) for role in self.roles)

    @property
    def workplaces(self) -> list[Workplace]:
        """All of theirs, the units first. Never none."""
        found: list[Workplace] = []
        if RoleName.CLINIC in self.role_names:
            # An account that a version before this one has added has no other unit than its last one.
            units = self.units or ([self.last_unit] if self.last_unit else [])
            found += [Workplace(RoleName.CLINIC, unit) for unit in units] or [Workplace(RoleName.CLINIC)]
        found += [Workplace(role) for role in (RoleName.WAREHOUSE, RoleName.ADMIN) if role in self.role_names]
        if self.__dict__.get("_came_by_pin"):
            found = [place for place in found if place.role is not RoleName.ADMIN]
        if only := self.__dict__.get("_works_only_at"):
            found = [place for place in found if place.code == only]
        return found or [Workplace(RoleName.CLINIC)]

    @property
    def workplace(self) -> Workplace:
        """Where they work now: what this request's sign-in says, else where they worked last."""
        by_code = {place.code: place for place in self.workplaces}
        for code in (self.__dict__.get("_works_at"), self.usual_workplace):
            if code in by_code:
                return by_code[code]
        return next(iter(by_code.values()))

    def work_at(self, code: str | None) -> None:
        """Let this request work there, where it is one of their workplaces. Nothing is stored."""
        self.__dict__["_works_at"] = code

    def work_only_at(self, code: str) -> None:
        """A token works at one place: this request has no other, whatever else is theirs."""
        self.__dict__["_works_only_at"] = code

    def come_by_pin(self) -> None:
        """A PIN is enough for a colleague's work, and not for an administrator's: this request has no such place."""
        self.__dict__["_came_by_pin"] = True

    def workplace_at(self, unit_id: int) -> Workplace | None:
        """Their workplace at that unit."""
        return next((place for place in self.workplaces if place.unit and place.unit.id == unit_id), None)

    @property
    def unit(self) -> Unit | None:
        return self.workplace.unit

    @property
    def role(self) -> RoleName:
        return self.workplace.role

    @property
    def is_clinic(self) -> bool:
        return self.role is RoleName.CLINIC

    @property
    def is_warehouse(self) -> bool:
        return self.role is RoleName.WAREHOUSE

    @property
    def is_admin(self) -> bool:
        return self.role is RoleName.ADMIN

    # --- what is noted about the account

    def note(
        self,
        what: AccountEventKind,
        *,
        actor: str,
        now: datetime.datetime,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
    ) -> None:
        self.history.append(AccountEvent(what=what, actor=actor, at=now, before=before, after=after))
        db.session.flush()

    # --- the right to decide

    @property
    def deciding_right(self) -> DecidingRight | None:
        """The right that holds now, where the region has given one."""
        return next((right for right in self.deciding_rights if right.withdrawn_at is None), None)

    @property
    def may_decide(self) -> bool:
        """Whether they may keep a product at the warehouse against its verdict, where they work now."""
        return self.is_admin or (self.is_warehouse and self.deciding_right is not None)

    def let_decide(self, *, actor: str, now: datetime.datetime) -> None:
        """Give the right to decide. Giving it again changes nothing. Raises ValueError for who is not of the
        warehouse."""
        if RoleName.WAREHOUSE not in self.role_names:
            raise ValueError(f"expected a warehouse user, got {self.role}")
        if self.deciding_right is None:
            self.deciding_rights.append(DecidingRight(given_by=actor, given_at=now))

    def withdraw_deciding(self, *, actor: str, now: datetime.datetime) -> None:
        """Take the right away again. What was decided stays."""
        if right := self.deciding_right:
            right.withdrawn_by, right.withdrawn_at = actor, now


datastore = SQLAlchemyUserDatastore(db, User, Role)
