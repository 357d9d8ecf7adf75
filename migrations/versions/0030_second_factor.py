"""More than a password: one-time codes from an app, recovery codes, passkeys

Revision ID: 0030_second_factor
Revises: 0029_region_sign_in
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_second_factor"
down_revision = "0029_region_sign_in"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    op.add_column("user", sa.Column("code_secret", sa.String(length=255), nullable=True))
    op.add_column("user", sa.Column("code_counter", sa.BigInteger(), nullable=True))
    op.add_column("user", sa.Column("code_since", MOMENT, nullable=True))
    op.add_column("user", sa.Column("wrong_codes", sa.Integer(), server_default="0", nullable=False))
    for name in ("waits_for_code", "proved_twice"):
        op.add_column("sign_in", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential_id", sa.String(length=1364), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])


def downgrade():
    op.drop_table("passkey")
    op.drop_table("recovery_code")
    for name in ("proved_twice", "waits_for_code"):
        op.drop_column("sign_in", name)
    for name in ("wrong_codes", "code_since", "code_counter", "code_secret"):
        op.drop_column("user", name)
