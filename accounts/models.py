"""Users and their roles, in the shape that Flask-Security works on."""

import enum
import secrets
from typing import Any

import sqlalchemy as sa
from flask_security import RoleMixin, SQLAlchemyUserDatastore, UserMixin
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Model, db
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


datastore = SQLAlchemyUserDatastore(db, User, Role)
