"""How the office stands: what is pending and since when, what came in and was done by month and by whom."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import text

from mappings.number import DossierKey
from mappings.record import Kind
from registry.closing import day
from registry.database import Register
from registry.queues import Hidden

MONTHS = 12
LINES = 500  # of a day's log


@dataclass(frozen=True)
class Pile:
    """The pending files of one right in one status."""

    kind: Kind
    status: str | None  # the office's code
    count: int
    oldest: dt.date | None  # filing date
    unassigned: int


@dataclass(frozen=True)
class Month:
    """One month: applications filed, files that left the pending ones, and actions taken."""

    first: dt.date
    filed: int
    ended: int
    acts: int


@dataclass(frozen=True)
class Officer:
    """One who acted: files on the desk, and actions by month, as long as `Board.months`."""

    name: str
    holds: int
    acts: tuple[int, ...]


@dataclass(frozen=True)
class Board:
    day: dt.date
    piles: tuple[Pile, ...]
    months: tuple[Month, ...]
    officers: tuple[Officer, ...]
    requests: int  # received and not decided
    overdue: int  # deadlines that have passed and that the clock has not taken yet


@dataclass(frozen=True)
class Entry:
    """One line of the daily log: an action that was taken or undone."""

    at: dt.datetime
    key: DossierKey
    workflow: str
    action: str
    date: dt.date
    role: str
    actor: str
    note: str | None
    undoes: int | None


def board(register: Register, hidden: Hidden = frozenset()) -> Board:
    """The office's own files. Months are counted by filing date and by the days of actions."""
    office = register.procedure.office
    with register.session() as session:
        today = day(session, register)
        firsts = month_firsts(today)
        given = {"office": office, "first": firsts[0], "today": today}
        piles = session.execute(
            text("""
                select kind, status_code, count(*), min(filing_date), count(*) filter (where a.login is null)
                from dossier d left join assignment a on a.dossier_id = d.id
                where office = :office and deleted_at is null and status_group = 'pending'
                group by kind, status_code order by kind, count(*) desc, status_code
            """),
            given,
        )
        found = [Pile(Kind(row[0]), *row[1:]) for row in piles if (Kind(row[0]), row[1]) not in hidden]
        filed = {row.month: row.files for row in session.execute(_FILED, given)}
        acted = session.execute(_ACTED, given).all()
        holds = {row[0]: row[1] for row in session.execute(_HELD, given)}
        requests = session.scalar(text("select count(*) from request where state = 'received'")) or 0
        overdue = (
            session.scalar(
                text("""
                select count(*) from deadline join dossier on dossier.id = dossier_id
                where state = 'running' and frozen_on is null and last < :today and deleted_at is null
            """),
                given,
            )
            or 0
        )
    months = tuple(
        Month(
            first,
            filed.get(first, 0),
            sum(row.ended for row in acted if row.month == first),
            sum(row.acts for row in acted if row.month == first),
        )
        for first in firsts
    )
    names = sorted({row.actor for row in acted} | holds.keys())
    officers = tuple(
        Officer(
            name,
            holds.get(name, 0),
            tuple(sum(row.acts for row in acted if (row.actor, row.month) == (name, first)) for first in firsts),
        )
        for name in names
    )
    return Board(today, tuple(found), months, officers, int(requests), int(overdue))


def log(register: Register, on: dt.date | None = None, hidden: Hidden = frozenset()) -> tuple[dt.date, list[Entry]]:
    """What was written down on a day, by default the office's own, the newest first; at most `LINES`."""
    with register.session() as session:
        wanted = on or day(session, register)
        zone = str(register.timezone)
        rows = session.execute(
            text("""
                select status_code, act.recorded_at, office, kind, number, workflow, action, act.date, role, actor,
                    note, undoes
                from act join dossier on dossier.id = act.dossier_id
                where act.recorded_at >= cast(:day as timestamp) at time zone :zone
                    and act.recorded_at < cast(:day as timestamp) at time zone :zone + interval '1 day'
                order by act.recorded_at desc, act.dossier_id, act.ordinal desc limit :limit
            """),
            {"day": wanted, "zone": zone, "limit": LINES},
        )
        return wanted, [
            Entry(at, DossierKey(office, Kind(kind), number), *rest)
            for code, at, office, kind, number, *rest in rows
            if (Kind(kind), code) not in hidden
        ]


_FILED = text("""
    select cast(date_trunc('month', filing_date) as date) as month, count(*) as files
    from dossier where office = :office and deleted_at is null and filing_date between :first and :today group by 1
""")
# An action ends a file's pendency when the file stood pending before it and does not after it.
_ACTED = text("""
    select cast(date_trunc('month', act.date) as date) as month, act.actor, count(*) as acts,
        count(*) filter (where act.action <> 'file' and act.status is distinct from act.before->>'status'
            and d.status_code = act.status and d.status_group <> 'pending') as ended
    from act join dossier d on d.id = act.dossier_id
    where act.date between :first and :today and act.undoes is null group by 1, 2
""")
_HELD = text("""
    select a.login, count(*) from assignment a join dossier d on d.id = a.dossier_id
    where a.login is not null and d.deleted_at is null and d.status_group = 'pending' group by 1
""")


def month_firsts(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, the oldest first."""
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.insert(0, (firsts[0] - dt.timedelta(days=1)).replace(day=1))
    return firsts
