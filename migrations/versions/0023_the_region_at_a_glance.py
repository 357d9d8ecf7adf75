"""What a product cost when it left the shelf or the unit, and what the region's figures take for granted

Revision ID: 0023_the_region_at_a_glance
Revises: 0021_line_ids_are_used_once
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_the_region_at_a_glance"
down_revision = "0021_line_ids_are_used_once"
branch_labels = None
depends_on = None


INDEXES = (
    ("ix_stock_item_reused", "stock_item", ["left_at", "article_id", "price"]),
    ("ix_supplier_handover_figures", "supplier_handover", ["at", "last_day", "article_id", "price"]),
    ("ix_line_received_at_packed_wrong_return_id", "line", ["received_at", "packed_wrong", "return_id"]),
    ("ix_return_destination_state", "return", ["destination", "state"]),
    ("ix_line_followed_up", "line", ["return_id", "received_at", "packed_wrong", "state"]),
)


def upgrade():
    """Products that have left already get the price that the register knows today. The index of the received products
    is made anew with the return in it."""
    op.create_table(
        "region_assumption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reuse_percent", sa.Integer(), nullable=False),
        sa.Column("handling_kronor", sa.Integer(), nullable=True),
        sa.Column("collect_days", sa.Integer(), nullable=True),
        sa.Column("rent_stops", sa.String(length=20), nullable=False),
        sa.Column("prices", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_assumption")),
    )
    op.create_table(
        "supplier_handover",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_supplier_handover_article_id_article")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["line.id"], name=op.f("fk_supplier_handover_line_id_line"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_supplier_handover")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    last_day = "json_extract(line.verdict_data, '$.last_day')" if is_sqlite else "(line.verdict_data->>'last_day')::date"
    op.execute(
        "INSERT INTO supplier_handover (line_id, at, last_day, article_id, price) "
        f"SELECT line.id, handover.at, {last_day}, line.article_id, device.price "
        'FROM handover JOIN "return" ON "return".id = handover.return_id JOIN line ON line.return_id = "return".id '
        "LEFT JOIN device ON device.id = line.device_id WHERE \"return\".destination = 'supplier'"
    )
    op.add_column("stock_item", sa.Column("price", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE stock_item SET price = (SELECT device.price FROM device WHERE device.id = stock_item.device_id) "
        "WHERE left_at IS NOT NULL"
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, unique=False)
    op.drop_index("ix_line_received_at_packed_wrong", table_name="line")
    on_desk = sa.text("arrived_at IS NOT NULL AND taken_in_at IS NULL")
    op.create_index(
        "ix_envelope_on_desk", "envelope", ["arrived_at"], sqlite_where=on_desk, postgresql_where=on_desk
    )


def downgrade():
    op.drop_index("ix_envelope_on_desk", table_name="envelope")
    op.create_index("ix_line_received_at_packed_wrong", "line", ["received_at", "packed_wrong"], unique=False)
    for name, table, _columns in INDEXES:
        op.drop_index(name, table_name=table)
    op.drop_column("stock_item", "price")
    op.drop_table("supplier_handover")
    op.drop_table("region_assumption")
