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
