"""Jobs, in a schema of their own as procrastinate wants them, with what became of each; and the days that are closed.

`0011_procrastinate.sql` is the schema of procrastinate 3.10.0 (MIT) as it ships. A later one comes by a migration of
ours that runs procrastinate's own.

Never edit a migration that was released: write the next one.
"""

from pathlib import Path

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UTC = postgresql.TIMESTAMP(timezone=True)
SCHEMA = Path(__file__).with_name("0011_procrastinate.sql")


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", UTC, server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("closing_pkey")),
    )
    for each, when in (("row", "update or delete"), ("statement", "truncate")):
        op.execute(
            f"create trigger closing_kept_{each} before {when} on closing "
            f"for each {each} execute function refuse_change()"
        )
    op.execute("create schema jobs")
    op.execute("set local search_path to jobs")
    # As it stands, without parameters: it has many statements, and per cents and colons of its own.
    op.get_bind().connection.cursor().execute(SCHEMA.read_text(encoding="utf-8"))
    op.execute(
        "create table outcome ("
        "id bigint generated always as identity primary key, "
        "job_id bigint not null references procrastinate_jobs on delete cascade, "
        "failed boolean not null, "
        "said text not null, "
        "at timestamptz not null default clock_timestamp())"
    )
    op.execute("create index outcome_job_id_idx on outcome (job_id)")
    op.execute("set local search_path to default")


def downgrade() -> None:
    op.execute("drop schema jobs cascade")
    op.drop_table("closing")
