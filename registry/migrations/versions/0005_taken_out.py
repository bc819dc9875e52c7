"""A publication is taken out of an issue that is open, and in no other way; what was taken out is on record.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEEP_SNAPSHOT = """
create or replace function keep_snapshot() returns trigger language plpgsql as $$
declare
    gone text[];
    kept constant text[] := array['fields', 'salts'];
begin
    if tg_op = 'UPDATE' then
        select array_agg(field) into gone from redaction where snapshot_id = old.id;
        if gone is not null and new.fields = old.fields - gone and new.salts = old.salts - gone
            and to_jsonb(new) - kept = to_jsonb(old) - kept
        then
            return new;
        end if;
    {taken_out}
    end if;
    raise exception '% of % is refused: its rows are written once; record what is right as a new one', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$
"""

TAKEN_OUT = """
    else
        perform from issue where id = old.issue_id and status = 'open' for share;
        if found and exists (
            select from taken_out where dossier_id = old.dossier_id and ordinal = old.ordinal and root = old.root
        ) then
            return old;
        end if;
"""


def upgrade() -> None:
    op.create_table(
        "taken_out",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("taken_out_reason_check")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("taken_out_dossier_id_fkey")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("taken_out_issue_id_fkey")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("taken_out_event_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "ordinal", name=op.f("taken_out_pkey")),
    )
    op.execute(
        "create trigger taken_out_write_once before update or delete on taken_out "
        "for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger taken_out_not_truncated before truncate on taken_out "
        "for each statement execute function refuse_change()"
    )
    op.execute(KEEP_SNAPSHOT.replace("{taken_out}", TAKEN_OUT))


def downgrade() -> None:
    op.execute(KEEP_SNAPSHOT.replace("{taken_out}", ""))
    op.drop_table("taken_out")
