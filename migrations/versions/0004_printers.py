"""Printers with their profiles, and the queue of what waits for them

Revision ID: 0004_printers
Revises: 0003_imports
Create Date: 2026-11-25 01:32:58.088963

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = "0004_printers"
down_revision = "0003_imports"
branch_labels = None
depends_on = None


def upgrade():

    op.create_table('printer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('paper', sa.String(length=20), nullable=False),
    sa.Column('dpi', sa.Integer(), nullable=False),
    sa.Column('offset_x', sa.Double(), nullable=False),
    sa.Column('offset_y', sa.Double(), nullable=False),
    sa.Column('scale_x', sa.Double(), nullable=False),
    sa.Column('scale_y', sa.Double(), nullable=False),
    sa.Column('rotation', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('measured_by', sa.String(length=255), nullable=True),
    sa.Column('measured_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_by', sa.String(length=255), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('worker', sa.String(length=80), nullable=True),
    sa.Column('free_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_printer_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_printer')),
    sa.UniqueConstraint('name', name=op.f('uq_printer_name'))
    )
    with op.batch_alter_table('printer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_printer_unit_id'), ['unit_id'], unique=False)

    op.create_table('print_job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('printer_id', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=80), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('format', sa.String(length=20), nullable=False),
    sa.Column('added_by', sa.String(length=255), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('reason', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['printer_id'], ['printer.id'], name=op.f('fk_print_job_printer_id_printer')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_print_job_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_print_job'))
    )
    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.create_index('ix_print_job_printer_id_state', ['printer_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_print_job_subject'), ['subject'], unique=False)
        batch_op.create_index(batch_op.f('ix_print_job_unit_id'), ['unit_id'], unique=False)




def downgrade():

    with op.batch_alter_table('print_job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_print_job_unit_id'))
        batch_op.drop_index(batch_op.f('ix_print_job_subject'))
        batch_op.drop_index('ix_print_job_printer_id_state')

    op.drop_table('print_job')
    with op.batch_alter_table('printer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_printer_unit_id'))

    op.drop_table('printer')

