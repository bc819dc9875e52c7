"""A publication names the one that it corrects.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("snapshot", sa.Column("corrects", sa.Integer(), nullable=True))
    op.create_check_constraint(op.f("snapshot_corrects_check"), "snapshot", "corrects < ordinal")


def downgrade() -> None:
    op.drop_constraint(op.f("snapshot_corrects_check"), "snapshot", type_="check")
    op.drop_column("snapshot", "corrects")
