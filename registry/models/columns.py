"""Column types that several of the register's tables share."""

from typing import cast

import sqlalchemy as sa

from database import Model


def exact_text(length: int) -> sa.types.TypeEngine[str]:
    """Text that is compared byte by byte on both databases, so that a range of it is a range of its index."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def table_of(model: type[Model]) -> sa.Table:
    """The model's table, for statements over many rows."""
    return cast(sa.Table, model.__table__)
