"""An event names its product, and a product's events are found at once

Revision ID: 0009_events_name_the_product
Revises: 0008_packed_on
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_events_name_the_product"
down_revision = "0008_packed_on"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("product", sa.String(length=300), nullable=True))
        batch.create_index("ix_event_line_id", ["line_id"])


def downgrade():
    with op.batch_alter_table("event") as batch:
        batch.drop_index("ix_event_line_id")
        batch.drop_column("product")
