"""Boxes of products that get a control step together, and products that are sent on to their supplier

Revision ID: 0018_boxes_and_sending_on
Revises: 0017_control_in_depth
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_boxes_and_sending_on"
down_revision = "0017_control_in_depth"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "step_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("opened_by", sa.String(length=255), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=255), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=255), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_because", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_box")),
    )
    op.create_index(op.f("ix_step_box_closed_at"), "step_box", ["closed_at"])
    op.create_table(
        "boxed_product",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("open_line_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["box_id"], ["step_box.id"], name=op.f("fk_boxed_product_box_id_step_box"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_boxed_product_line_id_line")),
        sa.ForeignKeyConstraint(
            ["open_line_id"], ["line.id"], name=op.f("fk_boxed_product_open_line_id_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boxed_product")),
        sa.UniqueConstraint("box_id", "line_id", name=op.f("uq_boxed_product_box_id_line_id")),
        sa.UniqueConstraint("open_line_id", name=op.f("uq_boxed_product_open_line_id")),
    )
    op.create_index(op.f("ix_boxed_product_line_id"), "boxed_product", ["line_id"])
    op.create_table(
        "sent_on",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_sent_on_line_id_line")),
        sa.ForeignKeyConstraint(["return_id"], ["return.id"], name=op.f("fk_sent_on_return_id_return")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_sent_on")),
        sa.UniqueConstraint("return_id", name=op.f("uq_sent_on_return_id")),
    )


def downgrade():
    op.drop_table("sent_on")
    op.drop_table("boxed_product")
    op.drop_table("step_box")
