"""Writes dossiers: facts, journal, present state and outbox note, for many dossiers in a few statements.

Everything that changes a dossier comes through `write`, inside the transaction of its command. A statement takes all
its rows as one piece of JSON: a row at a time through the ORM files a fifth as many records a second, and the driver
writes an array of texts one piece at a time, in Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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
    statement = (
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
    (rows,) = pipelined(_connection(session), [statement])
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
    changed = {n: each for n, each in enumerate(planned) if each.written.changed}
    if not changed:
        return [each.written for each in planned]
    ids: dict[int, int] = {}
    events: dict[int, dict[str, int]] = {}
    (rows,) = pipelined(connection, [_rows(changed, rules)])
    for n, ids[n], item, event_id in rows:
        if event_id is not None:
            events.setdefault(n, {})[item] = event_id
    for n, each in changed.items():
        if n not in ids:
            raise AlreadyFiled(each.step.key, meanwhile=True)
    return [
        replace(each.written, id=ids[n], events=events.get(n, {})) if n in changed else each.written
        for n, each in enumerate(planned)
    ]


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
_SETS = ", ".join(f"{name} = old.{name}" for name in _TYPES)
# One statement for all, as each costs its way. A dossier is `n` in it: a new one has no id before it is filed, and
# none at all when another filed its key meanwhile; then nothing else of it is written.
_WRITE = f"""
    with new as (
        select * from json_to_recordset(%(new)s::json) as new(n int, office text, kind text, number text, {_NEW})
    ), old as (
        select * from json_to_recordset(%(old)s::json) as old(n int, id bigint, {_NEW})
    ), filed as (
        insert into dossier (office, kind, number, {_NAMES}) select office, kind, number, {_NAMES} from new order by n
        on conflict (office, kind, number) do nothing returning id, office, kind, number
    ), changed as (
        update dossier set {_SETS} from old where dossier.id = old.id and dossier.id = any(%(ids)s::bigint[])
    ), ids as (
        select new.n, filed.id from new join filed using (office, kind, number) union all select n, id from old
    ), facts as (
        insert into fact (dossier_id, field, item, version, position, value, valid_from, recorded_at, audience)
        select ids.id, field, item, version, position, value, valid_from, recorded_at, audience
        from json_to_recordset(%(facts)s::json) as fact(n int, field text, item text, version int, position bigint,
            value jsonb, valid_from date, recorded_at timestamptz, audience text) join ids using (n)
    ), said as (
        insert into event
            (dossier_id, version, item, date, code, standard_code, value, audience, recorded_at, actor, command_id)
        select ids.id, version, item, (value->>'date')::date, value->>'code', value->>'standard_code', value,
            audience, recorded_at, actor, command_id
        from json_to_recordset(%(events)s::json) as event(n int, at int, version int, item text, value jsonb,
            audience text, recorded_at timestamptz, actor text, command_id uuid) join ids using (n)
        order by at
        returning dossier_id, item, id
    ), noted as (
        insert into outbox (dossier_id, version, sequence, recorded_at)
        select ids.id, version, sequence, recorded_at from (
            select n, version, sequence, recorded_at from new
            union all select n, version, sequence, recorded_at from old
        ) as written join ids using (n) order by n
    )
    select ids.n, ids.id, said.item, said.id from ids left join said on said.dossier_id = ids.id
"""  # noqa: S608 - only names of columns are put together


def _rows(plans: Mapping[int, Plan], rules: AudienceRules) -> Statement:
    """All that the plans write. Gives each one's `n` and id, with the item and the id of each event in the journal."""
    new, old, facts, events = list[Any](), list[Any](), list[Any](), list[Any]()
    for n, each in plans.items():
        key, held = each.step.key, each.step.held
        if held is None:
            new.append({"n": n, "office": key.office, "kind": str(key.kind), "number": key.number, **_columns(each)})
        else:
            old.append({"n": n, "id": held.id, **_columns(each)})
        for row in each.rows:
            place = row.change.place
            fact = {
                "n": n,
                "field": place.field,
                "item": place.item,
                "version": each.version,
                "position": row.position,
                "value": row.change.value,
                "valid_from": row.valid_from,
                "recorded_at": each.written.recorded_at,
                "audience": _audience(each, row, rules),
            }
            facts.append(fact)
            if place.field == "events" and row.change.value:
                by = {"at": len(events), "actor": each.step.actor, "command_id": each.step.command_id}
                events.append(fact | by)
    lists = {"new": new, "old": old, "facts": facts, "events": events}
    ids = array(each.step.held.id for each in plans.values() if each.step.held)
    return _WRITE, {**{name: as_rows(rows) for name, rows in lists.items()}, "ids": ids}


def _audience(written: Plan, row: Row, rules: AudienceRules) -> str:
    place, value = row.change.place, row.change.value or {}
    return str(audience(place.field, value, written.step.key.office, rules))


def _columns(written: Plan) -> dict[str, Any]:
    """Of the dossier's own row; the record as it was put into words for its digest."""
    found = columns(written)
    return found if found["record"] is None else found | {"record": orjson.Fragment(found["record"])}


def _connection(session: Session) -> Connection:
    return session.connection()
