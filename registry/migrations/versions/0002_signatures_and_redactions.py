"""The signatures of issues, and the one way in which a frozen field may go: by order, with its redaction on record.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WRITE_ONCE = ("issue_signature", "redaction")

ONE_MANIFEST = """
create function one_manifest() returns trigger language plpgsql as $$
begin
    perform from issue where id = new.issue_id for update;
    if exists (select from issue_signature where issue_id = new.issue_id and manifest <> new.manifest) then
        raise exception 'issue % is signed with another manifest: a published issue never changes', new.issue_id
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$
"""

KEEP_SNAPSHOT = """
create function keep_snapshot() returns trigger language plpgsql as $$
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
    end if;
    raise exception '% of % is refused: its rows are written once; record what is right as a new one', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$
"""

REDACT = """
create function redact_snapshot_field(of_snapshot bigint, of_field text, why text, who text, by_command uuid)
returns boolean language plpgsql as $$
declare
    held snapshot%rowtype;
begin
    select * into held from snapshot where id = of_snapshot for update;
    if not found or not held.digests ? of_field then
        raise exception 'snapshot % froze no field %', of_snapshot, of_field using errcode = 'no_data_found';
    end if;
    if not held.fields ? of_field then
        return false;
    end if;
    insert into redaction (snapshot_id, field, reason, actor, command_id, recorded_at)
        values (of_snapshot, of_field, why, who, by_command, clock_timestamp());
    update snapshot set fields = fields - of_field, salts = salts - of_field where id = of_snapshot;
    return true;
end $$
"""


def upgrade() -> None:
    op.create_table(
        "issue_signature",
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("manifest ~ '^[0-9a-f]{64}$'", name=op.f("issue_signature_manifest_check")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("issue_signature_issue_id_fkey")),
        sa.PrimaryKeyConstraint("issue_id", "key_id", name=op.f("issue_signature_pkey")),
    )
    op.create_table(
        "redaction",
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("redaction_reason_check")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("redaction_snapshot_id_fkey")),
        sa.PrimaryKeyConstraint("snapshot_id", "field", name=op.f("redaction_pkey")),
    )
    for statement in (ONE_MANIFEST, KEEP_SNAPSHOT, REDACT):
        op.execute(statement)
    for table in WRITE_ONCE:
        op.execute(
            f"create trigger {table}_write_once before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_not_truncated before truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(
        "create trigger issue_signature_one_manifest before insert on issue_signature "
        "for each row execute function one_manifest()"
    )
    op.execute("drop trigger snapshot_write_once on snapshot")
    op.execute(
        "create trigger snapshot_write_once before update or delete on snapshot "
        "for each row execute function keep_snapshot()"
    )


def downgrade() -> None:
    op.execute("drop trigger snapshot_write_once on snapshot")
    op.execute(
        "create trigger snapshot_write_once before update or delete on snapshot "
        "for each row execute function refuse_change()"
    )
    op.drop_table("redaction")
    op.drop_table("issue_signature")
    for function in ("redact_snapshot_field(bigint, text, text, text, uuid)", "keep_snapshot()", "one_manifest()"):
        op.execute(f"drop function {function}")
