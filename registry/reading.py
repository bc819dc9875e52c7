"""Reads the register: one dossier as it is or was, and many at a time for those who project them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.kinds import WRITTEN
from mappings.number import DossierKey
from mappings.record import Kind, Record
from registry.database import Register, array
from registry.errors import NoSuchDossier
from registry.facts import Fact, Json, Place, fold, gather, plain
from registry.steps import Held

_ID_PARTS = 3  # OFFICE.KIND.NUMBER


@dataclass(frozen=True)
class DossierState:
    """A dossier as it is, or as it was on a day. `record` is None in a tombstone."""

    id: int
    key: DossierKey
    version: int  # the newest that the state asked for knows of
    sequence: int  # of the dossier as it is now
    recorded_at: dt.datetime
    record: Record | None
    published_on: dt.date | None
    deleted_at: dt.datetime | None


@dataclass(frozen=True)
class FrozenSnapshot:
    """What one publication froze: field → value, salt (hex) and digest (hex), and the root over the digests."""

    ordinal: int
    version: int
    sequence: int
    recorded_at: dt.datetime
    stage: str
    issue: str | None
    part: str | None
    date: dt.date
    event_id: int | None
    fields: Json
    salts: dict[str, str]
    digests: dict[str, str]
    root: str
    released: bool  # its issue is out, or it is in none: the public may know of it
    corrects: int | None = None  # the ordinal of the snapshot that this one sets right


@dataclass(frozen=True)
class TakenOut:
    """What is left of a snapshot that was taken out of its issue before that closed."""

    ordinal: int
    version: int
    sequence: int  # of the taking out, as is the next
    recorded_at: dt.datetime
    stage: str
    date: dt.date
    event_id: int | None


class State(NamedTuple):
    """A dossier as it is, for projection: the record as JSON text, None in a tombstone, with all its snapshots."""

    id: int
    key: DossierKey
    version: int
    sequence: int
    recorded_at: dt.datetime
    record: str | None
    deleted: bool
    published_on: dt.date | None
    snapshots: tuple[FrozenSnapshot, ...] = ()
    taken_out: tuple[TakenOut, ...] = ()


def read(
    register: Register, key: DossierKey, valid_on: dt.date | None = None, recorded_at: dt.datetime | None = None
) -> DossierState:
    """The dossier as it is; as it was in the world on the day `valid_on`; as the register knew it at `recorded_at`.

    Both together say what the register knew at that time of that day. `recorded_at` carries a time zone. Raises
    NoSuchDossier, also when nothing of it was recorded or valid yet.
    """
    if recorded_at is not None and recorded_at.tzinfo is None:
        raise ValueError("recorded_at has no time zone; say which one is meant")
    with register.session() as session:
        held = row_of(session, key)
        if held is None:
            raise NoSuchDossier(key)
        gone = held.deleted_at is not None and (recorded_at is None or recorded_at >= held.deleted_at)
        if gone or (valid_on is None and recorded_at is None):
            record = None if held.record is None else Record.model_validate(held.record)
            return _state(held, held.version, held.recorded_at, record)
        facts, version, at = _facts(session, held.id, valid_on, recorded_at)
    if not facts:
        raise NoSuchDossier(key, f"with anything {_when(valid_on, recorded_at)}")
    record = Record.model_validate(fold(identity(key), facts))
    return _state(held, version, at, record)


def _when(valid_on: dt.date | None, recorded_at: dt.datetime | None) -> str:
    said = [f"recorded by {recorded_at.isoformat(' ', 'seconds')}"] if recorded_at else []
    return " and ".join([*said, f"valid on {valid_on}"] if valid_on else said)


def row_of(session: Session, key: DossierKey) -> Held | None:
    """The dossier's row, not locked."""
    row = session.execute(
        text("""
            select id, version, sequence, recorded_at, record, published_on, deleted_at from dossier
            where office = :office and kind = :kind and number = :number
        """),
        {"office": key.office, "kind": str(key.kind), "number": key.number},
    ).one_or_none()
    return Held(row[0], key, *row[1:]) if row else None


def present_on(session: Session, held: Held, day: dt.date) -> Json:
    """The plain record valid on a day, as the register knows it now; the present one when nothing later holds."""
    later = session.scalar(
        text("select exists (select from fact where dossier_id = :id and valid_from > :day)"),
        {"id": held.id, "day": day},
    )
    return fold(identity(held.key), _facts(session, held.id, day, None)[0]) if later else held.present


def identity(key: DossierKey) -> dict[str, str]:
    """The fields of a record that are its key."""
    return {"kind": str(key.kind), "office": key.office, "application_number": key.number}


def record_of(key: DossierKey, places: Mapping[Place, Any]) -> Record:
    return Record.model_validate(gather(identity(key), places))


def states(session: Session, ids: Sequence[int]) -> list[State]:
    """The dossiers of the ids as they are, by id; statements more for their snapshots and for those taken out."""
    rows = session.execute(
        text("""
            select id, office, kind, number, version, sequence, recorded_at, record::text, deleted_at is not null,
                published_on, exists (select from snapshot where dossier_id = dossier.id),
                exists (select from taken_out where dossier_id = dossier.id)
            from dossier where id = any(cast(:ids as bigint[])) order by id
        """),
        {"ids": array(ids)},
    ).all()
    frozen = snapshots(session, [row[0] for row in rows if row[10]])
    taken = _taken_out(session, [row[0] for row in rows if row[11]])
    return [
        State(
            id=row[0],
            key=DossierKey(row[1], Kind(row[2]), row[3]),
            version=row[4],
            sequence=row[5],
            recorded_at=row[6],
            record=row[7],
            deleted=row[8],
            published_on=row[9],
            snapshots=tuple(frozen.get(row[0], ())),
            taken_out=tuple(taken.get(row[0], ())),
        )
        for row in rows
    ]


def digests(session: Session, ids: Sequence[int], roles: Mapping[Kind, Collection[str]]) -> list[str]:
    """The content hashes of the documents in one of the roles named for their kind, of those dossiers as they are."""
    rows = session.execute(
        text("""
            select distinct document ->> 'digest' from dossier
            cross join lateral jsonb_array_elements(record -> 'documents') as document
            where id = any(cast(:ids as bigint[])) and record ? 'documents'
                and kind || ' ' || (document ->> 'role') = any(cast(:roles as text[]))
            order by 1
        """),
        {"ids": array(ids), "roles": [f"{kind} {role}" for kind, some in roles.items() for role in some]},
    )
    return list(rows.scalars())


def snapshots(session: Session, ids: Sequence[int]) -> dict[int, list[FrozenSnapshot]]:
    """The snapshots of the dossiers, oldest first, by dossier id."""
    found: dict[int, list[FrozenSnapshot]] = {}
    if not ids:
        return found
    rows = session.execute(
        text("""
            select dossier_id, ordinal, version, sequence, recorded_at, stage, issue_id, part, snapshot.date, event_id,
                fields, salts, digests, root, issue_id is null or issue.status = 'published', corrects
            from snapshot left join issue on issue.id = issue_id
            where dossier_id = any(cast(:ids as bigint[])) order by dossier_id, ordinal
        """),
        {"ids": array(ids)},
    )
    for dossier_id, *row in rows:
        found.setdefault(dossier_id, []).append(FrozenSnapshot(*row))
    return found


def _taken_out(session: Session, ids: Sequence[int]) -> dict[int, list[TakenOut]]:
    found: dict[int, list[TakenOut]] = {}
    if not ids:
        return found
    rows = session.execute(
        text("""
            select dossier_id, ordinal, version, sequence, recorded_at, stage, date, event_id from taken_out
            where dossier_id = any(cast(:ids as bigint[])) order by dossier_id, ordinal
        """),
        {"ids": array(ids)},
    )
    for dossier_id, *row in rows:
        found.setdefault(dossier_id, []).append(TakenOut(*row))
    return found


def ids_of(session: Session, keys: Sequence[DossierKey]) -> dict[DossierKey, int]:
    """The dossier ids of the keys that are filed."""
    rows = session.execute(
        text("""
            select id, office, kind, number from dossier
            where (office, kind, number) in (select * from unnest(cast(:offices as text[]), cast(:kinds as text[]),
                cast(:numbers as text[])))
        """),
        {
            "offices": [key.office for key in keys],
            "kinds": [str(key.kind) for key in keys],
            "numbers": [key.number for key in keys],
        },
    )
    return {DossierKey(row[1], Kind(row[2]), row[3]): row[0] for row in rows}


def all_ids(session: Session, after: int = 0, limit: int = 10_000) -> list[int]:
    """The next dossier ids above `after`, ascending, tombstones among them; empty at the end."""
    rows = session.execute(
        text("select id from dossier where id > :after order by id limit :limit"), {"after": after, "limit": limit}
    )
    return list(rows.scalars())


def each_id(register: Register, batch: int = 10_000) -> Iterator[list[int]]:
    """All dossier ids in batches, each read in a transaction of its own."""
    after = 0
    while True:
        with register.session() as session:
            ids = all_ids(session, after, batch)
        if not ids:
            return
        yield ids
        after = ids[-1]


def changed_since(session: Session, sequence: int) -> list[int]:
    """The ids of the dossiers whose present version has a higher sequence, ascending, tombstones among them."""
    rows = session.execute(
        text("select id from dossier where sequence > :sequence order by id"), {"sequence": sequence}
    )
    return list(rows.scalars())


def find(register: Register, number: str) -> list[DossierKey]:
    """The dossiers that an application number, a registration number or a dossier id means, of any office and kind."""
    parts = number.split(".", 2)
    key = DossierKey.from_id(number) if len(parts) == _ID_PARTS and re.fullmatch(WRITTEN, parts[1]) else None
    with register.session() as session:
        rows = session.execute(
            text("""
                select office, kind, number from dossier
                where number = :number or registration_number = :number
                    or (office = :office and kind = :kind and number = :of_key)
                order by 1, 2, 3
            """),
            {
                "number": number,
                "office": key and key.office,
                "kind": key and str(key.kind),
                "of_key": key and key.number,
            },
        )
        return [DossierKey(row[0], Kind(row[1]), row[2]) for row in rows]


def as_json(state: DossierState) -> Json:
    """The state as plain JSON: its key, version, sequence, times and record (None in a tombstone)."""
    return {
        "id": state.key.id,
        "office": state.key.office,
        "kind": str(state.key.kind),
        "number": state.key.number,
        "version": state.version,
        "sequence": state.sequence,
        "recorded_at": state.recorded_at.isoformat(),
        "published_on": state.published_on.isoformat() if state.published_on else None,
        "deleted_at": state.deleted_at.isoformat() if state.deleted_at else None,
        "record": plain(state.record) if state.record else None,
    }


def _facts(
    session: Session, dossier_id: int, valid_on: dt.date | None, recorded_at: dt.datetime | None
) -> tuple[list[Fact], int, dt.datetime]:
    """The facts of one dossier, and the newest version and its time among them (0 and the beginning for none)."""
    rows = session.execute(
        text("""
            select field, item, position, value, valid_from, version, recorded_at from fact
            where dossier_id = :id and valid_from <= coalesce(cast(:valid_on as date), 'infinity')
                and recorded_at <= coalesce(cast(:recorded_at as timestamptz), 'infinity')
        """),
        {"id": dossier_id, "valid_on": valid_on, "recorded_at": recorded_at},
    ).all()
    facts = [Fact(Place(row[0], row[1]), *row[2:6]) for row in rows]
    at = max((row[6] for row in rows), default=dt.datetime.min.replace(tzinfo=dt.UTC))
    return facts, max((fact.version for fact in facts), default=0), at


def _state(held: Held, version: int, recorded_at: dt.datetime, record: Record | None) -> DossierState:
    gone = held.deleted_at if record is None else None
    return DossierState(held.id, held.key, version, held.sequence, recorded_at, record, held.published_on, gone)


def handled(register: Register, command_id: UUID) -> bool:
    """Whether a command of this id has been handled."""
    with register.session() as session:
        return bool(session.scalar(text("select exists (select from command where id = :id)"), {"id": command_id}))
