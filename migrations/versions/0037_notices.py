"""Mail that tells people what waits for them, and who wants it

Revision ID: 0037_notices
Revises: 0033_webhooks
"""

import sqlalchemy as sa
from alembic import op

revision = "0037_notices"
down_revision = "0033_webhooks"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_notice_user_id_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("user_id", "kind", "key", name=op.f("uq_notice_user_id_kind_key")),
    )
    op.create_index("ix_notice_due", "notice", ["ended_at", "due_at"], unique=False)
    op.add_column("user", sa.Column("wants_mail", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade():
    op.drop_column("user", "wants_mail")
    op.drop_index("ix_notice_due", table_name="notice")
    op.drop_table("notice")
