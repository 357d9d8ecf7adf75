"""What the night did, and photos that may lie elsewhere than in the database

Revision ID: 0031_nights
Revises: 0032_api_tokens
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_nights"
down_revision = "0032_api_tokens"
branch_labels = None
depends_on = None

WITH_PHOTOS = ("line_photo", "article_picture")


def upgrade():
    op.create_table(
        "night_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_s", sa.Float(), nullable=False),
        sa.Column("well", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("well_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_night_run")),
    )
    for table in WITH_PHOTOS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("jpeg", existing_type=sa.LargeBinary(), nullable=True)


def downgrade():
    """Photos that lie elsewhere have to be moved back first: `flask photos move database`."""
    for table in WITH_PHOTOS:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("jpeg", existing_type=sa.LargeBinary(), nullable=False)
    op.drop_table("night_run")
