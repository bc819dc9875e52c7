"""The roles in which a program files and acts, and the identifier of the party whose program it is.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("roles", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("client", sa.Column("identifier", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "identifier")
    op.drop_column("client", "roles")
