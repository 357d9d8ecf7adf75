"""Signing in by the region's service: what it knows a person by, and how a sign-in was begun

Revision ID: 0029_region_sign_in
Revises: 0034_stock_sealed_at
"""

import sqlalchemy as sa
from alembic import op

revision = "0029_region_sign_in"
down_revision = "0034_stock_sealed_at"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("user", sa.Column("region_id", sa.String(length=255), nullable=True))
    op.create_index(op.f("ix_user_region_id"), "user", ["region_id"], unique=True)
    op.add_column(
        "sign_in", sa.Column("came_by", sa.String(length=40), server_default="password", nullable=False)
    )
    op.add_column("sign_in", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("sign_in", "begun_at")
    op.drop_column("sign_in", "came_by")
    op.drop_index(op.f("ix_user_region_id"), "user")
    op.drop_column("user", "region_id")
