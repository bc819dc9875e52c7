"""Changes of a dossier that is filed: amend, record an event, register, add a document, delete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Document, Event, Status, StatusGroup
from registry import amending, numbers
from registry.checks import check_entry, check_record, check_text, check_valid_from
from registry.commands import REGISTERED, AddDocument, Amend, Delete, RecordEvent, Register
from registry.database import Register as Open
from registry.errors import (
    AlreadyRegistered,
    DocumentMissing,
    DossierDeleted,
    InvalidChange,
    NoSuchDossier,
    VersionConflict,
)
from registry.facts import Json, Place, item_key, plain, spread
from registry.reading import present_on, record_of
from registry.steps import Change, Held, Step, Written
from registry.writing import lock, today, write

Done = tuple[Step, Written]


def hold(session: Session, key: DossierKey, expected_version: int | None, *, deleted: bool = False) -> Held:
    """The dossier, locked. NoSuchDossier, DossierDeleted unless `deleted` may be, VersionConflict."""
    held = lock(session, [key]).get(key)
    if held is None:
        raise NoSuchDossier(key)
    if held.deleted_at and not deleted:
        raise DossierDeleted(key, held.deleted_at)
    if expected_version is not None and expected_version != held.version:
        raise VersionConflict(key, expected_version, held.version)
    return held


def amend(session: Session, register: Open, command: Amend) -> Done:
    held, day = hold(session, command.key, command.expected_version), today(session)
    since = command.valid_from or day
    check_valid_from(since, day)
    base = present_on(session, held, since)
    changes = amending.changes(base, command.changes, command.remove, since)
    if command.valid_from is None:
        changes = [replace(change, valid_from=None, exact=False) for change in changes]
    for change in changes:
        if change.place.field == "documents" and change.value:
            know(session, Document.model_validate(change.value))
    if command.journal is not None:
        changes.append(added_event(held.present, command.journal, day))
    return record_change(session, register, held, changes, command)


def record_event(session: Session, register: Open, command: RecordEvent) -> Done:
    held, day = hold(session, command.key, command.expected_version), today(session)
    changes = [added_event(held.present, command.event, day)]
    if command.status is not None:
        since = min(command.status.date or command.event.date, day)
        changes.append(Change(Place("status"), _plain_status(command.status), since))
    return record_change(session, register, held, changes, command)


def register_right(session: Session, register: Open, command: Register) -> Done:
    held, day = hold(session, command.key, command.expected_version), today(session)
    if held.present.get("registration_number"):
        raise AlreadyRegistered(held.key, held.present["registration_number"])
    check_valid_from(command.date, day)
    if command.expiry_date and command.expiry_date <= command.date:
        raise InvalidChange("expiry_date", f"{command.expiry_date} is not after the registration on {command.date}")
    number = numbers.given(session, register.formats, held.key, "registration", command.date.year)
    status = command.status or Status(group=StatusGroup.REGISTERED, text="Registered", date=command.date)
    event = command.event or Event(date=command.date, code=REGISTERED, text=f"Registered under {number}")
    values: dict[str, Any] = {
        "registration_number": number,
        "registration_date": command.date.isoformat(),
        "status": _plain_status(status),
    }
    if command.expiry_date:
        values["expiry_date"] = command.expiry_date.isoformat()
    changes = [Change(Place(field), value, command.date) for field, value in values.items()]
    return record_change(session, register, held, [*changes, added_event(held.present, event, day)], command)


def add_document(session: Session, register: Open, command: AddDocument) -> Done:
    document = command.document
    if register.documents and not register.documents.has(document.digest):
        raise DocumentMissing(document.digest)
    held, day = hold(session, command.key, command.expected_version), today(session)
    since = min(document.date, day) if document.date else day
    change = document_change(session, document, since)
    return record_change(session, register, held, [change], command)


def document_change(session: Session, document: Document, since: dt.date) -> Change:
    """The change that adds a document to a file, which the register then knows as one of its store."""
    know(session, document)
    item = document.model_dump(mode="json", exclude_none=True)
    return Change(Place("documents", item_key("documents", item)), item, since)


def know(session: Session, document: Document) -> None:
    """The register knows the document as one of its store, whether it lies on a file yet or not."""
    session.execute(
        text("""
            insert into document (digest, media_type, size, width, height, recorded_at)
            values (:digest, :media_type, :size, :width, :height, clock_timestamp()) on conflict do nothing
        """),
        {name: getattr(document, name) for name in ("digest", "media_type", "size", "width", "height")},
    )


def delete(session: Session, register: Open, command: Delete) -> Done:
    held, day = hold(session, command.key, command.expected_version), today(session)
    if not command.reason.strip():
        raise InvalidChange("reason", "is missing: say why the dossier is deleted")
    event = Event(date=day, code="deleted", text=command.reason.strip())
    step = Step(
        held.key,
        held,
        [added_event(held.present, event, day, audience="staff")],
        command.command_id,
        command.actor,
        delete=True,
    )
    return step, write(session, [step], register.audiences)[0]


def added_event(record: Mapping[str, Any], event: Event, day: dt.date, audience: str | None = None) -> Change:
    """The change that adds a line to the journal; a like one of the same day and code stands beside it."""
    item = event.model_dump(mode="json", exclude_none=True) | ({"audience": audience} if audience else {})
    check_text(item)
    places, key = spread({"events": record.get("events", [])}), item_key("events", item)
    count, place = 1, Place("events", key)
    while place in places:
        count += 1
        place = Place("events", f"{key}#{count}")
    return Change(place, item, min(event.date, day))


def record_change(session: Session, register: Open, held: Held, changes: list[Change], command: Any) -> Done:
    """Checks what the record would become, then writes. `command` says who asked."""
    after = spread(held.present)
    for change in changes:
        if change.value is None:
            after.pop(change.place, None)
        else:
            after[change.place] = change.value
    record = record_of(held.key, after)
    check_record(record)
    check_entry(record, register.registers)
    if any(b"\\u0000" in orjson.dumps(change.value) for change in changes):
        check_text(plain(record))
    step = Step(held.key, held, changes, command.command_id, command.actor)
    return step, write(session, [step], register.audiences)[0]


def _plain_status(status: Status) -> Json:
    return status.model_dump(mode="json", exclude_none=True)
