"""The jobs at the desk: how each stands, whether a worker lives, and their running, running again and cancelling."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import text

from desk.jobs import queue, reading
from desk.jobs.settings import JobsSettings
from tests.desk.desks import Desk


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.person.roles = ("administrator",)
    return desk


def send(desk: Desk, verb: str, status: int = 303, **fields: Any) -> str:
    answer = desk.client.post(f"/staff/jobs/{verb}", data={"csrf": "token"} | fields)
    assert answer.status_code == status, answer.text
    return answer.headers.get("location", "") or answer.text


def failed(desk: Desk, name: str, said: str) -> int:
    """A job that a worker took and that stayed failed."""
    job = queue.defer(desk.register, name)
    assert job is not None
    with desk.register.session() as session:
        session.execute(text("set local search_path to jobs"))
        session.execute(text("update procrastinate_jobs set status = 'doing' where id = :id"), {"id": job})
        session.execute(text("select procrastinate_finish_job_v1(:id, 'failed', false)"), {"id": job})
    queue.told(desk.register, job, said, failed=True)
    return job


def test_a_desk_without_a_worker_says_so_and_lists_every_job_with_its_next_time(desk: Desk):
    page = desk.get("/staff/jobs")
    assert "No worker lives: nothing runs by itself" in page
    assert all(f">{name}</a>" in page for name in ("clock", "letters", "mail", "remind", "index", "recall", "forget"))
    assert "No job has run yet" in page
    assert page.count("never</span>") >= 8
    assert "when asked for" in page  # the backup, for which no folder is named
    assert "by the settings that this server reads" in page
    assert "A worker has a schedule of its own" not in page
    with desk.register.session() as session:
        session.execute(
            text("""
                insert into jobs.procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
                values ('backup', '', 1772420400)
            """)
        )
    assert "A worker has a schedule of its own for it; its last time was" in desk.get("/staff/jobs")
    with desk.register.session() as session:
        session.execute(text("insert into jobs.procrastinate_workers default values"))
    assert "1 worker lives" in desk.get("/staff/jobs")
    with desk.register.session() as session:
        session.execute(text("update jobs.procrastinate_workers set last_heartbeat = now() - interval '1 hour'"))
    late = desk.get("/staff/jobs")
    assert "No worker lives" in late
    assert "One was heard last at" in late


def test_a_job_is_run_once_from_one_page_and_cancelled_while_it_waits(desk: Desk):
    form = {"name": "clock", "newest": "0"}
    assert "said=waits" in send(desk, "run", **form)
    assert "said=already" in send(desk, "run", **form)
    (job,) = queue.kept(desk.register, "clock")
    page = desk.get("/staff/jobs?said=waits&about=clock")
    assert "‘clock’ waits for a worker" in page
    assert 'aria-label="Cancel clock"' in page
    assert "said=cancelled" in send(desk, "cancel", job=str(job.id))
    assert queue.kept(desk.register, "clock")[0].state == "cancelled"
    refused = send(desk, "cancel", 409, job=str(job.id))
    assert "is cancelled; one that waits is cancelled" in refused
    assert "here is no job 999" in send(desk, "cancel", 409, job="999")
    send(desk, "run", 404, name="clok")
    assert [note[1:] for note in desk.person.notes[:3]] == [
        ("job run clock", None, f"job {job.id}"),
        ("job run clock", None, "waits or ran since"),
        ("job cancel clock", None, f"job {job.id}"),
    ]


def test_a_job_that_failed_shows_its_reason_and_what_to_do_and_is_run_again(desk: Desk):
    job = failed(desk, "mail", "2 e-mails stay queued: <b>no</b> server")
    page = desk.get("/staff/jobs")
    assert "&lt;b&gt;no&lt;/b&gt; server" in page
    assert "See to the mail server" in page
    assert 'aria-label="Run mail again"' in page
    assert "said=waits" in send(desk, "retry", job=str(job))
    assert queue.kept(desk.register, "mail")[0].state == "todo"
    assert "is todo" in send(desk, "retry", 409, job=str(job))


def test_what_became_of_the_jobs_is_paged_and_filtered(desk: Desk):
    for _ in range(reading.PAGE + 2):
        failed(desk, "index", "3 gaps")
    failed(desk, "mail", "no server")
    first, second = desk.get("/staff/jobs"), desk.get("/staff/jobs?page=2")
    assert first.count('data-label="Number"') == reading.PAGE
    assert second.count('data-label="Number"') == 3
    assert desk.get("/staff/jobs?of=mail").count('data-label="Number"') == 1
    assert "There is no page 9" in desk.get("/staff/jobs?page=9")
    assert "No job has run under this name yet" in desk.get("/staff/jobs?of=clock")
    desk.get("/staff/jobs?of=nothing", 404)


def test_who_may_not_manage_jobs_gets_no_form_and_no_deed(desk: Desk):
    desk.person.roles = ("registrar",)
    desk.get("/staff/jobs", 403)
    send(desk, "run", 403, name="clock")
    assert queue.kept(desk.register) == []


def test_the_newest_run_and_what_waits_are_told_apart(desk: Desk):
    failed(desk, "clock", "no")
    queue.defer(desk.register, "clock")
    (clock,) = (
        one for one in reading.standings(desk.register, JobsSettings(), dt.datetime.now(dt.UTC)) if one.name == "clock"
    )
    assert clock.last is not None
    assert clock.waiting is not None
    assert (clock.last.state, clock.waiting.state, clock.failed) == ("failed", "todo", True)
    assert clock.newest == clock.waiting.id
