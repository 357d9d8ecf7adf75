"""Products leave the shelves: when, by whom and for which order

Revision ID: 0012_leaving_stock
Revises: 0011_sign_in_pace
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_leaving_stock"
down_revision = "0011_sign_in_pace"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("stock_item") as batch:
        batch.add_column(sa.Column("left_by", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("left_for", sa.String(length=40), nullable=True))
        batch.create_index(batch.f("ix_stock_item_left_at"), ["left_at"])
        batch.create_index(batch.f("ix_stock_item_shelf"), ["shelf"])


def downgrade():
    with op.batch_alter_table("stock_item") as batch:
        batch.drop_index(batch.f("ix_stock_item_shelf"))
        batch.drop_index(batch.f("ix_stock_item_left_at"))
        batch.drop_column("left_for")
        batch.drop_column("left_at")
        batch.drop_column("left_by")
