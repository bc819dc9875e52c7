"""The demo office on this machine: filled, indexed, its gazette built. What is done stays done between two starts."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from desk import demo_people, demo_work, filling
from desk.cli.console import tell
from desk.cli.context import Context
from desk.cli.letters import writer
from desk.jobs import worker
from desk.jobs.settings import JobsSettings
from desk.letters import key as keys
from desk.stakeholders import finding
from indexer import rarity
from indexer.follow import Summary
from offices.calendar import issue_for
from offices.rules import Gazette
from offices.sample import TODAY, size
from publish_site.build import Built
from publish_site.manifest import MANIFEST
from registry import gathering, handle, stakeholder_lists, stakeholders
from registry.closing import day as day_of
from registry.commands import CloseIssue, MarkIssuePublished, OpenIssue
from registry.database import Register
from registry.errors import Withheld
from registry.issues import list_due, list_issues
from registry.stakeholders import By

log = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]
EVERY_MINUTE = "* * * * *"
STOP_SECONDS = 20.0  # in which the worker breaks off what it does


def fill(context: Context, marks: int, seed: int, progress: Progress) -> filling.Filled | None:
    """The sample office; None when the register holds it already. SampleRefused when it holds another."""
    if filling.is_filled(context.register, marks=marks, seed=seed, today=TODAY):
        return None
    progress("Filing applications", 0, size(marks))
    return filling.fill(
        context.register, context.documents, context.office, marks=marks, seed=seed, today=TODAY, progress=progress
    )


def gather(context: Context, progress: Progress) -> None:
    """Stakeholders of the parties in the files, and two who may be the same; nothing where there are some already."""
    register = context.register
    if stakeholder_lists.listed(register, limit=1).total:
        return
    progress("Gathering stakeholders", 0, 0)
    gathering.gather(register, number=False, actor=filling.ACTOR, progress=progress)
    for name in ("Heraldic Works GmbH", "Heraldik Works AG"):
        given = {"name": name, "nature": "company", "address": {"city": "Port Argent", "country": "XB"}}
        stakeholders.add(register, given, By(filling.ACTOR, "a made-up pair"))
    finding.look(register, progress)


def index(context: Context, progress: Progress) -> Summary:
    """The outbox drained, and counted anew what the similarity search weighs words by."""
    progress("Indexing", 0, 0)
    summary = context.follower().drain()
    if summary.dossiers:
        rarity.count(context.engine, context.deployment)
    progress("Indexing", summary.dossiers, summary.dossiers)
    return summary


def turn_over(register: Register, gazette: Gazette) -> tuple[str, ...]:
    """Closes every issue whose day has come, and opens the next where none is open; those closed.

    An issue with a file in it that must not be published stays open, as do those after it.
    """
    with register.session() as session:
        today = day_of(session, register)
    closed = []
    for issue in list_issues(register):
        if issue.status == "open" and issue.date <= today:
            try:
                handle(register, CloseIssue(issue.id, actor=filling.ACTOR))
            except Withheld as refused:
                tell(str(refused))
                break
            closed.append(issue.id)
    if not any(issue.status == "open" for issue in list_issues(register)):
        handle(register, OpenIssue(*issue_for(gazette, today + dt.timedelta(days=1)), actor=filling.ACTOR))
    return tuple(closed)


def people_at_work(context: Context, progress: Progress) -> dict[str, str]:
    """The office's people with their passwords, a key that signs its letters, and work that waits for each of them."""
    progress("Seating the people", 0, 1)
    passwords = demo_people.settle(context.register, context.office.permissions, context.stack.home)
    if keys.signer(context.settings, context.stack.home) is None:
        keys.create(context.settings, context.stack.home, context.office.name("en"), context.office.code)
    demo_work.wait(context.register, context.office, writer(context))
    progress("Seating the people", 1, 1)
    return passwords


@contextmanager
def working(context: Context) -> Iterator[None]:
    """A worker beside the site: letters are written within a minute, deadlines kept; told to end with the block."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what became of a job is told here, once
    settings, stop = JobsSettings(letters=EVERY_MINUTE, mail=EVERY_MINUTE, recall=""), threading.Event()

    def told(sentence: str) -> None:
        log.info("%s", sentence)

    def run() -> None:
        try:
            worker.work(context, settings, told, stop=stop)
        except Exception:
            log.exception("the demo's worker ended")
            tell("The worker ended, so letters are written no more; the log says why. Start the demo again.")

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS)


def publish(context: Context, out: Path, progress: Progress) -> Built | None:
    """The gazette of the closed issues whose day has come, built anew when one is not out yet; None when all are.

    An issue is out once its site stands: only then may the public index show what it holds. `out` is served as it is,
    so an issue of a later day is not built into it before that day.
    """
    due = list_due(context.register)
    if not due or (all(issue.status == "published" for issue in due) and (out / MANIFEST).is_file()):
        return None

    def tell(step: str, done: int, total: int) -> None:
        progress(f"Building the gazette's {step}", done, total)

    if not context.keys.ring().keys:
        context.keys.create(due[0].date)
    built = context.build_issue(due[-1].id, out, served=out, tell=tell)
    for issue in built.issues:
        handle(context.register, MarkIssuePublished(issue))
    return built
