"""A publication is taken out of an issue that is still open: it will not be published, and its trace stays.

Its frozen data go; its number within the dossier, its root, who took it out and why are kept in `taken_out`, and a line
for the staff stands in the journal, unless the dossier was deleted. A closed issue never loses anything: a trigger
holds that.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Event, Kind
from registry.changing import added_event, hold
from registry.commands import TakeOut
from registry.database import Register
from registry.errors import InvalidChange, IssueClosed, NoSuchIssue, NotTakenOut
from registry.facts import Place, item_key
from registry.stages import EVENT
from registry.steps import Change, Held, Step, Written
from registry.writing import today, write

CODE = "taken-out"  # of the journal's line


def take_out(session: Session, register: Register, command: TakeOut) -> tuple[Step, Written, int]:
    """The newest publication of the dossier in the issue goes; the third of the result is its number."""
    if not command.reason.strip():
        raise InvalidChange("reason", "is missing: say why the publication is taken out")
    status = session.scalar(text("select status from issue where id = :id for share"), {"id": command.issue})
    if status is None:
        raise NoSuchIssue(command.issue)
    if status != "open":
        raise IssueClosed(command.issue, status)
    held = hold(session, command.key, command.expected_version, deleted=True)
    row = session.execute(
        text("""
            select id, ordinal, version, stage, date, event_id, root from snapshot
            where dossier_id = :id and issue_id = :issue order by ordinal desc limit 1
        """),
        {"id": held.id, "issue": command.issue},
    ).one_or_none()
    if row is None:
        raise NotTakenOut(held.key, command.issue, "the issue holds no publication of it")
    if against := _against(session, held.id, row):
        raise NotTakenOut(held.key, command.issue, against)
    why = command.reason.strip()
    changes = [] if held.deleted_at else _changes(session, held, command, row, why)
    step = Step(held.key, held, changes, command.command_id, command.actor, version_even_so=True)
    written = write(session, [step], register.audiences)[0]
    kept = {
        "dossier": held.id,
        "issue": command.issue,
        "why": why,
        "who": command.actor,
        "command": command.command_id,
        "sequence": written.sequence,
        "recorded_at": written.recorded_at,
        **{name: getattr(row, name) for name in ("id", "ordinal", "version", "stage", "date", "event_id", "root")},
    }
    session.execute(
        text("""
            insert into taken_out (dossier_id, ordinal, version, stage, issue_id, date, event_id, root, reason, actor,
                command_id, sequence, recorded_at)
            values (:dossier, :ordinal, :version, :stage, :issue, :date, :event_id, :root, :why, :who,
                :command, :sequence, :recorded_at)
        """),
        kept,
    )
    session.execute(text("delete from snapshot where id = :id"), kept)
    return step, written, int(row.ordinal)


def _changes(session: Session, held: Held, command: TakeOut, row: Any, why: str) -> list[Change]:
    """The journal's line; and the record names the publication no longer."""
    day = today(session)
    said = f"Publication {row.ordinal} ({row.stage}) was taken out of issue {command.issue}: {why}"
    changes = [added_event(held.present, Event(date=day, code=CODE, text=said), day, audience="staff")]
    if row.stage != EVENT and not _again(session, held.id, command.issue, row):
        item = {"date": row.date.isoformat(), "stage": row.stage, "number": command.issue}
        changes.append(Change(Place("publications", item_key("publications", item)), None))
    return changes


def _again(session: Session, dossier: int, issue: str, row: Any) -> bool:
    """Whether the issue holds another publication of that stage: the record names the two as one."""
    found = text("""
        select exists (
            select from snapshot where dossier_id = :id and issue_id = :issue and stage = :stage and id <> :own
        )
    """)
    return bool(session.scalar(found, {"id": dossier, "issue": issue, "stage": row.stage, "own": row.id}))


def _against(session: Session, dossier: int, row: Any) -> str | None:
    """Why the publication has to stay; None when it may go."""
    later = session.execute(
        text("""
            select ordinal, issue_id, issue.status from snapshot left join issue on issue.id = issue_id
            where dossier_id = :id and ordinal > :n and (issue.status = 'open' or stage = :event)
            order by ordinal desc limit 1
        """),
        {"id": dossier, "n": row.ordinal, "event": EVENT},
    ).one_or_none()
    if later is not None and later.status == "open":
        return (
            f"publication {later.ordinal} in issue {later.issue_id} came after it and may name it: take that out first"
        )
    if later is not None:
        return f"publication {later.ordinal}, an event of it, is published already"
    if session.scalar(text("select exists (select from redaction where snapshot_id = :id)"), {"id": row.id}):
        return "a field of it was redacted by order, which is kept for ever"
    return None


def withheld(session: Session, register: Register, issue: str) -> list[tuple[DossierKey, str]]:
    """The dossiers of an issue that were deleted, or whose status now keeps them from the public, each with why."""
    rows = session.execute(
        text("""
            select distinct office, kind, dossier.number, status_code, deleted_at is not null
            from dossier join snapshot on dossier_id = dossier.id
            where issue_id = :issue and (status_code is not null or deleted_at is not null) order by 1, 2, 3
        """),
        {"issue": issue},
    )
    found = ((DossierKey(row[0], Kind(row[1]), row[2]), row[3], row[4]) for row in rows)
    rules = register.publication
    why = ((key, "it was deleted" if gone else rules.withholds(key, status)) for key, status, gone in found)
    return [(key, reason) for key, reason in why if reason]
