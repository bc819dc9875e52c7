"""Alembic's entry: migrates over the connection that `registry.migrate` hands in."""

from alembic import context
from sqlalchemy import text

from registry.letter_models import LetterStepRow
from registry.models import Table
from registry.people_models import AuditRow
from registry.stakeholder_models import StakeholderRow
from registry.version_models import OfficeUseRow
from registry.workflow_models import ActRow  # with these modules all tables are known

known = (ActRow, AuditRow, LetterStepRow, OfficeUseRow, StakeholderRow)
assert all(one.metadata is Table.metadata for one in known)
connection = context.config.attributes["connection"]
connection.execute(text("set lock_timeout = '4s'"))
connection.commit()
context.configure(
    connection=connection, target_metadata=Table.metadata, compare_server_default=True, transaction_per_migration=True
)
with context.begin_transaction():
    context.run_migrations()
