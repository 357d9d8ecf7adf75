"""What belongs together: sides, parts of articles, orders, and what people answered about it

Revision ID: 0045_what_belongs_together
Revises: 0043_label_look_skipped
"""

import sqlalchemy as sa
from alembic import op

revision = "0045_what_belongs_together"
down_revision = "0043_label_look_skipped"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("device", sa.Column("side", sa.String(length=8), nullable=True))
    op.create_index(op.f("ix_device_order_number"), "device", ["order_number"])
    op.add_column("article", sa.Column("part_numbers", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "part_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("comes", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_part_answer_return_id_return"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_answer")),
        sa.UniqueConstraint("return_id", "part", name=op.f("uq_part_answer_return_id_part")),
    )


def downgrade():
    op.drop_table("part_answer")
    op.drop_column("article", "part_numbers")
    op.drop_index(op.f("ix_device_order_number"), table_name="device")
    op.drop_column("device", "side")
