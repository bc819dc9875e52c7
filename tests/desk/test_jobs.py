"""Jobs: due by the clock, one of a name at a time, tried again, found when their worker died, gone on with."""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from procrastinate.schema import SchemaManager
from sqlalchemy import text

import registry
from desk.jobs import queue
from desk.jobs.settings import coming, latest
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import lapses, standings
from registry.changing import hold
from registry.commands import Act, FileApplication
from registry.database import Register
from tests.demo_office import Day, opened
from tests.waiting import until

BLAZON = [sys.executable, "-c", "from desk.cli.app import main; main()"]
ONLY_WHEN_ASKED = {
    f"BLAZON_JOBS_{name}": "" for name in ("CLOCK", "LETTERS", "MAIL", "REMIND", "INDEX", "RECALL", "BACKUP", "FORGET")
}
SOON = {
    "BLAZON_JOBS_HEARTBEAT_SECONDS": "0.3",
    "BLAZON_JOBS_STALLED_SECONDS": "1.5",
    "BLAZON_JOBS_BACKOFF_SECONDS": "0.2",
}
SCHEMA = Path(registry.__file__).parent / "migrations" / "versions" / "0011_procrastinate.sql"


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    """Its clock stands in March 2026: by that of the workers, all that was due by then has passed."""
    with opened(register_url, tmp_path / "home" / "documents", Day()) as register:
        yield register


@pytest.fixture
def workers(blazon: Any) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts workers on the test's own register; those left are killed at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **settings: str) -> subprocess.Popen[str]:
        env = os.environ | ONLY_WHEN_ASKED | SOON | settings
        process = subprocess.Popen(
            [*BLAZON, "jobs", "worker", *words], env=env, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def filed(register: Register, n: int) -> DossierKey:
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element=f"ALPENGLUT {n}"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    return registry.handle(register, FileApplication(record, role="reception")).key


def overdue(register: Register, count: int) -> list[DossierKey]:
    """Files that were asked to mend a defect, and never did."""
    keys = [filed(register, n) for n in range(count)]
    for key in keys:
        registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
    return keys


def acts(register: Register, keys: list[DossierKey]) -> list[list[str]]:
    with register.session() as session:
        return [[one.action for one in standings.acts(session, hold(session, key, None).id)] for key in keys]


def lapsed(register: Register) -> int:
    with register.session() as session:
        return int(session.scalar(text("select count(*) from act where action = 'deem-withdrawn'")) or 0)


def state(register: Register, name: str) -> str:
    return queue.kept(register, name, 1)[0].state


def data(done: Any) -> Any:
    return json.loads(done.stdout)


def test_the_schema_is_that_of_the_procrastinate_that_is_installed():
    assert SCHEMA.read_text(encoding="utf-8") == SchemaManager.get_schema(), (
        "write a migration with procrastinate's own"
    )


def test_a_job_is_due_by_the_office_s_clock():
    zurich = ZoneInfo("Europe/Zurich")
    now = dt.datetime(2026, 3, 29, 4, 0, tzinfo=zurich)  # the night in which two o'clock does not come
    assert latest("5 0 * * *", now).isoformat() == "2026-03-29T00:05:00+01:00"
    assert coming("5 0 * * *", now).isoformat() == "2026-03-30T00:05:00+02:00"


def test_a_cron_line_that_is_none_is_told(blazon: Any):
    said = blazon("jobs", "list", status=1, BLAZON_JOBS_CLOCK="every night").stderr
    assert "'every night' is no cron line; write minute, hour, day" in said


def test_a_job_that_is_due_or_asked_for_is_done_once_and_told(blazon: Any, register: Register, tmp_path: Path):
    keys = overdue(register, 2)
    filed(register, 3)
    backups = tmp_path / "backups"
    # All were due at some time: each is made up for. What is new is measured once there is an index.
    # Nobody of these files has an address, so no letter can be sent.
    given = {"RECALL": "", "MAIL": "", "CONCURRENCY": "1", "BACKUPS": str(backups)}
    blazon("jobs", "worker", "--once", **{f"BLAZON_JOBS_{name}": value for name, value in given.items()})
    blazon("jobs", "run", "recall")
    blazon("jobs", "worker", "--once")
    told = {one["name"]: one for one in data(blazon("jobs", "list", "--json"))["jobs"]}
    assert told["recall"]["last"]["said"] == "1 questions, 100.00 % of the exact first 100 kept"
    done = {name: one["last"]["state"] for name, one in told.items() if name != "mail"}
    assert done == dict.fromkeys(told.keys() - {"mail"}, "succeeded")
    assert told["clock"]["last"]["said"] == "2 taken, 0 refused"
    assert told["letters"]["last"]["said"] == "4 written, 0 issued, 0 not"
    assert told["backup"]["last"]["said"].startswith("3 dossiers and ")
    assert [path.suffix for path in backups.iterdir()] == [""]
    assert [name for name, one in told.items() if one["next"] is None] == ["mail", "recall"]
    assert acts(register, keys) == [["file", "ask-to-mend", "deem-withdrawn"]] * 2
    blazon("jobs", "worker", "--once")  # nothing is due again
    assert len(queue.kept(register, "clock")) == 1
    job = data(blazon("jobs", "run", "clock"))["job"]
    assert data(blazon("jobs", "run", "clock"))["job"] is None  # it waits already
    blazon("jobs", "worker", "--once")
    assert blazon("jobs", "show", "clock").stdout.startswith(f"{job}: succeeded")
    assert "there are clock, letters" in blazon("jobs", "show", "clok", status=1).stderr


def test_a_job_that_failed_is_told_and_tried_again_when_asked(blazon: Any, register: Register, tmp_path: Path):
    blazon("jobs", "run", "backup", **ONLY_WHEN_ASKED)
    blazon("jobs", "worker", "--once")
    assert "set BLAZON_JOBS_BACKUPS" in blazon("jobs", "list", status=1).stdout
    (failed,) = queue.kept(register, "backup")
    blazon("jobs", "retry", str(failed.id))
    assert "is todo" in blazon("jobs", "retry", str(failed.id), status=1).stderr
    blazon("jobs", "worker", "--once", BLAZON_JOBS_BACKUPS=str(tmp_path / "backups"))
    assert state(register, "backup") == "succeeded"
    assert "there is no job 999" in blazon("jobs", "retry", "999", status=1).stderr


def test_backups_older_than_those_kept_go_and_nothing_else(blazon: Any, register: Register, tmp_path: Path):
    folder = tmp_path / "backups"
    for name in ("20250101T000000Z", "20250102T000000Z", "20250103T000000Z.partial", "by-hand"):
        (folder / name).mkdir(parents=True)
    blazon("jobs", "run", "backup", **ONLY_WHEN_ASKED)
    blazon("jobs", "worker", "--once", BLAZON_JOBS_BACKUPS=str(folder), BLAZON_JOBS_BACKUPS_KEPT="2")
    left = sorted(path.name for path in folder.iterdir())
    assert (len(left), left[0], left[-1]) == (3, "20250102T000000Z", "by-hand")


def test_jobs_that_ended_long_ago_are_forgotten(blazon: Any, register: Register):
    queue.defer(register, "letters")
    blazon("jobs", "worker", "--once", **ONLY_WHEN_ASKED)
    with register.session() as session:
        session.execute(text("update jobs.procrastinate_events set at = at - interval '40 days'"))
    queue.defer(register, "forget")
    blazon("jobs", "worker", "--once")
    assert [one.name for one in queue.kept(register)] == ["forget"]


def test_two_workers_do_one_job_once(workers: Callable[..., Any], register: Register):
    keys = overdue(register, 60)
    both = [workers() for _ in range(2)]
    queue.defer(register, "clock")
    until(lambda: lapsed(register) > 0, seconds=60)
    queue.defer(register, "clock")  # a second one waits for the first
    until(lambda: [one.state for one in queue.kept(register, "clock")] == ["succeeded"] * 2, seconds=60)
    with register.session() as session:
        times = session.execute(
            text("select job_id, type::text from jobs.procrastinate_events where type <> 'deferred' order by id")
        ).all()
    first, second = times[0].job_id, times[-1].job_id
    assert [tuple(one) for one in times] == [
        (first, "started"), (first, "succeeded"), (second, "started"), (second, "succeeded")
    ]  # fmt: skip
    assert acts(register, keys) == [["file", "ask-to-mend", "deem-withdrawn"]] * 60
    for process in both:
        process.terminate()
    assert [process.wait(20) for process in both] == [0, 0]


@pytest.mark.thorough
def test_a_worker_killed_in_the_middle_of_the_clock_loses_nothing_and_nothing_is_done_twice(
    workers: Callable[..., Any], register: Register
):
    keys = overdue(register, 80)
    queue.defer(register, "clock")
    killed = workers()
    until(lambda: lapsed(register) > 0, seconds=60)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait(20)
    assert 0 < lapsed(register) < 80, "the worker was not killed in the middle"
    assert state(register, "clock") == "doing"
    other = workers()
    until(lambda: state(register, "clock") == "succeeded", seconds=60)
    assert acts(register, keys) == [["file", "ask-to-mend", "deem-withdrawn"]] * 80
    assert list(lapses.run(register, dt.date(2026, 12, 1))) == []
    assert queue.kept(register, "clock")[0].attempts == 2
    other.terminate()
    assert other.wait(20) == 0
    assert "its worker died; it is taken again" in (other.stderr.read() if other.stderr else "")


@pytest.mark.thorough
def test_a_worker_told_to_end_breaks_its_job_off_and_the_next_goes_on(workers: Callable[..., Any], register: Register):
    keys = overdue(register, 80)
    queue.defer(register, "clock")
    ended = workers()
    until(lambda: lapsed(register) > 0, seconds=60)
    ended.terminate()
    assert ended.wait(20) == 0
    assert 0 < lapsed(register) < 80
    assert state(register, "clock") == "todo"
    workers("--once").wait(60)
    assert state(register, "clock") == "succeeded"
    assert acts(register, keys) == [["file", "ask-to-mend", "deem-withdrawn"]] * 80
