"""Tries to sign in are counted for all workers

Revision ID: 0011_sign_in_pace
Revises: 0010_envelopes
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_sign_in_pace"
down_revision = "0010_envelopes"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sign_in_pace",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_pace")),
    )
    op.create_index("ix_sign_in_pace_due", "sign_in_pace", ["due"])


def downgrade():
    op.drop_index("ix_sign_in_pace_due", table_name="sign_in_pace")
    op.drop_table("sign_in_pace")
