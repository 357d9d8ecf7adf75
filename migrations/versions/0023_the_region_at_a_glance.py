"""What a product cost when it left the shelf, and what the region's figures take for granted

Revision ID: 0023_the_region_at_a_glance
Revises: 0021_line_ids_are_used_once
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_the_region_at_a_glance"
down_revision = "0021_line_ids_are_used_once"
branch_labels = None
depends_on = None


def upgrade():
    """Products that have left already get the price that the register knows today."""
    op.create_table(
        "region_assumption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reuse_percent", sa.Integer(), nullable=False),
        sa.Column("handling_kronor", sa.Integer(), nullable=True),
        sa.Column("collect_days", sa.Integer(), nullable=True),
        sa.Column("rent_stops", sa.String(length=20), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_assumption")),
    )
    op.add_column("stock_item", sa.Column("price", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE stock_item SET price = (SELECT device.price FROM device WHERE device.id = stock_item.device_id) "
        "WHERE left_at IS NOT NULL"
    )
    op.create_index("ix_stock_item_reused", "stock_item", ["left_at", "article_id", "price"], unique=False)


def downgrade():
    op.drop_index("ix_stock_item_reused", table_name="stock_item")
    op.drop_column("stock_item", "price")
    op.drop_table("region_assumption")
