"""What waits for whom: the files whose next step is a role's, the requests to decide.

Read from the register itself, so that a list never shows what was done a moment ago. A task is a file in a status that
the workflow's `awaits` gives to a role; it is `ready` for the actions that can be taken today, or says why none can.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind, Record
from mappings.workflow import Workflow
from registry import conditions, standings
from registry.closing import day
from registry.database import Register
from registry.progress import Asked, Refused
from registry.steps import Held

PAGE = 100  # files of a list
Hidden = frozenset[tuple[Kind, str]]  # statuses whose files are left out
SHOWN = """
    not exists (select from unnest(cast(:hidden_kinds as text[]), cast(:hidden_codes as text[])) as hidden(kind, code)
        where hidden.kind = d.kind and hidden.code = d.status_code)
"""  # that the file `d` is under none of them


@dataclass(frozen=True)
class Task:
    """A file that waits. `due` is the last day of what runs next; `assigned` the login of who has it."""

    key: DossierKey
    title: str
    status: str  # the office's code
    since: dt.date | None  # of the last action, or of the filing where none was taken
    due: dt.date | None
    assigned: str | None
    ready: tuple[str, ...]  # actions
    against: str | None  # why none can be taken today
    workflow: str
    came_in: dt.date | None  # when a party last sent something of which the office has done nothing since


@dataclass(frozen=True)
class Tasks:
    total: int  # of all, not only of this page
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Narrowed:
    """Which tasks, and in which order; what is empty narrows nothing."""

    right: str = ""
    status: str = ""  # the office's code
    nice: str = ""  # the number of a class
    order: Literal["since", "due", "came", "number"] = "due"


@dataclass(frozen=True)
class Waiting:
    """A request that was received and nobody has decided."""

    key: DossierKey
    title: str
    number: str
    type: str
    received_on: dt.date
    actor: str


ANY = Narrowed()
_ROWS = """
    select d.id, d.office, d.kind, d.number, d.version, d.sequence, d.recorded_at, d.record, d.published_on,
        coalesce((select max(act.date) from act where act.dossier_id = d.id), d.filing_date) as since,
        next.due, next.name, a.login, came.day as came_in
    from dossier d
    left join assignment a on a.dossier_id = d.id
    left join lateral (
        select due, name from deadline where dossier_id = d.id and state = 'running' and frozen_on is null
        order by due, ordinal limit 1
    ) next on true
    left join lateral (
        select max(sent.day) as day from (
            select received_on, recorded_at from incoming where dossier_id = d.id
            union all select received_on, recorded_at from request where dossier_id = d.id and state = 'received'
            union all select date, recorded_at from act where dossier_id = d.id and ordinal > 1
                and (role = any(:parties) or answers is not null)
        ) sent (day, at)
        where sent.at > coalesce((
            select max(recorded_at) from act
            where dossier_id = d.id and answers is null and (ordinal = 1 or role <> all(:parties))
        ), '-infinity')
    ) came on true
"""
_COUNT = "select count(*) from dossier d left join assignment a on a.dossier_id = d.id"
_TASKS = """
    where d.office = :office and d.deleted_at is null and d.status_code = any(:codes)
        and exists (
            select from unnest(cast(:kinds as text[]), cast(:codes as text[]), cast(:international as boolean[]))
                as awaits(kind, code, international)
            where awaits.kind = d.kind and awaits.code = d.status_code and awaits.international =
                coalesce(d.record->'related' @> '[{"relation": "international"}]', false)
        )
        and (a.login is null or cast(:login as text) is null or a.login = :login)
        and (cast(:desk as text) is null or a.login = :desk)
        and cast(:right as text) in ('', d.kind) and cast(:status as text) in ('', d.status_code)
        and (cast(:nice as text) = ''
            or d.record->'classes' @> jsonb_build_array(jsonb_build_object('number', cast(:nice as text))))
"""
_ORDERS = {
    "since": "since nulls last, next.due nulls last",
    "due": "next.due nulls last, since nulls last",
    "came": "came.day nulls last, since nulls last",
    "number": "d.number",
}
_ORDER = " order by (a.login is null), {}, d.number limit :limit offset :offset"


def tasks(
    register: Register,
    roles: Collection[str],
    login: str | None = None,
    *,
    hidden: Hidden = frozenset(),
    desk: str | None = None,
    limit: int = PAGE,
    offset: int = 0,
    narrowed: Narrowed = ANY,
) -> Tasks:
    """The files that wait for one of these roles, those with the nearest deadline first unless `narrowed` says else.

    With a `login`, that person's own come first, and those of others are left out; with a `desk` all but what lies on
    the desk of that login.
    """
    wanted = [(workflow, code) for workflow, code in awaiting(register, roles) if (workflow.right, code) not in hidden]
    return _tasks(register, wanted, roles, (login, desk), slice(offset, offset + limit), narrowed=narrowed)


def publishable(register: Register, hidden: Hidden = frozenset(), limit: int = PAGE) -> Tasks:
    """The files that wait for an action which publishes them."""
    found = register.procedure.workflows.values()
    actions = [(workflow, action) for workflow in found for action in workflow.actions.values() if action.publication]
    wanted = [
        (workflow, code)
        for workflow, action in actions
        for code in action.from_
        if not set(workflow.awaits.get(code, ())).isdisjoint(action.who) and (workflow.right, code) not in hidden
    ]
    roles = {role for _, action in actions for role in action.who}
    return _tasks(register, wanted, roles, (None, None), slice(0, limit))


def _tasks(
    register: Register,
    wanted: Sequence[tuple[Workflow, str]],
    roles: Collection[str],
    whose: tuple[str | None, str | None],  # the login whose tasks they are, and the desk on which they lie
    page: slice,
    *,
    narrowed: Narrowed = ANY,
) -> Tasks:
    given: dict[str, Any] = {
        "office": register.procedure.office,
        "kinds": [workflow.right.value for workflow, _ in wanted],
        "codes": [code for _, code in wanted],
        "international": [workflow.files == "international" for workflow, _ in wanted],
        "login": whose[0],
        "desk": whose[1],
        "parties": sorted(register.procedure.parties),
        "right": narrowed.right,
        "status": narrowed.status,
        "nice": narrowed.nice,
    }
    with register.session() as session:
        total = int(session.scalar(text(_COUNT + _TASKS), given) or 0)
        rows = session.execute(
            text(_ROWS + _TASKS + _ORDER.format(_ORDERS[narrowed.order])), given | _window(page)
        ).all()
        today = day(session, register)
        return Tasks(total, tuple(_task(session, register, row, roles, today) for row in rows))


def requests(
    register: Register, roles: Collection[str], hidden: Hidden = frozenset(), limit: int = PAGE
) -> list[Waiting]:
    """The requests that one of these roles decides, the oldest first."""
    types = [
        name for name, rule in register.procedure.requests.types.items() if not set(roles).isdisjoint(rule.decides)
    ]
    with register.session() as session:
        rows = session.execute(
            text("""
                select d.office, d.kind, d.number, d.record, r.number, r.type, r.received_on, r.actor
                from request r join dossier d on d.id = r.dossier_id
                where r.state = 'received' and d.deleted_at is null and r.type = any(:types)
                order by r.received_on, r.number limit :limit
            """),
            {"types": types, "limit": limit},
        )
        return [
            Waiting(DossierKey(office, Kind(kind), number), title(record), *request)
            for office, kind, number, record, *request in rows
            if (Kind(kind), record.get("status", {}).get("code")) not in hidden
        ]


def hiding(hidden: Hidden) -> dict[str, Any]:
    """What SHOWN asks for."""
    listed = sorted(hidden)
    return {"hidden_kinds": [kind.value for kind, _ in listed], "hidden_codes": [code for _, code in listed]}


def title(record: dict[str, Any]) -> str:
    """What a person calls the file of a plain record."""
    return Record.model_validate(record).title()


def _window(page: slice) -> dict[str, int]:
    return {"offset": page.start, "limit": page.stop - page.start}


def awaiting(register: Register, roles: Collection[str]) -> Iterable[tuple[Workflow, str]]:
    """The workflows and statuses in which a file waits for one of the roles."""
    for workflow in register.procedure.workflows.values():
        for code, awaited in workflow.awaits.items():
            if not set(roles).isdisjoint(awaited):
                yield workflow, code


def _task(session: Session, register: Register, row: Any, roles: Collection[str], today: dt.date) -> Task:
    held = _held(row)
    workflow = register.procedure.workflow(held.present)
    assert workflow is not None  # the query asks for files of a workflow alone
    ready, against = _open_to(session, held, workflow, roles, today)
    status = held.present["status"]["code"]
    return Task(
        held.key,
        title(held.present),
        status,
        row.since,
        row.due,
        row.login,
        ready,
        None if ready else against,
        name_of(register, workflow),
        row.came_in,
    )


def _open_to(
    session: Session, held: Held, workflow: Workflow, roles: Collection[str], today: dt.date
) -> tuple[tuple[str, ...], str | None]:
    """The actions that one of the roles can take today, and why the first of the others cannot be taken."""
    standing = standings.standing(session, held)
    ready, against = [], None
    for name, action in workflow.open_in(standing.status or "").items():
        if set(roles).isdisjoint(action.who):
            continue
        try:
            conditions.check(workflow, standing, held.present, Asked(name, today))
        except Refused as error:
            against = against or str(error)
        else:
            ready.append(name)
    return tuple(ready), against


def _held(row: Any) -> Held:
    key = DossierKey(row.office, Kind(row.kind), row.number)
    return Held(row.id, key, row.version, row.sequence, row.recorded_at, row.record, row.published_on, None)


def name_of(register: Register, workflow: Workflow) -> str:
    """The name of the workflow's file."""
    return next(name for name, one in register.procedure.workflows.items() if one is workflow)
