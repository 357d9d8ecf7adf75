"""Settings that an administrator changes on a page, with their history

Revision ID: 0036_region_settings
Revises: 0030_second_factor
"""

import sqlalchemy as sa
from alembic import op

revision = "0036_region_settings"
down_revision = "0030_second_factor"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "region_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_setting")),
    )
    op.create_index(op.f("ix_region_setting_name"), "region_setting", ["name"], unique=False)


def downgrade():
    op.drop_index(op.f("ix_region_setting_name"), table_name="region_setting")
    op.drop_table("region_setting")
