"""Shared tablets: a PIN of one's own, what tablet is open today, and sign-ins that lock

Revision ID: 0025_shared_tablets
Revises: 0024_people
"""

import sqlalchemy as sa
from alembic import op

revision = "0025_shared_tablets"
down_revision = "0024_people"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("user", sa.Column("pin", sa.String(length=255), nullable=True))
    op.add_column("user", sa.Column("wrong_pins", sa.Integer(), server_default="0", nullable=False))
    for column in (
        sa.Column("tablet", sa.String(length=64), nullable=True),
        sa.Column("by_pin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("ends_at", MOMENT, nullable=True),
        sa.Column("locked_at", MOMENT, nullable=True),
    ):
        op.add_column("sign_in", column)
    op.create_table(
        "open_tablet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tablet", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("workplace", sa.String(length=40), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_open_tablet_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_tablet")),
    )
    for name in ("tablet", "user_id", "ends_at"):
        op.create_index(op.f(f"ix_open_tablet_{name}"), "open_tablet", [name])


def downgrade():
    op.drop_table("open_tablet")
    for name in ("locked_at", "ends_at", "by_pin", "tablet"):
        op.drop_column("sign_in", name)
    op.drop_column("user", "wrong_pins")
    op.drop_column("user", "pin")
