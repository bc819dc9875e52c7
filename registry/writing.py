"""Writes dossiers: facts, journal, present state and outbox note, for many dossiers in a few statements.

Everything that changes a dossier comes through `write`, inside the transaction of its command. The statements take
arrays, because a row at a time through the ORM files a fifth as many records a second.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from mappings.audience import AudienceRules
from mappings.number import DossierKey
from mappings.record import Kind
from registry import timeline
from registry.errors import AlreadyFiled
from registry.facts import Place, audience
from registry.pipeline import Statement, pipelined
from registry.steps import Head, Held, Plan, Row, Step, Written, columns, narrowed, plan

NOW = "now"  # of a session's `info`: when its command began, by the database's clock, where that was asked


def lock(session: Session, keys: Sequence[DossierKey]) -> dict[DossierKey, Held]:
    """The dossiers of the keys, locked until the end of the transaction; those that are not filed are missing."""
    rows = _connection(session).exec_driver_sql(
        """
        select id, office, kind, number, version, sequence, recorded_at, record, published_on, deleted_at from dossier
        where (office, kind, number) in
            (select * from unnest(%(offices)s::text[], %(kinds)s::text[], %(numbers)s::text[]))
        order by id for update
        """,
        {
            "offices": [key.office for key in keys],
            "kinds": [str(key.kind) for key in keys],
            "numbers": [key.number for key in keys],
        },
    )
    held = (Held(row[0], DossierKey(row[1], Kind(row[2]), row[3]), *row[4:]) for row in rows)
    return {dossier.key: dossier for dossier in held}


def today(session: Session, timezone: dt.tzinfo = dt.UTC) -> dt.date:
    """The day it is in a time zone, by the database's clock."""
    now = session.info.get(NOW) or _connection(session).exec_driver_sql("select clock_timestamp()").scalar_one()
    assert isinstance(now, dt.datetime)
    return now.astimezone(timezone).date()


def write(session: Session, asked: Sequence[Step], rules: AudienceRules) -> list[Written]:
    """Writes the steps, each of another dossier, under the office's rules; what became of each, in their order.

    A step that changes nothing writes nothing. AlreadyFiled when a new dossier's key was filed meanwhile.
    """
    connection, steps = _connection(session), [narrowed(step, rules) for step in asked]
    sequence, now = connection.exec_driver_sql(f"select {timeline.CURRENT}, clock_timestamp()").one()
    heads = _heads(connection, [step for step in steps if step.held])
    planned = [plan(step, heads.get(step.held.id, {}) if step.held else {}, now, sequence) for step in steps]
    new_ids = _insert_dossiers(connection, [each for each in planned if each.step.held is None])
    planned = [each if each.written.id else each.with_id(new_ids[each.step.key]) for each in planned]
    changed = [each for each in planned if each.written.changed]
    if changed:
        events: dict[int, dict[str, int]] = {}
        statements = [
            _facts(changed, rules),
            _present([each for each in changed if each.step.held is not None]),
            _events(changed, rules),
            _notes(changed),
        ]
        for dossier_id, item, event_id in pipelined(connection, statements)[2]:
            events.setdefault(dossier_id, {})[item] = event_id
        return [replace(each.written, events=events.get(each.written.id, {})) for each in planned]
    return [each.written for each in planned]


def _heads(connection: Connection, steps: Sequence[Step]) -> dict[int, dict[Place, Head]]:
    asked = [(step.held.id, *change.place) for step in steps if step.held for change in step.changes]
    found: dict[int, dict[Place, Head]] = {}
    if not asked:
        return found
    rows = connection.exec_driver_sql(
        """
        select distinct on (dossier_id, field, item) dossier_id, field, item, valid_from, position, value from fact
        where (dossier_id, field, item) in
            (select * from unnest(%(ids)s::bigint[], %(fields)s::text[], %(items)s::text[]))
        order by dossier_id, field, item, valid_from desc, version desc
        """,
        {"ids": [row[0] for row in asked], "fields": [row[1] for row in asked], "items": [row[2] for row in asked]},
    )
    for dossier_id, field_name, item, valid_from, position, value in rows:
        found.setdefault(dossier_id, {})[Place(field_name, item)] = Head(valid_from, position, value)
    return found


_TYPES = {
    "registration_number": "text",
    "filing_date": "date",
    "registration_date": "date",
    "expiry_date": "date",
    "status_group": "text",
    "status_code": "text",
    "version": "int",
    "sequence": "bigint",
    "recorded_at": "timestamptz",
    "record": "text",
    "digest": "text",
    "published_on": "date",
    "deleted_at": "timestamptz",
}
_ARRAYS = ", ".join(f"%({name})s::{kind}[]" for name, kind in _TYPES.items())
_NAMES = ", ".join(_TYPES)
_VALUES = _NAMES.replace("record,", "record::jsonb,")


def _insert_dossiers(connection: Connection, plans: Sequence[Plan]) -> dict[DossierKey, int]:
    if not plans:
        return {}
    values = [columns(each) for each in plans]
    rows = connection.exec_driver_sql(
        f"""
        insert into dossier (office, kind, number, {_NAMES})
        select office, kind, number, {_VALUES}
        from unnest(%(office)s::text[], %(kind)s::text[], %(number)s::text[], {_ARRAYS})
            as new(office, kind, number, {_NAMES})
        on conflict (office, kind, number) do nothing returning id, office, kind, number
        """,  # noqa: S608 - only names of columns are put together
        {
            "office": [each.step.key.office for each in plans],
            "kind": [str(each.step.key.kind) for each in plans],
            "number": [each.step.key.number for each in plans],
            **{name: [row[name] for row in values] for name in _TYPES},
        },
    )
    ids = {DossierKey(row[1], Kind(row[2]), row[3]): int(row[0]) for row in rows}
    for each in plans:
        if each.step.key not in ids:
            raise AlreadyFiled(each.step.key, meanwhile=True)
    return ids


def _present(plans: Sequence[Plan]) -> Statement:
    """The present state of dossiers that were there."""
    values = [columns(each) for each in plans]
    sets = ", ".join(f"{name} = new.{name}{'::jsonb' if name == 'record' else ''}" for name in _TYPES)
    statement = f"""
        update dossier set {sets} from unnest(%(id)s::bigint[], {_ARRAYS}) as new(id, {_NAMES})
        where dossier.id = new.id
    """  # noqa: S608 - only names of columns are put together
    given = {"id": [each.written.id for each in plans], **{name: [row[name] for row in values] for name in _TYPES}}
    return statement, given


def _facts(plans: Sequence[Plan], rules: AudienceRules) -> Statement:
    rows = [(each, row) for each in plans for row in each.rows]
    return (
        """
        insert into fact (dossier_id, field, item, version, position, value, valid_from, recorded_at, audience)
        select id, field, item, version, position, value::jsonb, valid_from, recorded_at, audience
        from unnest(%(id)s::bigint[], %(field)s::text[], %(item)s::text[], %(version)s::int[], %(position)s::bigint[],
            %(value)s::text[], %(valid_from)s::date[], %(recorded_at)s::timestamptz[], %(audience)s::text[])
            as new(id, field, item, version, position, value, valid_from, recorded_at, audience)
        """,
        {
            "id": [each.written.id for each, _ in rows],
            "field": [row.change.place.field for _, row in rows],
            "item": [row.change.place.item for _, row in rows],
            "version": [each.version for each, _ in rows],
            "position": [row.position for _, row in rows],
            "value": [_json(row.change.value) for _, row in rows],
            "valid_from": [row.valid_from for _, row in rows],
            "recorded_at": [each.written.recorded_at for each, _ in rows],
            "audience": [_audience(each, row, rules) for each, row in rows],
        },
    )


def _events(plans: Sequence[Plan], rules: AudienceRules) -> Statement:
    """The journal's lines of the events among the facts; gives their ids by dossier and item."""
    rows = [
        (each, row) for each in plans for row in each.rows if row.change.place.field == "events" and row.change.value
    ]
    return (
        """
        insert into event
            (dossier_id, version, item, date, code, standard_code, value, audience, recorded_at, actor, command_id)
        select id, version, item, (value::jsonb->>'date')::date, value::jsonb->>'code', value::jsonb->>'standard_code',
            value::jsonb, audience, recorded_at, actor, command_id
        from unnest(%(id)s::bigint[], %(version)s::int[], %(item)s::text[], %(value)s::text[],
            %(audience)s::text[], %(recorded_at)s::timestamptz[], %(actor)s::text[], %(command_id)s::uuid[])
            as new(id, version, item, value, audience, recorded_at, actor, command_id)
        returning dossier_id, item, id
        """,
        {
            "id": [each.written.id for each, _ in rows],
            "version": [each.version for each, _ in rows],
            "item": [row.change.place.item for _, row in rows],
            "value": [_json(row.change.value) for _, row in rows],
            "audience": [_audience(each, row, rules) for each, row in rows],
            "recorded_at": [each.written.recorded_at for each, _ in rows],
            "actor": [each.step.actor for each, _ in rows],
            "command_id": [each.step.command_id for each, _ in rows],
        },
    )


def _audience(written: Plan, row: Row, rules: AudienceRules) -> str:
    place, value = row.change.place, row.change.value or {}
    return str(audience(place.field, value, written.step.key.office, rules))


def _notes(plans: Sequence[Plan]) -> Statement:
    return (
        """
        insert into outbox (dossier_id, version, sequence, recorded_at)
        select * from
            unnest(%(id)s::bigint[], %(version)s::int[], %(sequence)s::bigint[], %(recorded_at)s::timestamptz[])
        """,
        {
            "id": [each.written.id for each in plans],
            "version": [each.version for each in plans],
            "sequence": [each.written.sequence for each in plans],
            "recorded_at": [each.written.recorded_at for each in plans],
        },
    )


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _connection(session: Session) -> Connection:
    return session.connection()
