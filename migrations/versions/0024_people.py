"""Several units for one person, where somebody works, links for passwords, and what was done to an account

Revision ID: 0024_people
Revises: 0023_the_region_at_a_glance
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_people"
down_revision = "0023_the_region_at_a_glance"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.create_table(
        "units_users",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_units_users_user_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_units_users_unit_id_unit"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "unit_id", name=op.f("pk_units_users")),
    )
    op.execute(
        'INSERT INTO units_users (user_id, unit_id) SELECT id, unit_id FROM "user" WHERE unit_id IS NOT NULL'
    )
    for column in (
        sa.Column("usual_workplace", sa.String(length=40), nullable=True),
        sa.Column("last_seen_at", MOMENT, nullable=True),
        sa.Column("wants_link_since", MOMENT, nullable=True),
    ):
        op.add_column("user", column)
    op.add_column("sign_in", sa.Column("workplace", sa.String(length=40), nullable=True))
    op.create_table(
        "password_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_password_link_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_link")),
    )
    op.create_index(op.f("ix_password_link_user_id"), "password_link", ["user_id"])
    op.create_table(
        "account_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_account_event_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_event")),
    )
    op.create_index(op.f("ix_account_event_user_id"), "account_event", ["user_id"])


def downgrade():
    op.drop_table("account_event")
    op.drop_table("password_link")
    op.drop_column("sign_in", "workplace")
    for name in ("wants_link_since", "last_seen_at", "usual_workplace"):
        op.drop_column("user", name)
    op.drop_table("units_users")
