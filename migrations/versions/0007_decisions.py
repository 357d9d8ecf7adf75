"""What the warehouse decided about products that may not be shelved as they are

Revision ID: 0007_decisions
Revises: 0006_sign_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0007_decisions"
down_revision = "0006_sign_in"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "decision",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_decision_line_id_line")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_decision")),
    )


def downgrade():
    op.drop_table("decision")
