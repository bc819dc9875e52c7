"""Who has a file on the desk, and what the lists of tasks and of a party's own files are found by.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("assignment_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("assignment_pkey")),
    )
    op.create_index(op.f("assignment_login_idx"), "assignment", ["login"])
    op.create_index(op.f("dossier_status_code_idx"), "dossier", ["status_code"])
    op.create_index(
        "dossier_identifiers_idx",
        "dossier",
        [sa.text("jsonb_path_query_array(record, '$.parties[*].identifier')")],
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_index("dossier_identifiers_idx", "dossier")
    op.drop_index(op.f("dossier_status_code_idx"), "dossier")
    op.drop_table("assignment")
