"""The reasons for sending back become a list that the region edits, and each send-back holds the words it was sent with

Revision ID: 0014_send_back_reasons
Revises: 0013_send_back_answers
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_send_back_reasons"
down_revision = "0013_send_back_answers"
branch_labels = None
depends_on = None

SEEDED = (
    (
        "incomplete",
        "Tillbehör, bruksanvisning eller originalförpackning saknas",
        "Leta fram det som saknas, eller beställ det. Packa produkten på nytt när allt är med.",
    ),
    ("damaged", "Produkten är skadad", "Skicka produkten till reparation, eller kassera den i WebSesam."),
    ("dirty", "Produkten är inte rengjord", "Rengör produkten. Packa den på nytt."),
    (
        "not_working",
        "Produkten fungerar inte",
        "Skicka produkten till reparation. Packa den på nytt när den fungerar.",
    ),
    (
        "wrong_serial",
        "Serienumret stämmer inte med Sesam",
        "Låt Stöd och Support rätta serienumret i Sesam. Packa produkten på nytt sedan.",
    ),
    (
        "not_handled",
        "Produkten hanteras inte av huvudlagret",
        "Behåll produkten, eller kassera den i WebSesam.",
    ),
    ("other", "Annat, se kommentaren", "Läs kommentaren. Ring huvudlagret om något är oklart."),
)
"""As the code had them until now."""

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
    "send_back", sa.column("line_id", sa.Integer), sa.column("reasons", sa.JSON), sa.column("told", sa.JSON)
)


def upgrade():
    op.create_table(
        "send_back_reason",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=120), nullable=False),
        sa.Column("what_to_do", sa.String(length=400), nullable=False),
        sa.Column("packing_fault", sa.Boolean(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_send_back_reason")),
    )
    op.bulk_insert(
        REASON,
        [
            {
                "code": code,
                "text": text,
                "what_to_do": what_to_do,
                "packing_fault": code != "other",
                "needs_note": code == "other",
                "position": position,
            }
            for position, (code, text, what_to_do) in enumerate(SEEDED, 1)
        ],
    )
    op.create_table(
        "send_back_reason_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code"], ["send_back_reason.code"], name=op.f("fk_send_back_reason_change_code_send_back_reason")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_back_reason_change")),
    )
    op.create_index(op.f("ix_send_back_reason_change_code"), "send_back_reason_change", ["code"])
    with op.batch_alter_table("send_back") as batch:
        batch.add_column(sa.Column("told", sa.JSON(), nullable=True))
    _tell_what_was_told()
    with op.batch_alter_table("send_back") as batch:
        batch.alter_column("told", existing_type=sa.JSON(), nullable=False)


def _tell_what_was_told():
    words = {code: [text, what_to_do] for code, text, what_to_do in SEEDED}
    connection = op.get_bind()
    rows = connection.execute(sa.select(SEND_BACK.c.line_id, SEND_BACK.c.reasons)).all()
    for line_id, reasons in rows:
        told = [words.get(code, [code, code]) for code in reasons]
        connection.execute(sa.update(SEND_BACK).where(SEND_BACK.c.line_id == line_id).values(told=told))


def downgrade():
    with op.batch_alter_table("send_back") as batch:
        batch.drop_column("told")
    op.drop_table("send_back_reason_change")
    op.drop_table("send_back_reason")
