"""A line's id is used once: events outlive a product that is taken out of its return

Revision ID: 0021_line_ids_are_used_once
Revises: 0020_without_label
"""

from alembic import op

revision = "0021_line_ids_are_used_once"
down_revision = "0020_without_label"
branch_labels = None
depends_on = None


def upgrade():
    """PostgreSQL has never used an id twice. SQLite's table is made anew, and numbers on behind every id that an event
    knows."""
    if op.get_bind().dialect.name != "sqlite":
        return
    with op.batch_alter_table("line", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
        pass
    op.execute("DELETE FROM sqlite_sequence WHERE name = 'line'")
    op.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'line', max("
        "(SELECT coalesce(max(id), 0) FROM line), (SELECT coalesce(max(line_id), 0) FROM event))"
    )


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("line", recreate="always", table_kwargs={"sqlite_autoincrement": False}):
            pass
