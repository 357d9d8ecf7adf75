"""Photos of lines and of boxes, what is missing, and what was said about the envelopes

Revision ID: 0002_photos
Revises: 0001
Create Date: 2026-11-25 01:25:00

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = "0002_photos"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('line_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('jpeg', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('actor', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['line.id'], name=op.f('fk_line_photo_line_id_line'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_photo'))
    )
    with op.batch_alter_table('line_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_line_photo_line_id'), ['line_id'], unique=False)

    op.create_table('article_picture',
    sa.Column('article_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('jpeg', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('actor', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['article_id'], ['article.id'], name=op.f('fk_article_picture_article_id_article'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('article_id', name=op.f('pk_article_picture'))
    )
    with op.batch_alter_table('checklist_answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('note', sa.String(length=300), nullable=True))

    with op.batch_alter_table('sealing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('envelopes', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('thick', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('lithium', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade():
    with op.batch_alter_table('sealing', schema=None) as batch_op:
        batch_op.drop_column('lithium')
        batch_op.drop_column('thick')
        batch_op.drop_column('envelopes')

    with op.batch_alter_table('checklist_answer', schema=None) as batch_op:
        batch_op.drop_column('note')

    op.drop_table('article_picture')
    with op.batch_alter_table('line_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_line_photo_line_id'))

    op.drop_table('line_photo')
