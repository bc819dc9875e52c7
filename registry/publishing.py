"""Publication: what the public may read of a file is frozen, as a snapshot, into an issue that is open."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Audience, Publication, Record
from registry import snapshots
from registry.changing import hold
from registry.commands import Publish
from registry.database import Register
from registry.errors import IssueClosed, NoSuchIssue, NotPublishable
from registry.facts import Json, Place, item_key, spread
from registry.issues import Issue
from registry.reading import record_of
from registry.stages import EVENT
from registry.steps import Change, Held, Step, Written
from registry.writing import today, write

# The pages of a file's publications, as the last pieces of an address: a number that ends so may have one of them.
_OF_ANOTHER = re.compile(r"(?P<file>.+?)/[1-9][0-9]*(/SINCE(/[1-9][0-9]*)?)?")


def publish(
    session: Session, register: Register, command: Publish, since: dt.date | None = None
) -> tuple[Step, Written, int]:
    """Freezes a snapshot; the third of the result is its number.

    `since` is the day of the action or request that publishes: that comes out when the file is out, never before.
    """
    issue = asked_issue(session, command, since or (command.event.date if command.event else None))
    held = hold(session, command.key, command.expected_version)
    _check_own(register, held, issue)
    day = today(session, register.timezone)
    date = command.date or (issue.date if issue else day)
    if issue is None and date > day:
        raise NotPublishable(held.key, f"{date} lies in the future; publish it into an issue of that day")
    status = held.present.get("status", {}).get("code")
    if against := register.publication.against(held.key, command.stage, status):
        raise NotPublishable(held.key, against)
    if since:
        _check_first(session, held, date)
    _check_corrects(session, held, command, issue, date)
    changes: list[Change] = []
    item = _event_item(held, command) if command.stage == EVENT or command.event else ""
    if command.stage == EVENT:
        _check_event(session, held, item)
        if not _stands(session, held):
            raise NotPublishable(held.key, "an event cannot be published before the dossier itself is")
    else:
        changes = [_publication(held, command, issue, date, day)]
    public = date if command.stage != EVENT and issue is None else None
    step = Step(held.key, held, changes, command.command_id, command.actor, published_on=public, version_even_so=True)
    written = write(session, [step], register.audiences)[0]
    into = _Into(issue.id if issue else None, date, item)
    return step, written, _freeze(session, register, command, written, into)


def asked_issue(session: Session, command: Publish, since: dt.date | None = None) -> Issue | None:
    """The issue, kept from closing until the end of this transaction. No issue of a day before `since` takes it in."""
    if command.issue == "":
        return None
    if command.issue is None:
        rows = session.execute(
            text("""
                select id, date, status, closed_sequence from issue
                where status = 'open' and date >= coalesce(:since, date) order by date, id limit 2 for share
            """),
            {"since": since},
        ).all()
        if not rows and since:
            _refuse_passed(session, command, since)
        if not rows:
            raise NotPublishable(command.key, "no issue of the gazette is open; open one first")
        if len(rows) > 1:
            raise NotPublishable(command.key, f"more than one issue is open ({rows[0][0]}, {rows[1][0]}); say which")
        return Issue(*rows[0])
    row = session.execute(
        text("select id, date, status, closed_sequence from issue where id = :id for share"), {"id": command.issue}
    ).one_or_none()
    if row is None:
        raise NoSuchIssue(command.issue)
    issue = Issue(*row)
    if issue.status != "open":
        raise IssueClosed(issue.id, issue.status)
    if since and issue.date < since:
        raise _passed(command, issue.id, issue.date, since)
    return issue


def _refuse_passed(session: Session, command: Publish, since: dt.date) -> None:
    last = session.execute(text("select id, date from issue where status = 'open' order by date desc limit 1")).first()
    if last:
        raise _passed(command, last.id, last.date, since)


def _passed(command: Publish, issue: str, date: dt.date, since: dt.date) -> NotPublishable:
    return NotPublishable(
        command.key,
        f"issue {issue} is that of {date}, and this is of {since}: close that issue, and open one of a later day",
    )


def comes_out(session: Session, held: Held) -> bool:
    """Whether the file is published, or will be with an issue that it stands in."""
    return held.published_on is not None or _stands(session, held)


def _stands(session: Session, held: Held) -> bool:
    stands = text("select exists (select from snapshot where dossier_id = :id)")
    return bool(session.scalar(stands, {"id": held.id}))


def _check_first(session: Session, held: Held, date: dt.date) -> None:
    """Nothing of a file comes out before what stands in the first issue that is to bring it."""
    if held.published_on is not None:
        return
    first = session.execute(
        text("select issue_id, date from snapshot where dossier_id = :id order by date, ordinal limit 1"),
        {"id": held.id},
    ).one_or_none()
    if first and date < first.date:
        raise NotPublishable(
            held.key, f"it comes out first with issue {first.issue_id} of {first.date}: publish this in that, or later"
        )


def _check_own(register: Register, held: Held, issue: Issue | None) -> None:
    """The gazette is the office's own; what it holds of other offices is public as it came."""
    office = register.procedure.office
    if issue and office and held.key.office != office:
        raise NotPublishable(
            held.key,
            f"it is a file of the office {held.key.office}, and the gazette is that of {office}; "
            "where the file is this office's own, `code` in office.yaml has to say so",
        )


def _check_corrects(session: Session, held: Held, command: Publish, issue: Issue | None, date: dt.date) -> None:
    """What is corrected must be out, or come out before: the page of a correction links to it and never changes."""
    if command.corrects is None:
        return
    row = session.execute(
        text("""
            select issue_id, snapshot.date, coalesce(issue.status, 'published') from snapshot
            left join issue on issue.id = issue_id where dossier_id = :id and ordinal = :n
        """),
        {"id": held.id, "n": command.corrects},
    ).one_or_none()
    if row is None:
        raise NotPublishable(
            held.key, f"it has no publication {command.corrects} that could be corrected; `blazon show` lists them"
        )
    if row[2] == "open" and row[0] != (issue and issue.id) and row[1] >= date:
        raise NotPublishable(
            held.key, f"publication {command.corrects} comes out with issue {row[0]} of {row[1]}: correct it after that"
        )


def _publication(held: Held, command: Publish, issue: Issue | None, date: dt.date, day: dt.date) -> Change:
    """The record says where it was published: INID (43) to (45), (441), (442), (450)."""
    if not command.stage.strip():
        raise NotPublishable(held.key, "the stage is missing, e.g. application or registration")
    said = Publication(date=date, stage=command.stage, number=issue.id if issue else None)
    item = said.model_dump(mode="json", exclude_none=True)
    return Change(Place("publications", item_key("publications", item)), item, min(date, day))


def _event_item(held: Held, command: Publish) -> str:
    """The item of the public event of the dossier that is to be published."""
    if command.event is None:
        raise NotPublishable(held.key, "the stage is `event`, but no event is named")
    key = item_key("events", command.event.model_dump(mode="json", exclude_none=True))
    for place, event in spread(held.present).items():
        if place.field == "events" and place.item == key:
            if event["audience"] != Audience.PUBLIC:
                raise NotPublishable(held.key, f"the event of {event['date']} is for {event['audience']} alone")
            return key
    raise NotPublishable(held.key, f"its journal has no event {command.event.code} of {command.event.date}")


def _check_event(session: Session, held: Held, item: str) -> None:
    """An event is published alone once: it is known by its line in the journal alone."""
    row = session.execute(
        text("""
            select ordinal, issue_id from snapshot where dossier_id = :id and stage = :event and event_id = (
                select max(id) from event where dossier_id = :id and item = :item
            )
        """),
        {"id": held.id, "event": EVENT, "item": item},
    ).first()
    if row is not None:
        where = f" in issue {row.issue_id}" if row.issue_id else ""
        raise NotPublishable(
            held.key,
            f"this event is publication {row.ordinal} already{where}, as it stands in the journal; where it is wrong "
            "there, set the journal right first",
        )


def _check_address(session: Session, key: DossierKey, ordinal: int) -> None:
    """No two pages of the gazette share an address: a publication's is its file's number and its own."""
    named = _OF_ANOTHER.fullmatch(key.number)
    found = session.execute(
        text("""
            select number from dossier where office = :office and kind = :kind and (
                number = :above or number = :below and exists (select from snapshot where dossier_id = dossier.id)
            )
        """),
        {
            "office": key.office,
            "kind": str(key.kind),
            "above": named and named["file"],
            "below": f"{key.number}/{ordinal}",
        },
    ).scalar()
    if found is None:
        return
    if len(found) < len(key.number):
        raise NotPublishable(
            key, f"its page would be that of a publication of {found}; file it again under a number of its own"
        )
    raise NotPublishable(key, f"its publication {ordinal} would have the page of the file {found}, which is published")


@dataclass(frozen=True)
class _Into:
    issue: str | None
    date: dt.date
    event_item: str  # of the event that is published, alone or with the data; empty: none


def _freeze(session: Session, register: Register, command: Publish, written: Written, into: _Into) -> int:
    assert written.record is not None
    places = spread(written.record)
    event_id: int | None = None
    fields: Json = {}
    if command.stage != EVENT:
        record = _without_later(session, record_of(command.key, places), written.id, into)
        fields = snapshots.public_fields(register.publication.told(record), register.audiences)
    if into.event_item:
        fields = {**fields, "event": _public_event(register, command.key, places, into.event_item)}
        event_id = session.scalar(
            text("select max(id) from event where dossier_id = :id and item = :item"),
            {"id": written.id, "item": into.event_item},
        )
    ordinal = session.execute(
        text("""
            select 1 + greatest(0, (select max(ordinal) from snapshot where dossier_id = :id),
                (select max(ordinal) from taken_out where dossier_id = :id))
        """),
        {"id": written.id},
    ).scalar_one()
    _check_address(session, command.key, ordinal)
    head = snapshots.header(
        command.key,
        ordinal=ordinal,
        version=written.version,
        stage=command.stage,
        date=into.date,
        issue=into.issue,
        part=command.part,
        corrects=command.corrects,
    )
    frozen = snapshots.freeze(head, fields)
    session.execute(
        text("""
            insert into snapshot (dossier_id, ordinal, version, sequence, recorded_at, stage, issue_id, part, date,
                event_id, corrects, fields, salts, digests, root)
            values (:dossier_id, :ordinal, :version, :sequence, :recorded_at, :stage, :issue_id, :part, :date,
                :event_id, :corrects, cast(:fields as jsonb), cast(:salts as jsonb), cast(:digests as jsonb), :root)
        """),
        {
            "dossier_id": written.id,
            "ordinal": ordinal,
            "version": written.version,
            "sequence": written.sequence,
            "recorded_at": written.recorded_at,
            "stage": command.stage,
            "issue_id": into.issue,
            "part": command.part,
            "date": into.date,
            "event_id": event_id,
            "corrects": command.corrects,
            "fields": orjson.dumps(frozen.fields).decode(),
            "salts": orjson.dumps(frozen.salts).decode(),
            "digests": orjson.dumps(frozen.digests).decode(),
            "root": frozen.root,
        },
    )
    return int(ordinal)


def _public_event(register: Register, key: DossierKey, places: Mapping[Place, Any], item: str) -> Json:
    """The event as the public may read it."""
    place = Place("events", item)
    told = snapshots.public_fields(record_of(key, {place: places[place]}), register.audiences).get("events")
    if not told:
        raise NotPublishable(key, "the office's rules keep the journal from the public")
    event: Json = told[0]
    return event


def _without_later(session: Session, record: Record, dossier: int, into: _Into) -> Record:
    """The record without its publications in issues that are not out, and will not be before this publication is."""
    later = session.scalars(
        text("""
            select issue.id from issue join snapshot on issue_id = issue.id
            where dossier_id = :id and status <> 'published' and (:at_once or issue.date > :date)
        """),
        {"id": dossier, "at_once": into.issue is None, "date": into.date},
    ).all()
    return record.model_copy(update={"publications": tuple(p for p in record.publications if p.number not in later)})
