"""Column types that several of the register's tables share."""

import enum

import sqlalchemy as sa


def text_enum(kind: type[enum.StrEnum], length: int = 40) -> sa.Enum:
    """An enum kept as its value in a text column: a new member then needs no migration."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


def exact_text(length: int) -> sa.types.TypeEngine[str]:
    """Text that is compared byte by byte on both databases, so that a range of it is a range of its index."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
