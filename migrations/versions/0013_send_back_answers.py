"""The units' answers about what was sent back to them

Revision ID: 0013_send_back_answers
Revises: 0012_leaving_stock
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_send_back_answers"
down_revision = "0012_leaving_stock"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "send_back_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["send_back.line_id"], name=op.f("fk_send_back_answer_line_id_send_back")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_back_answer")),
    )
    op.create_index(op.f("ix_send_back_answer_line_id"), "send_back_answer", ["line_id"])


def downgrade():
    op.drop_table("send_back_answer")
