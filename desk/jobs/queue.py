"""The queue of jobs as procrastinate keeps it, in the schema `jobs`: of each name one waits and one runs."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from procrastinate import App, JobContext, PsycopgConnector, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from desk.jobs.settings import JobsSettings, latest
from desk.jobs.work import JOBS, Interrupted, NotWell
from registry.database import Register, lost

PATIENCE = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)  # seconds; a Postgres restarts in about two
LONGEST = dt.timedelta(hours=1)  # between two tries
Run = Callable[[str, int], None]  # the job of that name, with its number

_STALLED = """
    with stalled as (
        select job.id, exists (
            select from procrastinate_jobs other where other.status = 'todo' and other.queueing_lock = job.queueing_lock
        ) as another
        from procrastinate_jobs job left join procrastinate_workers worker on worker.id = job.worker_id
        where job.status = 'doing'
            and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %(seconds)s))
        for update of job skip locked
    ), taken as (
        update procrastinate_jobs job
        set status = (case when another then 'failed' else 'todo' end)::procrastinate_job_status,
            attempts = attempts + 1, abort_requested = false, scheduled_at = now()
        from stalled where job.id = stalled.id
        returning job.id, job.task_name
    ), told as (
        insert into outcome (job_id, failed, said)
        select id, true, 'its worker died; the job is taken again' from taken
    )
    select task_name from taken
"""


# The columns of `Kept`, of a job.
KEPT = """
    select id, task_name, status::text, attempts, scheduled_at,
        (select max(at) from jobs.procrastinate_events where job_id = job.id and type = 'started'),
        (select max(at) from jobs.procrastinate_events where job_id = job.id
            and type in ('succeeded', 'failed', 'aborted', 'cancelled')),
        (select said from jobs.outcome where job_id = job.id order by id desc limit 1)
"""


class NoSuchJob(Exception):
    """The message names what there is."""


class NotRetried(Exception):
    """A job that cannot be tried again; the message says why."""


class NotCancelled(Exception):
    """A job that does not wait; the message says how it stands."""


@dataclass(frozen=True)
class Kept:
    """A job as the queue holds it. `said` is what it told last."""

    id: int
    name: str
    state: str  # procrastinate.jobs.Status
    attempts: int
    scheduled_at: dt.datetime | None
    began_at: dt.datetime | None
    ended_at: dt.datetime | None
    said: str | None

    @property
    def took(self) -> dt.timedelta | None:
        """How long its last run was; None while it runs or waits."""
        if self.began_at is None or self.ended_at is None or self.ended_at < self.began_at:
            return None
        return self.ended_at - self.began_at


class Backoff(BaseRetryStrategy):
    """After each failure twice as long; at once where the worker ended; not at all where it would not help."""

    def __init__(self, settings: JobsSettings) -> None:
        self.settings = settings

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Interrupted):
            return RetryDecision(retry_at=dt.datetime.now(dt.UTC))
        if isinstance(exception, NotWell) or job.attempts + 1 >= self.settings.tries:
            return None
        pause = min(dt.timedelta(seconds=self.settings.backoff_seconds * 2**job.attempts), LONGEST)
        return RetryDecision(retry_at=dt.datetime.now(dt.UTC) + pause)


class Manager(JobManager):
    """Procrastinate's own, which waits for a Postgres that restarts, and knows that one of a name waits already."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await _patiently(lambda: super(Manager, self).finish_job(job, status, delete_job))

    async def retry_job(self, job: Job, *args: Any, **kwargs: Any) -> None:
        try:
            await _patiently(lambda: super(Manager, self).retry_job(job, *args, **kwargs))
        except exceptions.UniqueViolation:  # the one that waits does what this one would
            await self.finish_job(job, Status.FAILED, delete_job=False)


def open_queue(url: str, settings: JobsSettings, run: Run) -> App:
    """The queue with its jobs, not connected yet."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(
        connector=PsycopgConnector(
            conninfo=address, kwargs={"options": "-c search_path=jobs -c timezone=UTC"}, min_size=1, max_size=4
        )
    )
    app.job_manager = Manager(app.connector)
    for name in JOBS:
        app.task(name=name, queue="office", lock=name, queueing_lock=name, retry=Backoff(settings), pass_context=True)(
            _task(name, run)
        )
    return app


async def defer_due(app: App, settings: JobsSettings, now: dt.datetime) -> None:
    """Each job whose time has come waits, once whoever says it; what was missed is made up for, once."""
    for name in JOBS:
        if line := settings.line(name):
            due = int(latest(line, now).timestamp())
            job = app.tasks[name].configure(task_kwargs={"timestamp": due}).job
            try:
                await app.job_manager.defer_periodic_job(job=job, periodic_id="", defer_timestamp=due)
            except exceptions.AlreadyEnqueued:
                continue


async def take_again(app: App, seconds: float) -> list[str]:
    """The jobs of workers that died wait again; their names."""
    assert isinstance(app.connector, PsycopgConnector)
    rows = await app.connector.execute_query_all_async(_STALLED, seconds=seconds)
    return [row["task_name"] for row in rows]


def defer(register: Register, name: str) -> int | None:
    """The job waits, for the next worker that is free; its number, None when one of its name waits already."""
    known(name)
    with register.session() as session:
        session.execute(text("set local search_path to jobs"))
        found: int | None = session.scalar(
            text("""
                insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock)
                select 'office', name, name, name from (select cast(:name as text)) as asked (name)
                on conflict (queueing_lock) where status = 'todo' do nothing returning id
            """),
            {"name": name},
        )
    return found


def retry(register: Register, job: int) -> str:
    """A job that failed waits again; its name. NotRetried."""
    with register.session() as session:
        name = _held(session, job, "failed", NotRetried, "one that failed is tried again")
        waits = text("select exists (select from procrastinate_jobs where status = 'todo' and queueing_lock = :name)")
        if session.scalar(waits, {"name": name}):
            raise NotRetried(f"a job {name} waits already and will do the same")
        session.execute(
            text("select procrastinate_retry_job_v2(:id, now(), null, null, null)"),
            {"id": job},
        )
    return name


def told(register: Register, job: int, said: str, *, failed: bool) -> None:
    """Keeps what became of a job."""
    with register.session() as session:
        session.execute(
            text("insert into jobs.outcome (job_id, failed, said) values (:id, :failed, :said)"),
            {"id": job, "failed": failed, "said": said},
        )


def cancel(register: Register, job: int) -> str:
    """A job that waits is not done; its name. NotCancelled."""
    with register.session() as session:
        name = _held(session, job, "todo", NotCancelled, "one that waits is cancelled")
        session.execute(text("select procrastinate_cancel_job_v1(:id, false, false)"), {"id": job})
    return name


def _held(session: Session, job: int, status: str, refusal: type[NotRetried | NotCancelled], which: str) -> str:
    """The name of a job in that status, held until the transaction ends; what else is refused."""
    session.execute(text("set local search_path to jobs"))
    row = session.execute(
        text("select task_name, status from procrastinate_jobs where id = :id for update"), {"id": job}
    ).one_or_none()
    if row is None:
        raise refusal(f"there is no job {job}; `blazon jobs list` names them")
    if row.status != status:
        raise refusal(f"job {job}, {row.task_name}, is {row.status}; {which}")
    return str(row.task_name)


def kept(register: Register, name: str | None = None, limit: int = 20, offset: int = 0) -> list[Kept]:
    """The jobs of that name, or of all, the newest first."""
    with register.session() as session:
        rows = session.execute(
            text(
                f"{KEPT} from jobs.procrastinate_jobs job where cast(:name as text) is null or task_name = :name "
                "order by id desc limit :limit offset :offset"
            ),
            {"name": name, "limit": limit, "offset": offset},
        )
        return [Kept(*row) for row in rows]


def _task(name: str, run: Run) -> Callable[..., None]:
    """As the queue calls it: with the job and, where it has one, the time at which it was due."""

    def task(context: JobContext, **_due: int) -> None:
        assert context.job.id is not None
        run(name, context.job.id)

    return task


def known(name: str) -> str:
    """The name. NoSuchJob."""
    if name not in JOBS:
        raise NoSuchJob(f"there is no job {name}; there are {', '.join(JOBS)}")
    return name


async def _patiently(work: Callable[[], Awaitable[None]]) -> None:
    """Does it, again where Postgres was away."""
    for pause in PATIENCE:
        try:
            return await work()
        except exceptions.ConnectorException as error:
            cause = error.__cause__
            if not (isinstance(cause, psycopg.Error) and lost(cause)):
                raise
        await asyncio.sleep(pause)
    return await work()
