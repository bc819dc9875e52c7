"""Writes dossiers: facts, journal, present state and outbox note, for many dossiers in a few statements.

Everything that changes a dossier comes through `write`, inside the transaction of its command. A statement takes all
its rows as one piece of JSON: a row at a time through the ORM files a fifth as many records a second, and the driver
writes an array of texts one piece at a time, in Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from mappings.audience import AudienceRules
from mappings.number import DossierKey
from mappings.record import Kind
from registry import timeline
from registry.database import array, as_rows
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
    statements: list[Statement] = [(f"select {timeline.CURRENT}, clock_timestamp()", {})]
    if asked_heads := [step for step in steps if step.held]:
        statements.append(_heads(asked_heads))
    ((sequence, now),), *found = pipelined(connection, statements)
    heads: dict[int, dict[Place, Head]] = {}
    for dossier_id, field_name, item, *head in chain(*found):
        heads.setdefault(dossier_id, {})[Place(field_name, item)] = Head(*head)
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


def _heads(steps: Sequence[Step]) -> Statement:
    """What holds now at each place that the steps change."""
    asked = [(step.held.id, *change.place) for step in steps if step.held for change in step.changes]
    return (
        """
        select distinct on (dossier_id, field, item) dossier_id, field, item, valid_from, position, value from fact
        where (dossier_id, field, item) in
            (select * from unnest(%(ids)s::bigint[], %(fields)s::text[], %(items)s::text[]))
        order by dossier_id, field, item, valid_from desc, version desc
        """,
        {
            "ids": array(row[0] for row in asked),
            "fields": [row[1] for row in asked],
            "items": [row[2] for row in asked],
        },
    )


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
    "record": "jsonb",
    "digest": "text",
    "published_on": "date",
    "deleted_at": "timestamptz",
}
_NAMES = ", ".join(_TYPES)
_NEW = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())


def _insert_dossiers(connection: Connection, plans: Sequence[Plan]) -> dict[DossierKey, int]:
    if not plans:
        return {}
    rows = connection.exec_driver_sql(
        f"""
        insert into dossier (office, kind, number, {_NAMES})
        select * from json_to_recordset(%(rows)s::json) as new(office text, kind text, number text, {_NEW})
        on conflict (office, kind, number) do nothing returning id, office, kind, number
        """,  # noqa: S608 - only names of columns are put together
        {
            "rows": as_rows(
                {
                    "office": each.step.key.office,
                    "kind": str(each.step.key.kind),
                    "number": each.step.key.number,
                    **_columns(each),
                }
                for each in plans
            )
        },
    )
    ids = {DossierKey(row[1], Kind(row[2]), row[3]): int(row[0]) for row in rows}
    for each in plans:
        if each.step.key not in ids:
            raise AlreadyFiled(each.step.key, meanwhile=True)
    return ids


def _present(plans: Sequence[Plan]) -> Statement:
    """The present state of dossiers that were there."""
    sets = ", ".join(f"{name} = new.{name}" for name in _TYPES)
    return (
        f"""
        update dossier set {sets} from json_to_recordset(%(rows)s::json) as new(id bigint, {_NEW})
        where dossier.id = new.id and dossier.id = any(%(ids)s::bigint[])
        """,  # noqa: S608 - only names of columns are put together
        {
            "rows": as_rows({"id": each.written.id, **_columns(each)} for each in plans),
            "ids": array(each.written.id for each in plans),
        },
    )


def _facts(plans: Sequence[Plan], rules: AudienceRules) -> Statement:
    return (
        """
        insert into fact (dossier_id, field, item, version, position, value, valid_from, recorded_at, audience)
        select * from json_to_recordset(%(rows)s::json) as new(dossier_id bigint, field text, item text, version int,
            position bigint, value jsonb, valid_from date, recorded_at timestamptz, audience text)
        """,
        {
            "rows": as_rows(
                {
                    "dossier_id": each.written.id,
                    "field": row.change.place.field,
                    "item": row.change.place.item,
                    "version": each.version,
                    "position": row.position,
                    "value": row.change.value,
                    "valid_from": row.valid_from,
                    "recorded_at": each.written.recorded_at,
                    "audience": _audience(each, row, rules),
                }
                for each in plans
                for row in each.rows
            )
        },
    )


def _events(plans: Sequence[Plan], rules: AudienceRules) -> Statement:
    """The journal's lines of the events among the facts; gives their ids by dossier and item."""
    return (
        """
        insert into event
            (dossier_id, version, item, date, code, standard_code, value, audience, recorded_at, actor, command_id)
        select dossier_id, version, item, (value->>'date')::date, value->>'code', value->>'standard_code', value,
            audience, recorded_at, actor, command_id
        from json_to_recordset(%(rows)s::json) as new(dossier_id bigint, version int, item text, value jsonb,
            audience text, recorded_at timestamptz, actor text, command_id uuid)
        returning dossier_id, item, id
        """,
        {
            "rows": as_rows(
                {
                    "dossier_id": each.written.id,
                    "version": each.version,
                    "item": row.change.place.item,
                    "value": row.change.value,
                    "audience": _audience(each, row, rules),
                    "recorded_at": each.written.recorded_at,
                    "actor": each.step.actor,
                    "command_id": each.step.command_id,
                }
                for each in plans
                for row in each.rows
                if row.change.place.field == "events" and row.change.value
            )
        },
    )


def _audience(written: Plan, row: Row, rules: AudienceRules) -> str:
    place, value = row.change.place, row.change.value or {}
    return str(audience(place.field, value, written.step.key.office, rules))


def _notes(plans: Sequence[Plan]) -> Statement:
    return (
        """
        insert into outbox (dossier_id, version, sequence, recorded_at)
        select * from json_to_recordset(%(rows)s::json)
            as new(dossier_id bigint, version int, sequence bigint, recorded_at timestamptz)
        """,
        {
            "rows": as_rows(
                {
                    "dossier_id": each.written.id,
                    "version": each.version,
                    "sequence": each.written.sequence,
                    "recorded_at": each.written.recorded_at,
                }
                for each in plans
            )
        },
    )


def _columns(written: Plan) -> dict[str, Any]:
    """Of the dossier's own row; the record as it was put into words for its digest."""
    found = columns(written)
    return found if found["record"] is None else found | {"record": orjson.Fragment(found["record"])}


def _connection(session: Session) -> Connection:
    return session.connection()
