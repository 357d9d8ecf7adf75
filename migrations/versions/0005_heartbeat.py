"""The health check's own row

Revision ID: 0005_heartbeat
Revises: 0004_printers
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_heartbeat"
down_revision = "0004_printers"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "heartbeat",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heartbeat")),
    )


def downgrade():
    op.drop_table("heartbeat")
