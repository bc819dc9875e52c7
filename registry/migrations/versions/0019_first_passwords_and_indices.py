"""Whether a password was given by somebody else; the indices by which what came in is found by its day.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("first_password", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(op.f("dossier_filing_date_idx"), "dossier", ["filing_date"])
    op.create_index(op.f("incoming_received_on_idx"), "incoming", ["received_on"])


def downgrade() -> None:
    op.drop_index(op.f("incoming_received_on_idx"), "incoming")
    op.drop_index(op.f("dossier_filing_date_idx"), "dossier")
    op.drop_column("person", "first_password")
