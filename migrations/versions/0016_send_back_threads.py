"""The warehouse takes photos and writes back: whose photo it is, its replies, and whom a send-back waits for

Revision ID: 0016_send_back_threads
Revises: 0015_shelves
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_send_back_threads"
down_revision = "0015_shelves"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("line_photo") as batch:
        batch.add_column(sa.Column("side", sa.String(length=10), nullable=False, server_default="unit"))
    op.create_table(
        "send_back_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["send_back.line_id"], name=op.f("fk_send_back_reply_line_id_send_back")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_back_reply")),
    )
    op.create_index(op.f("ix_send_back_reply_line_id"), "send_back_reply", ["line_id"])
    with op.batch_alter_table("send_back") as batch:
        batch.add_column(sa.Column("waits_for", sa.String(length=10), nullable=False, server_default="unit"))
    _say_who_is_waited_for()
    op.create_index(op.f("ix_send_back_waits_for"), "send_back", ["waits_for", "at"])


def _say_who_is_waited_for():
    """What is not answered waits for the unit; the unit's last answer says the rest."""
    last = "SELECT max(id) FROM send_back_answer GROUP BY line_id"
    answered = f"SELECT line_id FROM send_back_answer WHERE id IN ({last}) AND kind"
    op.execute(f"UPDATE send_back SET waits_for = 'warehouse' WHERE line_id IN ({answered} = 'disputed')")
    op.execute(f"UPDATE send_back SET waits_for = 'nobody' WHERE line_id IN ({answered} <> 'disputed')")


def downgrade():
    op.drop_index(op.f("ix_send_back_waits_for"), table_name="send_back")
    with op.batch_alter_table("send_back") as batch:
        batch.drop_column("waits_for")
    op.drop_table("send_back_reply")
    with op.batch_alter_table("line_photo") as batch:
        batch.drop_column("side")
