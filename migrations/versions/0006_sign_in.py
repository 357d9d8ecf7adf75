"""Each browser that is signed in

Revision ID: 0006_sign_in
Revises: 0005_heartbeat
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_sign_in"
down_revision = "0005_heartbeat"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "sign_in",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_seen_at"), "sign_in", ["seen_at"])
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"])


def downgrade():
    op.drop_table("sign_in")
