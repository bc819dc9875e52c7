"""Notes of officers on a file.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("file_note_dossier_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("file_note_pkey")),
    )
    op.create_index(op.f("file_note_dossier_id_idx"), "file_note", ["dossier_id"])
    op.execute(
        "create trigger file_note_write_once before update or delete on file_note "
        "for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger file_note_no_truncate before truncate on file_note "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("file_note")
