"""When the return was sealed that a product in stock came in: read from an index, without its return. What has left has
an index of its own

Revision ID: 0034_stock_sealed_at
Revises: 0031_nights
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_stock_sealed_at"
down_revision = "0031_nights"
branch_labels = None
depends_on = None

REUSED = ["left_at", "article_id", "price"]
LEFT = sa.text("left_at IS NOT NULL")


def upgrade():
    op.add_column("stock_item", sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE stock_item SET sealed_at = (SELECT sealing.at FROM sealing JOIN line ON line.return_id = sealing.return_id "
        "WHERE line.id = stock_item.line_id)"
    )
    op.create_index("ix_stock_item_available_at_sealed_at", "stock_item", ["available_at", "sealed_at"], unique=False)
    op.drop_index("ix_stock_item_available_at", table_name="stock_item")
    op.drop_index("ix_stock_item_left_at", table_name="stock_item")
    op.drop_index("ix_stock_item_reused", table_name="stock_item")
    op.create_index(
        "ix_stock_item_reused", "stock_item", REUSED, unique=False, sqlite_where=LEFT, postgresql_where=LEFT
    )


def downgrade():
    op.drop_index("ix_stock_item_reused", table_name="stock_item")
    op.create_index("ix_stock_item_reused", "stock_item", REUSED, unique=False)
    op.create_index("ix_stock_item_left_at", "stock_item", ["left_at"], unique=False)
    op.create_index("ix_stock_item_available_at", "stock_item", ["available_at"], unique=False)
    op.drop_index("ix_stock_item_available_at_sealed_at", table_name="stock_item")
    op.drop_column("stock_item", "sealed_at")
