"""The numbers without publication, frozen with the closing of an issue: what its completeness list is made of.

Never edit a migration that was released: write the next one.
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEEP_ISSUE = """
create or replace function keep_issue() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'issue % is refused to be deleted: its number was announced', old.id
            using errcode = 'integrity_constraint_violation';
    end if;
    if new.id <> old.id or new.date <> old.date or new.opened_at <> old.opened_at
       or (old.status <> 'open' and (new.closing is distinct from old.closing
           {unpublished}
           or new.closed_sequence is distinct from old.closed_sequence or new.closed_at is distinct from old.closed_at))
       or (old.status, new.status) not in (('open', 'open'), ('open', 'closed'), ('closed', 'closed'),
                                           ('closed', 'published'), ('published', 'published'))
    then
        raise exception 'issue % is %: what it holds is frozen', old.id, old.status
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$
"""


def upgrade() -> None:
    op.add_column("issue", sa.Column("unpublished", postgresql.JSONB(none_as_null=True), nullable=True))
    frozen = "or new.unpublished is distinct from old.unpublished"
    op.execute(KEEP_ISSUE.replace("{unpublished}", frozen))


def downgrade() -> None:
    op.execute(KEEP_ISSUE.replace("{unpublished}", ""))
    op.drop_column("issue", "unpublished")
