"""The numbers that an office gave out and that no issue published, as they stood when an issue was closed.

They are frozen with the issue: the completeness list of the gazette is the same whenever it is made again. A number is
the office's own when a series gave it, or the office is the one whose rules the register follows. One whose file was
made available to the public outside the gazette has the day on which it was.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from registry.database import Register
from registry.errors import IssueOpen, NoSuchIssue

DELETED = "deleted"  # stands for the status of a tombstone


class Unpublished(NamedTuple):
    kind: str
    number: str
    status: str | None  # the office's own code, DELETED for a tombstone
    published_on: str | None = None  # where it is public (ISO 8601); nothing in what was frozen before this was kept


_LISTED = text("""
    select kind, number, case when deleted_at is null then status_code else :deleted end, published_on::text
    from dossier where (office = :office or office in (select office from series))
        and not exists (
            select from snapshot join issue on issue.id = issue_id
            where dossier_id = dossier.id and (issue.status <> 'open' or issue.id = :issue)
        )
    order by kind, number collate "C"
""")


def listed(session: Session, office: str, issue: str) -> list[tuple[str, str, str | None, str | None]]:
    """The numbers without publication up to and with an issue that is being closed."""
    rows = session.execute(_LISTED, {"office": office, "issue": issue, "deleted": DELETED})
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def read(register: Register, issue: str) -> list[Unpublished]:
    """What the closing of an issue froze; nothing where it was closed before this was kept. NoSuchIssue, IssueOpen."""
    with register.session() as session:
        row = session.execute(text("select status, unpublished from issue where id = :id"), {"id": issue}).one_or_none()
    if row is None:
        raise NoSuchIssue(issue)
    if row[0] == "open":
        raise IssueOpen(issue)
    return [Unpublished(*one) for one in row[1] or ()]
