"""Stakeholders: applicants, owners and agents, their trace, who may be the same, and what merges did to files.

Never edit a migration that was released: write the next one.
"""

from typing import Any

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

UTC = postgresql.TIMESTAMP(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
NOW = sa.text("clock_timestamp()")

# All identifiers of the one whose identifier this is: their own, and those of whom they were merged with.
IDENTIFIERS = """
create function identifiers_of(asked text) returns text[] stable strict language sql as $$
    with recursive up(number, into_) as (
        select number, merged_into from stakeholder where identifiers @> array[asked]
        union
        select s.number, s.merged_into from up join stakeholder s on s.number = up.into_
    ), down(number) as (
        select number from up where into_ is null
        union
        select s.number from down join stakeholder s on s.merged_into = down.number
    )
    select array(
        select asked
        union
        select unnest(s.identifiers) from down join stakeholder s on s.number = down.number
    )
$$
"""

KEEP_STEP = """
create function keep_stakeholder_step() returns trigger language plpgsql as $$
begin
    if new.before is null and new.after is null
        and to_jsonb(new) - '{before,after}'::text[] = to_jsonb(old) - '{before,after}'::text[]
        and exists (select from stakeholder where number = old.stakeholder and redacted_at is not null)
    then
        return new;
    end if;
    raise exception 'UPDATE of stakeholder_step is refused: its rows are written once; record what is right as a new one'
        using errcode = 'integrity_constraint_violation';
end $$
"""


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def texts(name: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), nullable=False)


def key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"{table}_{column}_fkey"))


def upgrade() -> None:
    op.create_table(
        "stakeholder",
        text("number"),
        sa.Column("version", sa.Integer(), nullable=False),
        text("state"),
        text("merged_into", null=True),
        text("name"),
        texts("other_names"),
        text("nature", null=True),
        text("gender", null=True),
        text("nationality", null=True),
        sa.Column("address", JSON, nullable=True),
        text("email", null=True),
        text("phone", null=True),
        text("language", null=True),
        text("agent_number", null=True),
        sa.Column("agent_from", sa.Date(), nullable=True),
        sa.Column("agent_until", sa.Date(), nullable=True),
        text("appointment", null=True),
        texts("identifiers"),
        text("normal"),
        texts("words"),
        texts("blocks"),
        sa.Column("redacted_at", UTC, nullable=True),
        sa.CheckConstraint("state in ('active', 'ended', 'merged')", name=op.f("stakeholder_state_check")),
        sa.CheckConstraint("(state = 'merged') = (merged_into is not null)", name=op.f("stakeholder_merged_check")),
        sa.CheckConstraint("redacted_at is null or state <> 'active'", name=op.f("stakeholder_redacted_check")),
        key("stakeholder", "appointment", "document.digest"),
        key("stakeholder", "merged_into", "stakeholder.number"),
        sa.PrimaryKeyConstraint("number", name=op.f("stakeholder_pkey")),
        sa.UniqueConstraint("agent_number", name=op.f("stakeholder_agent_number_key")),
    )
    for column in ("identifiers", "words", "blocks"):
        op.create_index(f"stakeholder_{column}_idx", "stakeholder", [column], postgresql_using="gin")
    op.create_index(
        "stakeholder_normal_idx", "stakeholder", ["normal"], postgresql_ops={"normal": "text_pattern_ops"}
    )
    op.create_index("stakeholder_email_idx", "stakeholder", [sa.text("lower(email)")])
    op.create_index(op.f("stakeholder_merged_into_idx"), "stakeholder", ["merged_into"])
    op.create_table(
        "stakeholder_step",
        text("stakeholder"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        text("what"),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        text("reason", null=True),
        text("actor"),
        sa.Column("command_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", UTC, server_default=NOW, nullable=False),
        key("stakeholder_step", "stakeholder", "stakeholder.number"),
        sa.PrimaryKeyConstraint("stakeholder", "ordinal", name=op.f("stakeholder_step_pkey")),
        sa.UniqueConstraint("command_id", "stakeholder", name=op.f("stakeholder_step_command_id_stakeholder_key")),
    )
    op.create_table(
        "stakeholder_pair",
        text("one"),
        text("other"),
        sa.Column("points", sa.Integer(), nullable=False),
        texts("reasons"),
        text("state"),
        text("reason", null=True),
        text("actor", null=True),
        sa.Column("found_at", UTC, nullable=False),
        sa.Column("decided_at", UTC, nullable=True),
        sa.CheckConstraint("one < other", name=op.f("stakeholder_pair_order_check")),
        sa.CheckConstraint("state in ('open', 'distinct')", name=op.f("stakeholder_pair_state_check")),
        key("stakeholder_pair", "one", "stakeholder.number"),
        key("stakeholder_pair", "other", "stakeholder.number"),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("stakeholder_pair_pkey")),
    )
    op.create_index(op.f("stakeholder_pair_other_idx"), "stakeholder_pair", ["other"])
    op.create_index(op.f("stakeholder_pair_state_points_idx"), "stakeholder_pair", ["state", "points"])
    op.create_table(
        "stakeholder_merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        text("gone"),
        text("kept"),
        text("state"),
        text("actor"),
        text("reason", null=True),
        sa.Column("begun_at", UTC, server_default=NOW, nullable=False),
        sa.CheckConstraint(
            "state in ('going-on', 'done', 'undoing', 'undone')", name=op.f("stakeholder_merge_state_check")
        ),
        key("stakeholder_merge", "gone", "stakeholder.number"),
        key("stakeholder_merge", "kept", "stakeholder.number"),
        sa.PrimaryKeyConstraint("id", name=op.f("stakeholder_merge_pkey")),
    )
    op.create_index(op.f("stakeholder_merge_gone_idx"), "stakeholder_merge", ["gone"])
    op.create_index(op.f("stakeholder_merge_kept_idx"), "stakeholder_merge", ["kept"])
    op.create_table(
        "stakeholder_merged_party",
        sa.Column("merge", sa.BigInteger(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        text("role"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        text("before"),
        text("after"),
        text("state"),
        text("said", null=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('changed', 'refused', 'restored', 'left')", name=op.f("stakeholder_merged_party_state_check")
        ),
        key("stakeholder_merged_party", "dossier_id", "dossier.id"),
        key("stakeholder_merged_party", "merge", "stakeholder_merge.id"),
        sa.PrimaryKeyConstraint(
            "merge", "dossier_id", "role", "sequence", name=op.f("stakeholder_merged_party_pkey")
        ),
    )
    op.execute(IDENTIFIERS)
    op.execute(KEEP_STEP)
    op.execute(
        "create trigger stakeholder_step_write_once before update on stakeholder_step "
        "for each row execute function keep_stakeholder_step()"
    )
    for table in ("stakeholder", "stakeholder_step"):
        op.execute(
            f"create trigger {table}_kept before delete on {table} for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_no_truncate before truncate on {table} "
            "for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    op.execute("drop function identifiers_of(text)")
    for table in (
        "stakeholder_merged_party",
        "stakeholder_merge",
        "stakeholder_pair",
        "stakeholder_step",
        "stakeholder",
    ):
        op.drop_table(table)
    op.execute("drop function keep_stakeholder_step()")
