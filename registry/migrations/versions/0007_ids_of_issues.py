"""An issue has an id of which an address can be made. One without, that is open and never held anything, goes.

What was announced under such an id stays: the check holds for what is written from now on.

Never edit a migration that was released: write the next one.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIT = (
    r"id ~ '^[0-9A-Za-z_\u0080-\U0010FFFF][0-9A-Za-z_.\u0080-\U0010FFFF-]*"
    r"(/[0-9A-Za-z_\u0080-\U0010FFFF][0-9A-Za-z_.\u0080-\U0010FFFF-]*)*$'"
)


def upgrade() -> None:
    op.execute("alter table issue disable trigger issue_frozen")
    op.execute(
        f"delete from issue where status = 'open' and not ({FIT}) "
        "and not exists (select from snapshot where issue_id = issue.id) "
        "and not exists (select from taken_out where issue_id = issue.id)"
    )
    op.execute("alter table issue enable trigger issue_frozen")
    op.execute(f"alter table issue add constraint issue_id_check check ({FIT}) not valid")
    op.execute(
        f"do $$ begin if not exists (select from issue where not ({FIT})) then "
        "alter table issue validate constraint issue_id_check; end if; end $$"
    )


def downgrade() -> None:
    op.drop_constraint("issue_id_check", "issue")
