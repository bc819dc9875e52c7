"""Filing: an application with a new number, and a record that is new or amends what is filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Event, Record
from registry import merge, numbers
from registry.changing import know
from registry.checks import check_application, check_entry, check_first, check_record, check_text
from registry.commands import FILED, FileApplication, FileRecord
from registry.database import Register
from registry.errors import AlreadyFiled, DossierDeleted, InvalidApplication
from registry.facts import Json, Place, differences, plain, spread, valid_since
from registry.steps import Change, Held, Step, Written
from registry.writing import lock, today, write

_TRIES = 1000  # numbers in a row that were filed by hand before the series came to them


def file_application(session: Session, register: Register, command: FileApplication) -> tuple[Step, Written]:
    """Gives the next number, or takes the record's own, and files."""
    day = today(session)
    record = command.record
    check_application(record, day)
    check_entry(record, register.registers, whole=True)
    assert record.filing_date is not None
    event = command.event or Event(date=record.filing_date, code=FILED, text="Application filed")
    record = record.model_copy(update={"events": (*record.events, event)})
    for document in record.documents:
        know(session, document)
    if not command.numbered:
        if lock(session, [key_of(record)]):
            raise AlreadyFiled(key_of(record))
        return _filed(session, register, command, record, day)
    for _ in range(_TRIES):
        record = record.model_copy(update={"application_number": _number(session, register, record)})
        try:
            return _filed(session, register, command, record, day)
        except AlreadyFiled:  # by hand, before the series came to it; nothing was written
            continue
    raise AlreadyFiled(key_of(record))


def file_records(
    session: Session, register: Register, commands: Sequence[FileRecord]
) -> list[tuple[Step, Written] | Exception]:
    """Files records of different keys in one go; a record that is refused gives its error in its place."""
    day = today(session)
    held = lock(session, [key_of(command.record) for command in commands])
    planned: list[Step | Exception] = []
    for command in commands:
        try:
            check_entry(command.record, register.registers)
            planned.append(plan(command, held.get(key_of(command.record)), day))
        except (InvalidApplication, DossierDeleted) as error:
            planned.append(error)
    steps = [step for step in planned if isinstance(step, Step)]
    written = iter(write(session, steps, register.audiences))
    return [(step, next(written)) if isinstance(step, Step) else step for step in planned]


def plan(command: FileRecord, held: Held | None, day: dt.date) -> Step:
    """The step that files a record, or merges it into the dossier that is there. Pure."""
    record, published_on = command.record, command.published_on
    if published_on and published_on > day:
        published_on = None
    if held is None:
        check_first(record, day)
        return _first(key_of(record), _kept(record), day, command, published_on)
    if held.deleted_at:
        raise DossierDeleted(held.key, held.deleted_at)
    check_record(record)
    merged = merge.merge(held.present, _kept(record), merge.carried(record))
    before = spread(held.present)
    changes = [
        Change(place, value, None if place in before else valid_since(merged, place.field, value, day))
        for place, value in differences(before, spread(merged)).items()
    ]
    newly_public = published_on is not None and (held.published_on is None or published_on < held.published_on)
    return Step(held.key, held, changes, command.command_id, command.actor, published_on, version_even_so=newly_public)


def key_of(record: Record) -> DossierKey:
    return DossierKey(record.office, record.kind, record.application_number)


def _first(
    key: DossierKey,
    record: Json,
    day: dt.date,
    command: FileApplication | FileRecord,
    published_on: dt.date | None = None,
) -> Step:
    changes = _all(spread(record), record, day)
    return Step(key, None, changes, command.command_id, command.actor, published_on)


def _all(places: Mapping[Place, Any], record: Json, day: dt.date) -> list[Change]:
    return [Change(place, value, valid_since(record, place.field, value, day)) for place, value in places.items()]


def _kept(record: Record) -> Json:
    kept = plain(record)
    if b"\\u0000" in orjson.dumps(kept):
        check_text(kept)
    return kept


def _filed(
    session: Session, register: Register, command: FileApplication, record: Record, day: dt.date
) -> tuple[Step, Written]:
    step = _first(key_of(record), _kept(record), day, command)
    return step, write(session, [step], register.audiences)[0]


def _number(session: Session, register: Register, record: Record) -> str:
    assert record.filing_date is not None
    of_kind = register.formats[numbers.FormatKey(record.kind, "application")]
    year = record.filing_date.year
    return numbers.give(session, of_kind, office=record.office, kind=record.kind, purpose="application", year=year)
