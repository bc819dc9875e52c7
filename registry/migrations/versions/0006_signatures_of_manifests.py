"""The signatures of issues' manifests: the same manifest gets the same signature at any later build.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manifest_signature",
        sa.Column("issue_id", sa.Text(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signed_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint("manifest ~ '^[0-9a-f]{64}$'", name=op.f("manifest_signature_manifest_check")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("manifest_signature_issue_id_fkey")),
        sa.PrimaryKeyConstraint("issue_id", "manifest", "key_id", name=op.f("manifest_signature_pkey")),
    )
    op.execute(
        "create trigger manifest_signature_write_once before update or delete on manifest_signature "
        "for each row execute function refuse_change()"
    )
    op.execute(
        "create trigger manifest_signature_not_truncated before truncate on manifest_signature "
        "for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("manifest_signature")
