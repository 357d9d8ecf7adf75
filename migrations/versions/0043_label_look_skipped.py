"""Why nobody looked at a label before its envelope left

Revision ID: 0043_label_look_skipped
Revises: 0042_print_looks
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_label_look_skipped"
down_revision = "0042_print_looks"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("envelope", sa.Column("label_look_skipped", sa.String(length=20), nullable=True))


def downgrade():
    op.drop_column("envelope", "label_look_skipped")
