"""Each envelope of a return by itself

Revision ID: 0010_envelopes
Revises: 0009_events_name_the_product
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_envelopes"
down_revision = "0009_events_name_the_product"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade():
    op.create_table(
        "envelope",
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arrived_by", sa.String(length=255), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_in_by", sa.String(length=255), nullable=True),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["return_id"], ["return.id"], name=op.f("fk_envelope_return_id_return"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("return_id", "number", name=op.f("pk_envelope")),
    )
    op.create_index(op.f("ix_envelope_arrived_at"), "envelope", ["arrived_at"])
    _envelopes_of_what_is_sealed()


def _envelopes_of_what_is_sealed():
    """A return whose receipt was finished had all its envelopes; of the others nobody said which one had come."""
    moment = sa.DateTime(timezone=True)
    sealing = sa.table("sealing", sa.column("return_id", sa.Integer), sa.column("envelopes", sa.Integer))
    receipt = sa.table(
        "receipt",
        sa.column("return_id", sa.Integer),
        sa.column("finished_by", sa.String),
        sa.column("finished_at", moment),
    )
    envelope = sa.table(
        "envelope",
        *(sa.column(name, sa.Integer) for name in ("return_id", "number")),
        *(sa.column(name, sa.String) for name in ("arrived_by", "taken_in_by")),
        *(sa.column(name, moment) for name in ("arrived_at", "taken_in_at")),
    )
    asked = sa.select(
        sealing.c.return_id, sealing.c.envelopes, receipt.c.finished_by, receipt.c.finished_at
    ).select_from(sealing.outerjoin(receipt, receipt.c.return_id == sealing.c.return_id))
    rows = [
        {
            "return_id": return_id,
            "number": number + 1,
            "arrived_by": who,
            "arrived_at": when,
            "taken_in_by": who,
            "taken_in_at": when,
        }
        for return_id, count, who, when in op.get_bind().execute(asked).all()
        for number in range(count)
    ]
    for start in range(0, len(rows), AT_ONCE):
        op.get_bind().execute(envelope.insert(), rows[start : start + AT_ONCE])


def downgrade():
    op.drop_table("envelope")
