"""How well labels were printed, by printer

Revision ID: 0042_print_looks
Revises: 0041_labels_seen
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_print_looks"
down_revision = "0041_labels_seen"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "print_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("printer_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("envelope", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grade", sa.Double(), nullable=False),
        sa.Column("wear", sa.Double(), nullable=False),
        sa.Column("contrast", sa.Double(), nullable=False),
        sa.Column("gain", sa.Double(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printer.id"], name=op.f("fk_print_look_printer_id_printer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_look")),
    )
    op.create_index(op.f("ix_print_look_printer_id"), "print_look", ["printer_id"])
    op.create_index(op.f("ix_print_look_subject"), "print_look", ["subject"])


def downgrade():
    op.drop_table("print_look")
