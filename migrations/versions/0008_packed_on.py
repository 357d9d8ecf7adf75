"""On which return's page a product was packed

Revision ID: 0008_packed_on
Revises: 0007_decisions
"""

import sqlalchemy as sa
from alembic import op

revision = "0008_packed_on"
down_revision = "0007_decisions"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("line") as batch:
        batch.add_column(sa.Column("packed_on_id", sa.Integer(), nullable=True))


def downgrade():
    with op.batch_alter_table("line") as batch:
        batch.drop_column("packed_on_id")
