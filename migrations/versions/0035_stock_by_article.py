"""The balance counts what stands on the shelves by article, from an index alone

Revision ID: 0035_stock_by_article
Revises: 0037_notices
"""

import sqlalchemy as sa
from alembic import op

revision = "0035_stock_by_article"
down_revision = "0037_notices"
branch_labels = None
depends_on = None

HERE = sa.text("left_at IS NULL")


def upgrade():
    op.create_index(
        "ix_stock_item_here_article",
        "stock_item",
        ["article_id", "missing_at"],
        sqlite_where=HERE,
        postgresql_where=HERE,
    )


def downgrade():
    op.drop_index("ix_stock_item_here_article", table_name="stock_item")
