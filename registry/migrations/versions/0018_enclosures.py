"""With which action or request a document came, and the index by which a party's notifications are found.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incoming", sa.Column("command_id", sa.Uuid(), nullable=True))
    op.create_index("delivery_portal_idx", "delivery", ["address"], postgresql_where=sa.text("way = 'portal'"))


def downgrade() -> None:
    op.drop_index("delivery_portal_idx", "delivery")
    op.drop_column("incoming", "command_id")
