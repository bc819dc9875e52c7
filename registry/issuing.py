"""The life of an issue: opened in its place, closed with the list of what it holds, and out on its day."""

from __future__ import annotations

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey, IssueId
from mappings.record import Kind
from registry import taking_out, timeline, unpublished
from registry.commands import CloseIssue, IssueOutcome, MarkIssuePublished, OpenIssue
from registry.database import Register
from registry.errors import (
    EarlierIssueOpen,
    IssueClosed,
    IssueExists,
    IssueNotDue,
    IssueOpen,
    LaterIssueClosed,
    NoSuchIssue,
    SameAddress,
    UnfitIssueId,
    Withheld,
)
from registry.issues import Issue, closing_row
from registry.stages import EVENT
from registry.steps import Step
from registry.writing import lock, today, write

_ID: TypeAdapter[str] = TypeAdapter(IssueId)


def open_issue(session: Session, command: OpenIssue) -> IssueOutcome:
    """Not before an issue that is closed: an issue keeps its place in the gazette, and an address of its own there."""
    try:
        _ID.validate_python(command.issue)
    except ValidationError as error:
        raise UnfitIssueId(command.issue) from error
    _one_at_a_time(session)
    sequence = _sequence(session)
    made = session.execute(
        text("""
            insert into issue (id, date, status, opened_at) values (:id, :date, 'open', clock_timestamp())
            on conflict (id) do nothing returning id
        """),
        {"id": command.issue, "date": command.date},
    ).one_or_none()
    if made is None:
        if _locked(session, command.issue).date != command.date:
            raise IssueExists(command.issue)
        return IssueOutcome(command.issue, sequence, "unchanged")
    others = session.scalars(text("select id from issue where id <> :id order by id"), {"id": command.issue})
    if same := next((one for one in others if one.upper() == command.issue.upper()), None):
        raise SameAddress(command.issue, same)
    later = session.execute(
        text("select id, date from issue where status <> 'open' and date > :date order by date, id limit 1"),
        {"date": command.date},
    ).one_or_none()
    if later is not None:
        raise LaterIssueClosed(command.issue, command.date, *later)
    return IssueOutcome(command.issue, sequence, "opened")


def close_issue(session: Session, register: Register, command: CloseIssue) -> IssueOutcome:
    """Waits for the publications under way, then freezes the list and the sequence that covers all of it.

    Frozen with it are the numbers that have no publication yet (`unpublished`).
    """
    _one_at_a_time(session)
    issue = _locked(session, command.issue)
    if issue.status != "open":
        raise IssueClosed(command.issue, issue.status)
    earlier = session.execute(
        text("select id, date from issue where status = 'open' and date < :date order by date, id limit 1"),
        {"date": issue.date},
    ).one_or_none()
    if earlier is not None:
        raise EarlierIssueOpen(command.issue, issue.date, *earlier)
    if files := taking_out.withheld(session, register, command.issue):
        raise Withheld(command.issue, files)
    rows = [closing_row(row) for row in session.execute(_CONTENTS, {"id": command.issue})]
    highest = session.scalar(text("select max(sequence) from snapshot where issue_id = :id"), {"id": command.issue})
    sequence = max(_sequence(session), highest or 0)
    session.execute(
        text("""
            update issue set status = 'closed', closed_at = clock_timestamp(), closed_sequence = :sequence,
                closing = cast(:closing as jsonb), unpublished = cast(:unpublished as jsonb) where id = :id
        """),
        {
            "id": command.issue,
            "sequence": sequence,
            "closing": orjson.dumps(rows).decode(),
            "unpublished": orjson.dumps(unpublished.listed(session, register.audiences.office, command.issue)).decode(),
        },
    )
    return IssueOutcome(command.issue, sequence, "closed")


def mark_issue_published(session: Session, register: Register, command: MarkIssuePublished) -> IssueOutcome:
    """Each dossier of the issue gets a version more, so that what was withheld of it is projected."""
    issue, sequence = _locked(session, command.issue), _sequence(session)
    if issue.status == "open":
        raise IssueOpen(command.issue)
    if issue.status == "published":
        return IssueOutcome(command.issue, sequence, "unchanged")
    if issue.date > today(session, register.timezone):
        raise IssueNotDue(command.issue, issue.date)
    rows = session.execute(
        text("""
            select office, kind, number, bool_or(stage <> :event) from dossier
            join snapshot on snapshot.dossier_id = dossier.id where issue_id = :id group by 1, 2, 3
        """),
        {"id": command.issue, "event": EVENT},
    )
    days = {DossierKey(row[0], Kind(row[1]), row[2]): issue.date if row[3] else None for row in rows}
    steps = [
        Step(key, held, [], command.command_id, command.actor, published_on=days[key], version_even_so=True)
        for key, held in lock(session, list(days)).items()
        if held.deleted_at is None
    ]
    write(session, steps, register.audiences)
    session.execute(
        text("update issue set status = 'published', published_at = clock_timestamp() where id = :id"),
        {"id": command.issue},
    )
    return IssueOutcome(command.issue, sequence, "published")


_CONTENTS = text("""
    select office, kind, dossier.number, ordinal, snapshot.version, root, part, stage, snapshot.date
    from snapshot join dossier on dossier.id = snapshot.dossier_id
    where issue_id = :id order by part nulls first, kind, office, dossier.number collate "C", ordinal
""")


def _one_at_a_time(session: Session) -> None:
    """No issue is opened or closed beside this transaction, so that their order can be checked. Publishing goes on."""
    session.execute(text("lock table issue in share row exclusive mode"))


def _locked(session: Session, issue: str) -> Issue:
    row = session.execute(
        text("select id, date, status, closed_sequence from issue where id = :id for update"), {"id": issue}
    ).one_or_none()
    if row is None:
        raise NoSuchIssue(issue)
    return Issue(*row)


def _sequence(session: Session) -> int:
    return int(session.execute(text(f"select {timeline.CURRENT}")).scalar_one())
