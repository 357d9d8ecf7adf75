"""Control steps are corrected by further rows, decisions are for one verdict, and steps can be bypassed

Revision ID: 0017_control_in_depth
Revises: 0016_send_back_threads
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_control_in_depth"
down_revision = "0016_send_back_threads"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("article") as batch:
        batch.add_column(sa.Column("uvc_minutes", sa.Integer(), nullable=True))
    with op.batch_alter_table("control_step") as batch:
        batch.drop_constraint(batch.f("uq_control_step_line_id_code"), type_="unique")
        batch.create_index(batch.f("ix_control_step_line_id"), ["line_id"])
    with op.batch_alter_table("decision") as batch:
        batch.drop_constraint(batch.f("pk_decision"), type_="primary")
        batch.create_primary_key(batch.f("pk_decision"), ["line_id", "verdict"])
    op.create_table(
        "control_bypass",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["control.line_id"], name=op.f("fk_control_bypass_line_id_control")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_control_bypass")),
    )
    op.create_table(
        "sesam_wait",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("scanned", sa.String(length=80), nullable=False),
        sa.Column("reported_by", sa.String(length=255), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_by", sa.String(length=255), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_sesam_wait_line_id_line")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_sesam_wait")),
    )
    op.create_table(
        "deciding_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.String(length=255), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.String(length=255), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_deciding_right_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deciding_right")),
    )
    op.create_index(op.f("ix_deciding_right_user_id"), "deciding_right", ["user_id"])


def downgrade():
    op.drop_table("deciding_right")
    op.drop_table("sesam_wait")
    op.drop_table("control_bypass")
    decision, step = sa.table("decision", *map(sa.column, ("line_id", "verdict", "at"))), sa.table(
        "control_step", *map(sa.column, ("id", "line_id", "code"))
    )
    later = decision.alias()
    op.execute(
        sa.delete(decision).where(
            sa.exists().where(later.c.line_id == decision.c.line_id, later.c.at > decision.c.at)
        )
    )
    newest = sa.select(sa.func.max(step.c.id)).group_by(step.c.line_id, step.c.code)
    op.execute(sa.delete(step).where(step.c.id.not_in(newest)))
    with op.batch_alter_table("decision") as batch:
        batch.drop_constraint(batch.f("pk_decision"), type_="primary")
        batch.create_primary_key(batch.f("pk_decision"), ["line_id"])
    with op.batch_alter_table("control_step") as batch:
        batch.drop_index(batch.f("ix_control_step_line_id"))
        batch.create_unique_constraint(batch.f("uq_control_step_line_id_code"), ["line_id", "code"])
    op.drop_column("article", "uvc_minutes")  # in place: other tables refer to this one
