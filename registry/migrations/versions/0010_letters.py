"""Letters approved, issued and sent: their steps, deliveries, e-mails, reminders, and documents that were taken in.

Letters written before are issued: nothing of them waits for anybody.

Never edit a migration that was released: write the next one.
"""

from typing import Any

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UTC = postgresql.TIMESTAMP(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
STATES = (
    "'queued', 'claimed', 'begun', 'uncertain', 'sent', 'failed', 'available', 'posted', 'delivered', 'returned'"
)
ONCE = ("letter_step", "delivery_step", "email", "reminder", "incoming")  # their rows are never changed


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=null)


def recorded() -> sa.Column[Any]:
    return sa.Column("recorded_at", UTC, server_default=sa.text("clock_timestamp()"), nullable=False)


def key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"{table}_{column}_fkey"))


def upgrade() -> None:
    op.add_column("act", text("answers", null=True))
    op.create_foreign_key(op.f("act_answers_fkey"), "act", "letter", ["answers"], ["number"])
    op.create_table(
        "letter_step",
        text("letter"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        text("step"),
        text("digest"),
        sa.Column("approvals", JSON, nullable=True),
        text("role", null=True),
        text("actor"),
        text("reason", null=True),
        recorded(),
        sa.CheckConstraint(
            "step in ('drafted', 'approved', 'refused', 'issued')", name=op.f("letter_step_step_check")
        ),
        key("letter_step", "letter", "letter.number"),
        sa.PrimaryKeyConstraint("letter", "ordinal", name=op.f("letter_step_pkey")),
    )
    op.execute("""
        insert into letter_step (letter, ordinal, step, digest, approvals, actor, reason, recorded_at)
        select number, ordinal, step, digest, case step when 'drafted' then '{"steps": []}'::jsonb end, 'letters',
            case step when 'issued' then 'written before letters were sent from here' end, recorded_at
        from letter cross join (values (1, 'drafted'), (2, 'issued')) as done (ordinal, step)
    """)
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        text("about"),
        text("letter", null=True),
        text("way"),
        text("recipient"),
        text("address"),
        text("subject"),
        text("body"),
        text("digest", null=True),
        text("state"),
        sa.Column("tries", sa.Integer(), nullable=False),
        text("message_id", null=True),
        text("tracking", null=True),
        sa.Column("queued_at", UTC, nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.CheckConstraint("way in ('portal', 'email', 'post')", name=op.f("delivery_way_check")),
        sa.CheckConstraint(f"state in ({STATES})", name=op.f("delivery_state_check")),
        key("delivery", "dossier_id", "dossier.id"),
        key("delivery", "letter", "letter.number"),
        sa.PrimaryKeyConstraint("id", name=op.f("delivery_pkey")),
        sa.UniqueConstraint("about", "way", "address", name=op.f("delivery_about_way_address_key")),
    )
    op.create_index(
        op.f("delivery_due_at_idx"),
        "delivery",
        ["due_at"],
        postgresql_where=sa.text("state = 'queued' and way = 'email'"),
    )
    op.create_index(op.f("delivery_dossier_id_idx"), "delivery", ["dossier_id"])
    op.create_table(
        "delivery_step",
        sa.Column("delivery", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        text("state"),
        sa.Column("day", sa.Date(), nullable=False),
        text("said", null=True),
        text("actor"),
        recorded(),
        key("delivery_step", "delivery", "delivery.id"),
        sa.PrimaryKeyConstraint("delivery", "ordinal", name=op.f("delivery_step_pkey")),
    )
    op.create_table(
        "email",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        text("direction"),
        text("message_id"),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        text("letter", null=True),
        sa.Column("delivery", sa.BigInteger(), nullable=True),
        text("sender"),
        text("recipients"),
        text("subject"),
        sa.Column("headers", JSON, nullable=False),
        text("digest"),
        sa.Column("size", sa.Integer(), nullable=False),
        recorded(),
        sa.CheckConstraint("direction in ('out', 'in')", name=op.f("email_direction_check")),
        key("email", "delivery", "delivery.id"),
        key("email", "dossier_id", "dossier.id"),
        key("email", "letter", "letter.number"),
        sa.PrimaryKeyConstraint("id", name=op.f("email_pkey")),
        sa.UniqueConstraint("direction", "message_id", name=op.f("email_direction_message_id_key")),
    )
    op.create_index(op.f("email_dossier_id_idx"), "email", ["dossier_id"])
    op.create_table(
        "reminder",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.BigInteger(), nullable=True),
        recorded(),
        key("reminder", "delivery", "delivery.id"),
        key("reminder", "dossier_id", "dossier.id"),
        sa.PrimaryKeyConstraint("dossier_id", "deadline", "due", "days", name=op.f("reminder_pkey")),
    )
    op.create_table(
        "incoming",
        text("number"),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        text("kind"),
        text("digest"),
        text("source"),
        text("name"),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("bookmarks", JSON, nullable=False),
        text("language", null=True),
        text("audience"),
        sa.Column("received_on", sa.Date(), nullable=False),
        text("actor"),
        recorded(),
        key("incoming", "dossier_id", "dossier.id"),
        sa.PrimaryKeyConstraint("number", name=op.f("incoming_pkey")),
        sa.UniqueConstraint("dossier_id", "digest", name=op.f("incoming_dossier_id_digest_key")),
    )
    op.create_index(op.f("incoming_dossier_id_idx"), "incoming", ["dossier_id"])
    for table in ONCE:
        op.execute(
            f"create trigger {table}_write_once before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
        op.execute(
            f"create trigger {table}_no_truncate before truncate on {table} "
            "for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for table in ("incoming", "reminder", "email", "delivery_step", "delivery", "letter_step"):
        op.drop_table(table)
    op.drop_column("act", "answers")
