"""Users and their roles, in the shape that Flask-Security works on."""

import datetime
import enum
import secrets
from typing import Any

import sqlalchemy as sa
from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, UtcDateTime, db
from registry.models import Unit


class RoleName(enum.StrEnum):
    """The three roles of the house; nobody has more than one."""

    CLINIC = "clinic"
    WAREHOUSE = "warehouse"
    ADMIN = "admin"


roles_users = sa.Table(
    "roles_users",
    db.metadata,
    sa.Column("user_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):
    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    description: Mapped[str | None] = mapped_column(sa.String(255))
    permissions: Mapped[Any | None] = mapped_column(sa.JSON)


class DecidingRight(Model):
    """The region lets somebody at the warehouse keep products against their verdict. A right that was withdrawn stays
    as a row, so that it can be told who could decide when."""

    __tablename__ = "deciding_right"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id", ondelete="CASCADE"), index=True)
    given_by: Mapped[str] = mapped_column(sa.String(255))
    given_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(sa.String(255))
    withdrawn_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class User(Model, UserMixin):
    """One person's account. `unit` is where a clinic user works, and all that they see."""

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
    language: Mapped[str | None] = mapped_column(sa.String(8))

    unit: Mapped[Unit | None] = relationship()
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says list[RoleMixin]
        secondary=roles_users, lazy="selectin"
    )

    deciding_rights: Mapped[list[DecidingRight]] = relationship(
        cascade="all, delete-orphan", order_by=DecidingRight.id
    )

    @property
    def role(self) -> RoleName:
        return RoleName(self.roles[0].name)

    @property
    def is_clinic(self) -> bool:
        return self.role is RoleName.CLINIC

    @property
    def is_warehouse(self) -> bool:
        return self.role is RoleName.WAREHOUSE

    @property
    def is_admin(self) -> bool:
        return self.role is RoleName.ADMIN

    @property
    def deciding_right(self) -> DecidingRight | None:
        """The right that holds now, where the region has given one."""
        return next((right for right in self.deciding_rights if right.withdrawn_at is None), None)

    @property
    def may_decide(self) -> bool:
        """Whether they may keep a product at the warehouse against its verdict."""
        return self.is_admin or (self.is_warehouse and self.deciding_right is not None)

    def let_decide(self, *, actor: str, now: datetime.datetime) -> None:
        """Give the right to decide. Giving it again changes nothing. Raises ValueError for who is not of the
        warehouse."""
        if not self.is_warehouse:
            raise ValueError(f"expected a warehouse user, got {self.role}")
        if self.deciding_right is None:
            self.deciding_rights.append(DecidingRight(given_by=actor, given_at=now))

    def withdraw_deciding(self, *, actor: str, now: datetime.datetime) -> None:
        """Take the right away again. What was decided stays."""
        if right := self.deciding_right:
            right.withdrawn_by, right.withdrawn_at = actor, now


datastore = SQLAlchemyUserDatastore(db, User, Role)
