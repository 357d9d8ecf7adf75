"""Returns that are made at the warehouse, for envelopes without a label

Revision ID: 0020_without_label
Revises: 0019_follow_up
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_without_label"
down_revision = "0019_follow_up"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "without_label",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.String(length=255), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_without_label_return_id_return")),
        sa.PrimaryKeyConstraint("return_id", name=op.f("pk_without_label")),
    )
    op.create_index(op.f("ix_without_label_order_number"), "without_label", ["order_number"])


def downgrade():
    op.drop_table("without_label")
