"""How a file stands in its workflow, as the database keeps it: deadlines, proceedings, and the actions taken so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Kind
from registry.pipeline import Statement, later, pipelined
from registry.progress import Clocked, Pending, Standing
from registry.steps import Held

# Every command reads or writes these: they stand as the driver takes them.
_PROCEEDINGS = """
    select ordinal, name, opened_on, closed_on from proceeding where dossier_id = %(id)s order by ordinal
"""
_DEADLINES = """
    select ordinal, name, base, due, last, extended, frozen_on, state from deadline
    where dossier_id = %(id)s order by ordinal
"""
_UNDONE = "exists (select from act undo where undo.dossier_id = act.dossier_id and undo.undoes = act.ordinal)"
_ACTS = f"""
    select ordinal, workflow, action, date, since, version, status, role, actor, letter, note, undoes, request,
        answers, {_UNDONE}, recorded_at
    from act where dossier_id = %(id)s
"""  # noqa: S608 - only pieces of ours are put together
_LAST = f"{_ACTS} and undoes is null and not {_UNDONE} order by ordinal desc limit 1"
_ACT_COLUMNS = (
    "workflow", "action", "date", "since", "version", "status", "role", "letter", "note", "undoes", "request", "actor",
    "answers", "command_id",
)  # fmt: skip
_ACT = f"""
    insert into act (dossier_id, ordinal, before, {", ".join(_ACT_COLUMNS)})
    values (%(dossier_id)s, (select coalesce(max(ordinal), 0) + 1 from act where dossier_id = %(dossier_id)s),
        %(before)s::jsonb, {", ".join(f"%({name})s" for name in _ACT_COLUMNS)})
"""  # noqa: S608 - only names of columns are put together


def _saved(table: str, kind: type) -> tuple[str, str]:
    """The statements that write and delete a row of the table, whose columns are the fields of `kind`."""
    names = [field.name for field in fields(kind)]
    columns, values = ", ".join(names), ", ".join(f"%({name})s" for name in names)
    sets = ", ".join(f"{name} = excluded.{name}" for name in names)
    upsert = f"""
        insert into {table} (dossier_id, {columns}) values (%(dossier_id)s, {values})
        on conflict (dossier_id, ordinal) do update set {sets}
    """  # noqa: S608 - names of our own tables and columns
    return upsert, f"delete from {table} where dossier_id = %(dossier_id)s and ordinal = %(ordinal)s"  # noqa: S608 - as above


_SAVED = {"deadline": _saved("deadline", Clocked), "proceeding": _saved("proceeding", Pending)}


@dataclass(frozen=True)
class Taken:
    """An action that was taken. `undoes` is the ordinal of the one it undid; `undone` whether it was undone itself."""

    ordinal: int
    workflow: str
    action: str
    date: dt.date
    since: int  # the dossier's version before it
    version: int
    status: str | None  # the office's code after it
    role: str
    actor: str
    letter: str | None
    note: str | None
    undoes: int | None
    request: str | None  # the number of the request that it granted or decided
    answers: str | None  # the number of the letter to which it is the answer
    undone: bool
    recorded_at: dt.datetime


@dataclass(frozen=True)
class Due:
    """A deadline that nobody met: whose it is, and what the clock has to do."""

    key: DossierKey
    ordinal: int
    name: str
    due: dt.date
    last: dt.date


def standing(session: Session, held: Held) -> Standing:
    """How the file stands now. A file that was imported stands in its status, with nothing that runs."""
    return _stands(
        held, *pipelined(session.connection(), [(_DEADLINES, {"id": held.id}), (_PROCEEDINGS, {"id": held.id})])
    )


def now(session: Session, held: Held) -> tuple[Standing, Taken | None]:
    """How the file stands, and the last action that was not undone."""
    of_it = {"id": held.id}
    running, pending, taken = pipelined(
        session.connection(), [(_DEADLINES, of_it), (_PROCEEDINGS, of_it), (_LAST, of_it)]
    )
    return _stands(held, running, pending), Taken(*taken[0]) if taken else None


def _stands(held: Held, running: Sequence[Sequence[Any]], pending: Sequence[Sequence[Any]]) -> Standing:
    code = (held.record or {}).get("status", {}).get("code")
    return Standing(code, tuple(Clocked(*row) for row in running), tuple(Pending(*row) for row in pending))


def deadlines(session: Session, dossier_id: int) -> tuple[Clocked, ...]:
    """All deadlines that the file ever had, as they stand."""
    rows = session.connection().exec_driver_sql(_DEADLINES, {"id": dossier_id})
    return tuple(Clocked(*row) for row in rows)


def save(session: Session, dossier_id: int, before: Standing, after: Standing, taken: Mapping[str, Any]) -> None:
    """Writes down an action, by the columns of `act`, and what has changed by it, once the command ends.

    What `after` has no longer, because its beginning was undone, goes.
    """
    kept = {"dossier_id": dossier_id, "before": orjson.dumps(plain(before)).decode(), "answers": None, **taken}
    statements: list[Statement] = [(_ACT, kept)]
    for (upsert, delete), old, new in (
        (_SAVED["deadline"], before.deadlines, after.deadlines),
        (_SAVED["proceeding"], before.proceedings, after.proceedings),
    ):
        there: dict[int, Any] = {one.ordinal: one for one in old}
        statements += [
            (upsert, {"dossier_id": dossier_id, **vars(one)}) for one in new if there.pop(one.ordinal, None) != one
        ]
        statements += [(delete, {"dossier_id": dossier_id, "ordinal": ordinal}) for ordinal in there]
    later(session, statements)


def acts(session: Session, dossier_id: int) -> list[Taken]:
    """What was done to the file, oldest first."""
    rows = session.connection().exec_driver_sql(f"{_ACTS} order by ordinal", {"id": dossier_id})
    return [Taken(*row) for row in rows]


def last(session: Session, dossier_id: int) -> Taken | None:
    """The last action that was not undone."""
    row = session.connection().exec_driver_sql(_LAST, {"id": dossier_id}).one_or_none()
    return Taken(*row) if row else None


def before(session: Session, dossier_id: int, ordinal: int) -> Standing:
    """How the file stood before that action."""
    kept = session.scalar(
        text("select before from act where dossier_id = :id and ordinal = :ordinal"),
        {"id": dossier_id, "ordinal": ordinal},
    )
    return from_plain(kept)


def missed(session: Session, day: dt.date, limit: int, names: Sequence[str]) -> list[Due]:
    """Deadlines of these names that ended before `day` and were not met, the longest first; none that stands still."""
    rows = session.execute(
        text("""
            select office, kind, number, ordinal, name, due, last from deadline
            join dossier on dossier.id = dossier_id
            where state = 'running' and frozen_on is null and last < :day and deleted_at is null
                and name = any(:names)
            order by last, dossier_id, ordinal limit :limit
        """),
        {"day": day, "limit": limit, "names": list(names)},
    )
    return [Due(DossierKey(row[0], Kind(row[1]), row[2]), *row[3:]) for row in rows]


def plain(standing: Standing) -> dict[str, Any]:
    """As JSON."""
    return {
        "status": standing.status,
        "deadlines": [_dated(asdict(one)) for one in standing.deadlines],
        "proceedings": [_dated(asdict(one)) for one in standing.proceedings],
    }


def from_plain(kept: Mapping[str, Any]) -> Standing:
    dates = {"base", "due", "last", "frozen_on", "opened_on", "closed_on"}

    def read(row: Mapping[str, Any]) -> dict[str, Any]:
        return {key: dt.date.fromisoformat(value) if key in dates and value else value for key, value in row.items()}

    return Standing(
        kept["status"],
        tuple(Clocked(**read(row)) for row in kept["deadlines"]),
        tuple(Pending(**read(row)) for row in kept["proceedings"]),
    )


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, dt.date) else value for key, value in row.items()}
