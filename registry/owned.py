"""The files of a party: found, filtered, the nearest deadline first; and the days that come. Read from the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry.closing import day
from registry.database import Register
from registry.queues import awaiting, name_of, title
from registry.whose import not_the_partys

PAGE = 50  # files of a list
READ = 1_000  # rows in memory at a time of a list that goes out whole
Group = Literal["pending", "registered", "ended", "unknown"]


@dataclass(frozen=True)
class OwnFile:
    """A file of a party: where it stands, what it awaits, and the next day that matters."""

    key: DossierKey
    title: str
    kind: Kind
    registration: str | None  # its number
    reference: str | None  # the party's own
    status: str | None
    group: str
    filed: dt.date | None
    expires: dt.date | None
    awaits: tuple[str, ...]  # roles
    due: dt.date | None  # of the nearest deadline that is the party's to keep
    deadline: str | None  # its name
    workflow: str | None
    version: int


@dataclass(frozen=True)
class OwnFiles:
    total: int  # of all that are wanted, not only of this page
    of: int  # of all that the party has
    files: tuple[OwnFile, ...]


@dataclass(frozen=True)
class Wanted:
    """Which of the files. `words` must all stand in title, numbers or the party's own reference."""

    words: str = ""
    kind: str = ""
    group: str = ""
    waits: bool = False  # for one of the party's roles

    def __bool__(self) -> bool:
        return bool(self.words.strip() or self.kind or self.group or self.waits)


@dataclass(frozen=True)
class Day:
    """A deadline of one of the files that runs. `last` ends the period of grace."""

    key: DossierKey
    title: str
    ordinal: int
    name: str
    workflow: str | None
    due: dt.date
    last: dt.date


OWN = """
    d.office = :office and d.deleted_at is null
        and jsonb_path_query_array(d.record, '$.parties[*].identifier') ?| identifiers_of(:identifier)
"""
_REFERENCES = """
    (select string_agg(party->>'reference', ', ') from jsonb_array_elements(d.record->'parties') as party
        where party->>'identifier' = any(identifiers_of(:identifier)) and party ? 'reference')
"""
_WANTED = f"""
    and (:kind = '' or d.kind = :kind) and (:group = '' or d.status_group = :group)
    and (not :waits or exists (
        select from unnest(cast(:kinds as text[]), cast(:codes as text[]), cast(:international as boolean[]))
            as awaits(kind, code, international)
        where awaits.kind = d.kind and awaits.code = d.status_code and awaits.international =
            coalesce(d.record->'related' @> '[{{"relation": "international"}}]', false)
    ))
    and not exists (
        select from unnest(cast(:words as text[])) as word
        where position(word in lower(concat_ws(' ', d.number, d.registration_number,
            d.record->'mark'->>'verbal_element', d.record->'invention'->>'title', d.record->'design'->>'product',
            jsonb_path_query_array(d.record, '$.entry[*] ? (@.field == "name").values[*]')::text, {_REFERENCES}
        ))) = 0
    )
"""  # noqa: S608 - only pieces of ours are put together
_THEIRS = """
    not exists (
        select from unnest(cast(:not_kinds as text[]), cast(:not_names as text[]), cast(:not_files as boolean[]))
            as theirs(kind, name, international)
        where theirs.kind = d.kind and theirs.name = deadline.name and theirs.international =
            coalesce(d.record->'related' @> '[{"relation": "international"}]', false)
    )
"""  # the deadline is the party's to keep
_ROWS = f"""
    select d.office, d.kind, d.number, d.version, d.record, d.registration_number, d.filing_date, d.expiry_date,
        {_REFERENCES} as reference, next.due, next.name
    from dossier d
    left join lateral (
        select due, name from deadline where dossier_id = d.id and state = 'running' and frozen_on is null and {_THEIRS}
        order by due, ordinal limit 1
    ) next on true
    where {OWN} {_WANTED}
    order by next.due nulls last, d.filing_date desc nulls last, d.number limit :limit offset :offset
"""  # noqa: S608 - as above
_DAYS = f"""
    select d.office, d.kind, d.number, d.record, deadline.ordinal, deadline.name, deadline.due, deadline.last
    from dossier d join deadline on deadline.dossier_id = d.id
    where {OWN} and deadline.state = 'running' and deadline.frozen_on is null and deadline.last >= :today
        and deadline.due <= :until and {_THEIRS}
    order by deadline.due, d.number, deadline.ordinal limit :limit
"""  # noqa: S608 - as above
_BY_AND_BY = {"yield_per": READ}


def own(
    register: Register,
    identifier: str,
    wanted: Wanted | None = None,
    roles: Collection[str] = (),
    *,
    limit: int | None = PAGE,
    offset: int = 0,
) -> OwnFiles:
    """The files in which the party of this identifier at the office stands, the nearest deadline first.

    Also under other identifiers of theirs, as after a merge. All of them without a `limit`.
    """
    asked = wanted or Wanted()
    waiting = list(awaiting(register, roles))
    given: dict[str, Any] = _given(register, identifier) | {
        "words": asked.words.lower().split(),
        "kind": asked.kind,
        "group": asked.group,
        "waits": asked.waits,
        "kinds": [workflow.right.value for workflow, _ in waiting],
        "codes": [code for _, code in waiting],
        "international": [workflow.files == "international" for workflow, _ in waiting],
    }
    with register.session() as session:
        everything = int(session.scalar(text(f"select count(*) from dossier d where {OWN}"), given) or 0)  # noqa: S608 - as above
        total = everything
        if asked:
            total = int(session.scalar(text(f"select count(*) from dossier d where {OWN} {_WANTED}"), given) or 0)  # noqa: S608 - as above
        rows = session.execute(text(_ROWS), given | {"limit": limit, "offset": offset}, execution_options=_BY_AND_BY)
        return OwnFiles(total, everything, tuple(_own(register, row) for row in rows))


def days(register: Register, identifier: str, within: int, limit: int | None = None) -> tuple[Day, ...]:
    """The deadlines that the party has to keep and that end in so many days, or have ended and are in their grace."""
    with register.session() as session:
        today = day(session, register)
        given = _given(register, identifier) | {
            "today": today,
            "until": today + dt.timedelta(days=within),
            "limit": limit,
        }
        return tuple(
            Day(
                DossierKey(row.office, Kind(row.kind), row.number),
                title(row.record),
                row.ordinal,
                row.name,
                _workflow(register, row.record)[0],
                row.due,
                row.last,
            )
            for row in session.execute(text(_DAYS), given, execution_options=_BY_AND_BY)
        )


def _given(register: Register, identifier: str) -> dict[str, Any]:
    theirs = list(not_the_partys(register.procedure))
    return {
        "office": register.procedure.office,
        "identifier": identifier,
        "not_kinds": [workflow.right.value for workflow, _ in theirs],
        "not_names": [name for _, name in theirs],
        "not_files": [workflow.files == "international" for workflow, _ in theirs],
    }


def _own(register: Register, row: Any) -> OwnFile:
    status = row.record.get("status", {})
    code = status.get("code")
    name, awaits = _workflow(register, row.record)
    return OwnFile(
        DossierKey(row.office, Kind(row.kind), row.number),
        title(row.record),
        Kind(row.kind),
        row.registration_number,
        row.reference,
        code,
        status.get("group", "unknown"),
        row.filing_date,
        row.expiry_date,
        awaits.get(code, ()),
        row.due,
        row.name,
        name,
        row.version,
    )


def _workflow(register: Register, record: dict[str, Any]) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    """Its name, and for whom a file waits in its statuses."""
    workflow = register.procedure.workflow(record)
    return (name_of(register, workflow), dict(workflow.awaits)) if workflow else (None, {})
