"""The office's workflow: actions that were taken, deadlines and proceedings of a file.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UTC = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "act",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("before", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", UTC, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint("undoes < ordinal", name=op.f("act_undoes_check")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("act_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "ordinal", name=op.f("act_pkey")),
    )
    op.create_index(op.f("act_dossier_id_undoes_idx"), "act", ["dossier_id", "undoes"], unique=True)
    op.execute("create trigger act_write_once before update or delete on act for each row execute function refuse_change()")
    op.execute(
        "create trigger act_no_truncate before truncate on act for each statement execute function refuse_change()"
    )
    op.create_table(
        "deadline",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('running', 'met', 'missed', 'void')", name=op.f("deadline_state_check")),
        sa.CheckConstraint("base <= due and due <= last", name=op.f("deadline_days_check")),
        sa.CheckConstraint("frozen_on is null or state = 'running'", name=op.f("deadline_frozen_check")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("deadline_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "ordinal", name=op.f("deadline_pkey")),
    )
    op.create_index(
        op.f("deadline_last_idx"),
        "deadline",
        ["last"],
        postgresql_where=sa.text("state = 'running' and frozen_on is null"),
    )
    op.create_table(
        "proceeding",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("proceeding_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "ordinal", name=op.f("proceeding_pkey")),
    )


    op.create_table(
        "request",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("form", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", UTC, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.CheckConstraint(
            "state in ('received', 'granted', 'refused', 'withdrawn')", name=op.f("request_state_check")
        ),
        sa.CheckConstraint("(state = 'received') = (decided_on is null)", name=op.f("request_decided_check")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("request_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("number", name=op.f("request_pkey")),
    )
    op.create_index(op.f("request_dossier_id_idx"), "request", ["dossier_id"])
    op.create_table(
        "letter",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("recorded_at", UTC, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("letter_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("number", name=op.f("letter_pkey")),
    )
    op.create_index(op.f("letter_dossier_id_act_idx"), "letter", ["dossier_id", "act"], unique=True)
    op.execute(
        "create trigger letter_write_once before update or delete on letter "
        "for each row execute function refuse_change()"
    )


def downgrade() -> None:
    for table in ("letter", "request", "proceeding", "deadline", "act"):
        op.drop_table(table)
