"""The register's first tables, the triggers that keep its past as it was, and the roles.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WRITE_ONCE = ("fact", "event", "snapshot", "command", "document")

REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% of % is refused: its rows are written once; record what is right as a new one', tg_op, tg_table_name
        using errcode = 'integrity_constraint_violation';
end $$
"""

ISSUE = """
create function keep_issue() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'issue % is refused to be deleted: its number was announced', old.id
            using errcode = 'integrity_constraint_violation';
    end if;
    if new.id <> old.id or new.date <> old.date or new.opened_at <> old.opened_at
       or (old.status <> 'open' and (new.closing is distinct from old.closing
           or new.closed_sequence is distinct from old.closed_sequence or new.closed_at is distinct from old.closed_at))
       or (old.status, new.status) not in (('open', 'open'), ('open', 'closed'), ('closed', 'closed'),
                                           ('closed', 'published'), ('published', 'published'))
    then
        raise exception 'issue % is %: what it holds is frozen', old.id, old.status
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$
"""

NOTIFY = """
create function tell_outbox() returns trigger language plpgsql as $$
begin
    perform pg_notify('blazon_outbox', '');
    return null;
end $$
"""


def upgrade() -> None:
    op.create_table(
        "command",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("command_pkey")),
    )
    op.create_table(
        "document",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("document_pkey")),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("registration_number", sa.Text(), nullable=True),
        sa.Column("filing_date", sa.Date(), nullable=True),
        sa.Column("registration_date", sa.Date(), nullable=True),
        sa.Column("expiry_date", sa.Date(), nullable=True),
        sa.Column("status_group", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("record", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("deleted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("kind in ('tm', 'pt', 'ds')", name=op.f("dossier_kind_check")),
        sa.CheckConstraint("(record is null) = (deleted_at is not null)", name=op.f("dossier_tombstone_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("dossier_pkey")),
        sa.UniqueConstraint("office", "kind", "number", name=op.f("dossier_office_kind_number_key")),
    )
    op.create_index(op.f("dossier_number_idx"), "dossier", ["number"], unique=False)
    op.create_index(
        op.f("dossier_registration_number_idx"),
        "dossier",
        ["registration_number"],
        unique=False,
        postgresql_using="hash",
    )
    op.create_index(op.f("dossier_sequence_idx"), "dossier", ["sequence"], unique=False)
    op.create_table(
        "issue",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("opened_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_sequence", sa.BigInteger(), nullable=True),
        sa.Column("closing", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("published_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint("(status = 'open') = (closing is null)", name=op.f("issue_closing_check")),
        sa.CheckConstraint("status in ('open', 'closed', 'published')", name=op.f("issue_status_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("issue_pkey")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("claimed_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_aside_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        postgresql_with={
            "fillfactor": "70",
            "autovacuum_vacuum_scale_factor": "0",
            "autovacuum_vacuum_threshold": "5000",
        },
    )
    op.create_index(op.f("outbox_dossier_id_idx"), "outbox", ["dossier_id"], unique=False)
    op.create_table(
        "series",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", "kind", "purpose", "year", name=op.f("series_pkey")),
    )
    op.create_table(
        "timeline",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("timeline_pkey")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("standard_code", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("event_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("event_pkey")),
    )
    op.create_index(op.f("event_dossier_id_idx"), "event", ["dossier_id"], unique=False)
    op.create_table(
        "fact",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("value", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.CheckConstraint("audience in ('public', 'parties', 'staff', 'secret')", name=op.f("fact_audience_check")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fact_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", "field", "item", "version", name=op.f("fact_pkey")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("fields", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("salts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("digests", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("snapshot_dossier_id_fkey")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("snapshot_event_id_fkey")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("snapshot_issue_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("snapshot_pkey")),
        sa.UniqueConstraint("dossier_id", "ordinal", name=op.f("snapshot_dossier_id_ordinal_key")),
    )
    op.create_index(op.f("snapshot_issue_id_idx"), "snapshot", ["issue_id"], unique=False)
    for statement in (REFUSE, ISSUE, NOTIFY):
        op.execute(statement)
    for table in WRITE_ONCE:
        op.execute(
            f"create trigger {table}_write_once before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
    for table in WRITE_ONCE:
        op.execute(
            f"create trigger {table}_not_truncated before truncate on {table} "
            "for each statement execute function refuse_change()"
        )
    op.execute(
        "create trigger issue_frozen before update or delete on issue for each row execute function keep_issue()"
    )
    op.execute("create trigger dossier_kept before delete on dossier for each row execute function refuse_change()")
    op.execute("create trigger outbox_notify after insert on outbox for each statement execute function tell_outbox()")


def downgrade() -> None:
    op.drop_index(op.f("snapshot_issue_id_idx"), table_name="snapshot")
    op.drop_table("snapshot")
    op.drop_table("fact")
    op.drop_index(op.f("event_dossier_id_idx"), table_name="event")
    op.drop_table("event")
    op.drop_table("timeline")
    op.drop_table("series")
    op.drop_index(op.f("outbox_dossier_id_idx"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("issue")
    op.drop_index(op.f("dossier_sequence_idx"), table_name="dossier")
    op.drop_index(op.f("dossier_number_idx"), table_name="dossier")
    op.drop_index(op.f("dossier_registration_number_idx"), table_name="dossier", postgresql_using="hash")
    op.drop_table("dossier")
    op.drop_table("document")
    op.drop_table("command")
    for function in ("refuse_change", "keep_issue", "tell_outbox"):
        op.execute(f"drop function {function}()")
