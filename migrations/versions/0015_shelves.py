"""What stands on the shelves: deliveries leave with an event, shelves are counted, products are charged

Until now a product that the register showed as delivered was only left out when the stock was counted. Here each of
them leaves with an event of its own, as it does when an import shows it.

Revision ID: 0015_shelves
Revises: 0014_send_back_reasons
"""

import datetime

import sqlalchemy as sa
from alembic import op

revision = "0015_shelves"
down_revision = "0014_send_back_reasons"
branch_labels = None
depends_on = None

HERE = sa.text("left_at IS NULL")
INDEXES = {
    "ix_stock_item_here_shelf": ["shelf"],
    "ix_stock_item_here_age": ["available_at", "id"],
    "ix_stock_item_here_charge": ["charged_at"],
}

MOMENT = sa.DateTime(timezone=True)
ITEM = sa.table(
    "stock_item",
    sa.column("id", sa.Integer),
    sa.column("line_id", sa.Integer),
    sa.column("device_id", sa.Integer),
    sa.column("available_at", MOMENT),
    sa.column("left_by", sa.String),
    sa.column("left_at", MOMENT),
    sa.column("delivered_on", sa.Date),
    sa.column("placed_at", MOMENT),
    sa.column("charged_at", MOMENT),
)
DEVICE = sa.table("device", sa.column("id", sa.Integer), sa.column("delivery_date", sa.Date))
LINE = sa.table(
    "line",
    sa.column("id", sa.Integer),
    sa.column("return_id", sa.Integer),
    sa.column("article_id", sa.Integer),
    sa.column("serial_number", sa.String),
    sa.column("state", sa.String),
)
ARTICLE = sa.table("article", sa.column("id", sa.Integer), sa.column("name", sa.String))
STEP = sa.table(
    "control_step",
    sa.column("line_id", sa.Integer),
    sa.column("code", sa.String),
    sa.column("outcome", sa.String),
    sa.column("at", MOMENT),
)
EVENT = sa.table(
    "event",
    sa.column("return_id", sa.Integer),
    sa.column("line_id", sa.Integer),
    sa.column("actor", sa.String),
    sa.column("at", MOMENT),
    sa.column("what", sa.String),
    sa.column("product", sa.String),
    sa.column("before", sa.JSON),
    sa.column("after", sa.JSON),
)


def upgrade():
    with op.batch_alter_table("stock_item") as batch:
        batch.add_column(sa.Column("delivered_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("missing_by", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("missing_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("placed_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("charged_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("charged_by", sa.String(length=255), nullable=True))
        batch.add_column(sa.Column("charged_before", MOMENT, nullable=True))
    _say_since_when()
    with op.batch_alter_table("stock_item") as batch:
        batch.alter_column("placed_at", existing_type=MOMENT, nullable=False)
        batch.alter_column("charged_at", existing_type=MOMENT, nullable=False)
    for name, columns in INDEXES.items():
        op.create_index(name, "stock_item", columns, sqlite_where=HERE, postgresql_where=HERE)
    _let_delivered_leave()
    op.create_table(
        "stocktake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("open_shelf", sa.String(length=40), nullable=True),
        sa.Column("started_by", sa.String(length=255), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_by", sa.String(length=255), nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("open_shelf", name=op.f("uq_stocktake_open_shelf")),
    )
    op.create_index(op.f("ix_stocktake_shelf"), "stocktake", ["shelf"])
    op.create_index(op.f("ix_stocktake_finished_at"), "stocktake", ["finished_at"])
    op.create_table(
        "counted_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=20), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["stocktake_id"],
            ["stocktake.id"],
            name=op.f("fk_counted_product_stocktake_id_stocktake"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["stock_item.id"], name=op.f("fk_counted_product_item_id_stock_item")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_counted_product_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_counted_product_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counted_product")),
        sa.UniqueConstraint("stocktake_id", "key", name=op.f("uq_counted_product_stocktake_id_key")),
    )
    op.create_index(op.f("ix_counted_product_item_id"), "counted_product", ["item_id"])


def _say_since_when():
    """A product is taken to have stood on its shelf since it came into stock, and to have been charged in its
    control."""
    charged = (
        sa.select(sa.func.max(STEP.c.at))
        .where(STEP.c.line_id == ITEM.c.line_id, STEP.c.code == "charge", STEP.c.outcome == "done")
        .scalar_subquery()
    )
    op.execute(
        ITEM.update().values(
            placed_at=ITEM.c.available_at, charged_at=sa.func.coalesce(charged, ITEM.c.available_at)
        )
    )


def _let_delivered_leave():
    connection, now = op.get_bind(), datetime.datetime.now(datetime.UTC)
    rows = connection.execute(
        sa.select(
            ITEM.c.id, ITEM.c.available_at, DEVICE.c.delivery_date,
            LINE.c.id.label("line"), LINE.c.return_id, LINE.c.serial_number, ARTICLE.c.name,
        )
        .join(DEVICE, DEVICE.c.id == ITEM.c.device_id)
        .join(LINE, LINE.c.id == ITEM.c.line_id)
        .outerjoin(ARTICLE, ARTICLE.c.id == LINE.c.article_id)
        .where(ITEM.c.left_at.is_(None), DEVICE.c.delivery_date >= sa.func.date(ITEM.c.available_at))
    ).all()  # fmt: skip
    for row in rows:
        available_at = row.available_at
        if available_at.tzinfo is not None:
            available_at = available_at.astimezone(datetime.UTC)
        if row.delivery_date <= available_at.date():
            continue
        left = {"left_by": "import", "left_at": now, "delivered_on": row.delivery_date}
        connection.execute(ITEM.update().where(ITEM.c.id == row.id).values(left))
        connection.execute(LINE.update().where(LINE.c.id == row.line).values(state="left_stock"))
        connection.execute(
            EVENT.insert().values(
                return_id=row.return_id,
                line_id=row.line,
                actor="import",
                at=now,
                what="delivered",
                product=" ".join(part for part in (row.name, row.serial_number) if part) or None,
                before=None,
                after={"delivery_date": row.delivery_date.isoformat()},
            )
        )


def downgrade():
    op.drop_table("counted_product")
    op.drop_table("stocktake")
    for name in INDEXES:
        op.drop_index(name, "stock_item")
    with op.batch_alter_table("stock_item") as batch:
        for name in (
            "charged_before", "charged_by", "charged_at", "placed_at", "missing_at", "missing_by", "delivered_on",
        ):  # fmt: skip
            batch.drop_column(name)
