"""Which data of the office the register was opened with, kept, and when; and the actions found by their day.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.create_table(
        "office_version",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("first_used_at", postgresql.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("office_version_pkey")),
    )
    op.create_table(
        "office_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), server_default=NOW, nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["office_version.digest"], name=op.f("office_use_digest_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("office_use_pkey")),
    )
    op.create_index(op.f("office_use_digest_id_idx"), "office_use", ["digest", "id"])
    op.create_index(op.f("act_date_idx"), "act", ["date"])
    for table in ("office_version", "office_use"):
        for each, when in (("row", "update or delete"), ("statement", "truncate")):
            op.execute(
                f"create trigger {table}_kept_{each} before {when} on {table} "
                f"for each {each} execute function refuse_change()"
            )


def downgrade() -> None:
    op.drop_index("act_date_idx", "act")
    op.drop_table("office_use")
    op.drop_table("office_version")
