"""What was packed wrong is noted with the product, the units' contact log, and indexes for the homes' figures

Revision ID: 0019_follow_up
Revises: 0018_boxes_and_sending_on
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_follow_up"
down_revision = "0018_boxes_and_sending_on"
branch_labels = None
depends_on = None

NEW_REASONS = (
    (
        "damaged_in_transport",
        "Produkten skadades i transporten",
        "Anmäl skadan till transportören. Skicka produkten till reparation, eller kassera den i WebSesam.",
    ),
    (
        "supplier_fault",
        "Felet kommer från leverantören",
        "Reklamera produkten hos leverantören.",
    ),
)
"""Two reasons that are no fault of the packing."""

REASON = sa.table(
    "send_back_reason",
    sa.column("code", sa.String),
    sa.column("text", sa.String),
    sa.column("what_to_do", sa.String),
    sa.column("packing_fault", sa.Boolean),
    sa.column("needs_note", sa.Boolean),
    sa.column("position", sa.Integer),
)
SEND_BACK = sa.table(
    "send_back",
    sa.column("line_id", sa.Integer),
    sa.column("reasons", sa.JSON),
    sa.column("packing_faults", sa.JSON),
)
LINE = sa.table(
    "line",
    sa.column("id", sa.Integer),
    sa.column("announced", sa.Boolean),
    sa.column("packed_wrong", sa.Boolean),
)
INDEXES = (
    ("line", ["received_at", "packed_wrong"]),
    ("send_back", ["at"]),
    ("stock_item", ["available_at"]),
    ("handover", ["at"]),
    ("receipt", ["finished_at"]),
)


def upgrade():
    with op.batch_alter_table("line") as batch:
        batch.add_column(sa.Column("packed_wrong", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("send_back") as batch:
        batch.add_column(sa.Column("packing_faults", sa.JSON(), server_default="[]", nullable=False))
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    op.create_table(
        "unit_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("spoke_with", sa.String(length=120), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=255), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_contact_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_contact")),
    )
    op.create_index(op.f("ix_unit_contact_unit_id"), "unit_contact", ["unit_id"])
    op.create_index(op.f("ix_unit_contact_follow_up_on"), "unit_contact", ["follow_up_on"])
    _add_reasons()
    _note_what_was_packed_wrong()


def _add_reasons():
    connection = op.get_bind()
    last = connection.scalar(sa.select(sa.func.max(REASON.c.position))) or 0
    for number, (code, text, what_to_do) in enumerate(NEW_REASONS, 1):
        connection.execute(
            sa.insert(REASON).values(
                code=code,
                text=text,
                what_to_do=what_to_do,
                packing_fault=False,
                needs_note=False,
                position=last + number,
            )
        )


def _note_what_was_packed_wrong():
    """What the reasons say now holds for what was sent back before."""
    connection = op.get_bind()
    connection.execute(sa.update(LINE).where(LINE.c.announced.is_(False)).values(packed_wrong=True))
    faults = set(connection.scalars(sa.select(REASON.c.code).where(REASON.c.packing_fault.is_(True))))
    for line_id, reasons in connection.execute(sa.select(SEND_BACK.c.line_id, SEND_BACK.c.reasons)).all():
        found = [code for code in reasons if code in faults]
        if found:
            connection.execute(
                sa.update(SEND_BACK).where(SEND_BACK.c.line_id == line_id).values(packing_faults=found)
            )
            connection.execute(sa.update(LINE).where(LINE.c.id == line_id).values(packed_wrong=True))


def downgrade():
    op.drop_table("unit_contact")
    for table, columns in INDEXES:
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table)
    with op.batch_alter_table("send_back") as batch:
        batch.drop_column("packing_faults")
    with op.batch_alter_table("line") as batch:
        batch.drop_column("packed_wrong")
    op.execute(sa.text("DELETE FROM send_back_reason WHERE code IN ('damaged_in_transport', 'supplier_fault')"))
