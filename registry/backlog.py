"""The backlog: what was pending at each month's end, by right and by who acted last; and how long files waited.

Read from the actions: each stands from its day until that of the next one. It grows with the actions of the files that
are pending, or were acted on in these months; those that ended before are not looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.record import Kind, StatusGroup
from mappings.workflow import CLOCK
from registry.closing import day
from registry.database import Register
from registry.pendency import month_firsts
from registry.queues import SHOWN, Hidden, hiding


@dataclass(frozen=True)
class Pending:
    """The files pending at the end of each month; `officer` is None where a party or the clock acted last."""

    kind: Kind
    officer: str | None
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Wait:
    """How many days it took; of files for which it happened in that month. None where there was none."""

    files: int
    median: int | None
    most: int | None  # nine of ten took no longer


@dataclass(frozen=True)
class Waits:
    first: dt.date  # of the month
    action: Wait  # from the filing to the office's first action
    decision: Wait  # from the filing until it was not pending any more


@dataclass(frozen=True)
class Backlog:
    """`ends`: the last day of each month; of the present one, today."""

    day: dt.date
    ends: tuple[dt.date, ...]
    pending: tuple[Pending, ...]
    waits: tuple[Waits, ...]

    def by_right(self) -> dict[Kind, tuple[int, ...]]:
        return {kind: _sum(one.counts for one in self.pending if one.kind == kind) for kind in sorted(self._kinds)}

    def by_officer(self) -> dict[str | None, tuple[int, ...]]:
        names = sorted({one.officer for one in self.pending}, key=lambda name: (name is None, name or ""))
        return {name: _sum(one.counts for one in self.pending if one.officer == name) for name in names}

    def total(self) -> tuple[int, ...]:
        return _sum((one.counts for one in self.pending), len(self.ends))

    @property
    def _kinds(self) -> set[Kind]:
        return {one.kind for one in self.pending}


_STEPS = f"""
    with files as (
        select d.id, d.kind, d.filing_date, d.status_group from dossier d
        where d.office = :office and d.deleted_at is null and (cast(:right as text) is null or d.kind = :right)
            and (d.status_group = 'pending' or d.id in (select dossier_id from act where date >= :first))
            and {SHOWN}
    ), steps as (
        select f.kind, f.filing_date, a.dossier_id, a.ordinal, a.date, a.action,
            case when a.role = any(:others) then null else a.actor end as officer, p.code is not null as pending,
            lead(a.date) over file as until, lag(p.code is not null) over file as before
        from files f join act a on a.dossier_id = f.id
        left join unnest(cast(:kinds as text[]), cast(:codes as text[])) as p(kind, code)
            on p.kind = f.kind and p.code = a.status
        where a.undoes is null
            and not exists (select from act undo where undo.dossier_id = a.dossier_id and undo.undoes = a.ordinal)
        window file as (partition by a.dossier_id order by a.ordinal)
    )
"""  # noqa: S608 - no input in it
# A file on which nobody ever acted was imported: it is pending since it was filed.
_PENDING = text(f"""{_STEPS}, spans as (
        select kind, officer, date as since, until from steps where pending
        union all
        select kind, null, filing_date, null from files
        where status_group = 'pending' and not exists (select from act where dossier_id = files.id)
    )
    select spans.kind, spans.officer, ends.day, count(*) from spans
    join unnest(cast(:ends as date[])) as ends(day)
        on spans.since <= ends.day and (spans.until is null or spans.until > ends.day)
    group by 1, 2, 3
""")  # noqa: S608 - no input in it
_WAITS = text(f"""{_STEPS}, reached as (
        select 'action' as what, dossier_id, filing_date, min(date) as date from steps
        where officer is not null and action <> all(:filing) group by 2, 3
        union all
        select 'decision', dossier_id, filing_date, min(date) from steps where before and not pending group by 2, 3
    )
    select what, cast(date_trunc('month', date) as date), count(*),
        percentile_disc(0.5) within group (order by date - filing_date),
        percentile_disc(0.9) within group (order by date - filing_date)
    from reached where date between :first and :today and filing_date is not null group by 1, 2
""")  # noqa: S608 - no input in it


def backlog(register: Register, hidden: Hidden = frozenset(), right: str | None = None) -> Backlog:
    """Of the office's own files, or of those of one right; twelve months, the oldest first."""
    procedure = register.procedure
    codes = [
        (kind.value, code)
        for kind, statuses in procedure.statuses.items()
        for code, status in statuses.items()
        if status.group == StatusGroup.PENDING
    ]
    with register.session() as session:
        today = day(session, register)
        firsts = month_firsts(today)
        ends = (*(first - dt.timedelta(days=1) for first in firsts[1:]), today)
        given: dict[str, Any] = {
            "office": procedure.office,
            "right": right,
            "first": firsts[0],
            "today": today,
            "ends": list(ends),
            "kinds": [kind for kind, _ in codes],
            "codes": [code for _, code in codes],
            **hiding(hidden),
            "others": [*sorted(register.procedure.parties), CLOCK],
            "filing": sorted({workflow.file for workflow in procedure.workflows.values()}),
        }
        pending = _pending(session, given, ends)
        waits = {(what, first): Wait(*found) for what, first, *found in session.execute(_WAITS, given)}
    none = Wait(0, None, None)
    told = tuple(
        Waits(first, waits.get(("action", first), none), waits.get(("decision", first), none)) for first in firsts
    )
    return Backlog(today, ends, pending, told)


def _pending(session: Session, given: dict[str, Any], ends: tuple[dt.date, ...]) -> tuple[Pending, ...]:
    found: dict[tuple[str, str | None], dict[dt.date, int]] = {}
    for kind, officer, end, count in session.execute(_PENDING, given):
        found.setdefault((kind, officer), {})[end] = count
    return tuple(
        Pending(Kind(kind), officer, tuple(counts.get(end, 0) for end in ends))
        for (kind, officer), counts in sorted(found.items(), key=lambda one: (one[0][0], one[0][1] or ""))
    )


def _sum(rows: Iterable[tuple[int, ...]], length: int = 0) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True))) or (0,) * length
