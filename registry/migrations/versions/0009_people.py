"""People who sign in, their sessions, programs with a client id, and the audit log.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

UTC = postgresql.TIMESTAMP(timezone=True)
TEXTS = postgresql.ARRAY(sa.Text())


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("totp", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("roles", TEXTS, nullable=False),
        sa.Column("groups", TEXTS, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.CheckConstraint("login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'", name=op.f("person_login_check")),
        sa.CheckConstraint("state in ('active', 'locked', 'ended')", name=op.f("person_state_check")),
        sa.CheckConstraint("(issuer is null) = (subject is null)", name=op.f("person_provider_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pkey")),
        sa.UniqueConstraint("login", name=op.f("person_login_key")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("person_issuer_subject_key")),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        sa.Column("ends_at", UTC, nullable=False),
        sa.Column("ended_at", UTC, nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("session_person_id_fkey")),
        sa.PrimaryKeyConstraint("digest", name=op.f("session_pkey")),
    )
    op.create_index(op.f("session_person_id_idx"), "session", ["person_id"])
    op.create_table(
        "attempt",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("attempt_pkey")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("keys", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("scopes", TEXTS, nullable=False),
        sa.Column("addresses", TEXTS, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.CheckConstraint("state in ('active', 'revoked')", name=op.f("client_state_check")),
        sa.CheckConstraint("num_nonnulls(secret, keys) = 1", name=op.f("client_secret_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("client_pkey")),
    )
    op.create_table(
        "token",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("scopes", TEXTS, nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("ends_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("token_client_id_fkey")),
        sa.PrimaryKeyConstraint("digest", name=op.f("token_pkey")),
    )
    op.create_index(op.f("token_client_id_idx"), "token", ["client_id"])
    op.create_table(
        "assertion",
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("ends_at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("assertion_client_id_fkey")),
        sa.PrimaryKeyConstraint("client_id", "jti", name=op.f("assertion_pkey")),
    )
    op.create_table(
        "audit",
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("ordinal", name=op.f("audit_pkey")),
    )
    op.execute(
        "create trigger audit_write_once before update or delete on audit for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    for table in ("audit", "assertion", "token", "client", "attempt", "session", "person"):
        op.drop_table(table)
