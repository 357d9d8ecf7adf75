"""Which labels were looked at before they left

Revision ID: 0041_labels_seen
Revises: 0035_stock_by_article
"""

import sqlalchemy as sa
from alembic import op

revision = "0041_labels_seen"
down_revision = "0035_stock_by_article"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("envelope", sa.Column("label_seen_by", sa.String(length=255), nullable=True))
    op.add_column("envelope", sa.Column("label_seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("envelope", "label_seen_at")
    op.drop_column("envelope", "label_seen_by")
