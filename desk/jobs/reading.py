"""How the jobs stand: each with its last run and its next, whether a worker lives, what became of them. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import text

from desk.jobs.queue import KEPT, Kept, kept
from desk.jobs.settings import JobsSettings, coming
from desk.jobs.work import JOBS
from registry.database import Register

PAGE = 50  # runs of a list
WAITS, RUNS = "todo", "doing"  # of procrastinate.jobs.Status
REMEDY = "Mend what the reason names, then run it again."
REMEDIES = MappingProxyType(
    {
        "clock": "Open the file that the reason names: its history says what stands against the action.",
        "letters": "Open the file that the reason names, or give the letter its text, its key or its approval.",
        "mail": "See to the mail server, or to the address that the reason names; what waits stays queued.",
        "remind": "Give the file that the reason names an address, or the reminder its text.",
        "index": "`blazon index status` says why a file is missing; mend it, then `blazon index audit --repair`.",
        "recall": "`blazon recall --sample 200 --store` measures anew after a change of strategies.",
        "backup": "See to the folder of the backups and its space, then run it again; the older ones are as they were.",
    }
)

_NEWEST = """(
    select max(id) from jobs.procrastinate_jobs where task_name = any(:names) group by task_name, status = 'todo'
)"""


@dataclass(frozen=True)
class Standing:
    """A job: what it does, what became of it last (`waiting` is not a run yet), when it is due next."""

    name: str
    text: str
    last: Kept | None
    waiting: Kept | None
    next: dt.datetime | None  # by the settings that this server reads
    given_out: dt.datetime | None = None  # when a worker last gave it out by its own schedule

    @property
    def failed(self) -> bool:
        return self.last is not None and self.last.state == "failed"

    @property
    def remedy(self) -> str:
        return REMEDIES.get(self.name, REMEDY)

    @property
    def newest(self) -> int:
        """The highest number of a job of this name; 0 where there is none."""
        return max((one.id for one in (self.last, self.waiting) if one), default=0)


@dataclass(frozen=True)
class Worker:
    id: int
    heard_at: dt.datetime
    lives: bool  # it was heard not longer ago than a worker may be silent


@dataclass(frozen=True)
class History:
    total: int  # of all, not only of this page
    jobs: tuple[Kept, ...]


def standings(register: Register, settings: JobsSettings, now: dt.datetime) -> list[Standing]:
    """Every job; `now` bears the office's time zone."""
    found: dict[str, list[Kept]] = {name: [] for name in JOBS}
    with register.session() as session:
        rows = session.execute(
            text(f"{KEPT} from jobs.procrastinate_jobs job where id in {_NEWEST}"),
            {"names": list(JOBS)},
        )
        for row in rows:
            one = Kept(*row)
            found[one.name].append(one)
        given_out = {
            name: dt.datetime.fromtimestamp(at, dt.UTC)
            for name, at in session.execute(
                text(
                    "select task_name, max(defer_timestamp) from jobs.procrastinate_periodic_defers group by task_name"
                )
            )
        }
    return [
        Standing(
            name,
            job.text,
            next((one for one in found[name] if one.state != WAITS), None),
            next((one for one in found[name] if one.state == WAITS), None),
            coming(line, now) if (line := settings.line(name)) else None,
            given_out.get(name),
        )
        for name, job in JOBS.items()
    ]


def workers(register: Register, settings: JobsSettings) -> list[Worker]:
    """Those that did not say goodbye, the one heard last first."""
    with register.session() as session:
        rows = session.execute(
            text("""
                select id, last_heartbeat, last_heartbeat > clock_timestamp() - make_interval(secs => :seconds)
                from jobs.procrastinate_workers order by last_heartbeat desc, id
            """),
            {"seconds": settings.stalled_seconds},
        )
        return [Worker(*row) for row in rows]


def history(register: Register, name: str | None = None, *, limit: int = PAGE, offset: int = 0) -> History:
    """The jobs of that name, or of all, the newest first."""
    with register.session() as session:
        total = session.scalar(
            text("select count(*) from jobs.procrastinate_jobs where cast(:name as text) is null or task_name = :name"),
            {"name": name},
        )
    return History(int(total or 0), tuple(kept(register, name, limit, offset)))


def alive(found: Iterable[Worker]) -> bool:
    return any(one.lives for one in found)
