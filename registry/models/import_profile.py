"""How a kind of file is read, saved under a name; and the imports that have been made."""

import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from database import Model, UtcDateTime


class ImportProfile(Model):
    """A named mapping from a file's columns to the register's fields."""

    __tablename__ = "import_profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    columns: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    """The file's heading → the register's field."""
    left_out: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    """Headings that are left out on purpose."""
    full: Mapped[bool] = mapped_column(default=False)
    """Whether such a file holds all devices, so that a device that is missing from it is gone."""
    changed_by: Mapped[str] = mapped_column(sa.String(255))
    changed_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class ImportRun(Model):
    """One import that was carried out, with its counts."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    file_name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[str] = mapped_column(sa.String(20))
    full: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
