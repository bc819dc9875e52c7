"""The jobs: what each does, said in a sentence. Each may be broken off anywhere and done again, also twice at once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from sqlalchemy import text

from desk import backup as copying
from desk.cli.context import Context
from desk.cli.letters import mailer, writer
from desk.evaluation.certifying import NotCertified, certificate, merged, standing
from desk.evaluation.keeping import DEPTHS
from desk.evaluation.register import NothingToMeasure, measure
from desk.jobs.settings import JobsSettings
from desk.letters.dispatch import Dispatcher
from desk.letters.reminding import Reminder
from desk.mail.smtp import MailUnavailable
from desk.strategies import catalogue
from desk.web.keeping import Kept
from indexer import certificates
from registry import deliveries, lapses
from search_api.index import StaffIndex

NAMED = re.compile(r"\d{8}T\d{6}Z(\.partial)?")  # folders of this job's backups; no other is ever touched
STRATEGY, SAMPLE, SEED = "verbal", 200, 1


class Interrupted(Exception):
    """The worker ends; the rest of the job is done by the next one."""


class NotWell(Exception):
    """The job was done and has found what trying again will not mend. The message names it."""


@dataclass(frozen=True)
class Means:
    """What a job works with. `stop` is set when the worker is told to end."""

    context: Context
    settings: JobsSettings
    stop: Event

    def go_on(self) -> None:
        if self.stop.is_set():
            raise Interrupted("the worker was told to end; the rest is done by the next one")


@dataclass(frozen=True)
class Job:
    text: str
    run: Callable[[Means], str]


def clock(means: Means) -> str:
    taken, refused = 0, []
    for one in lapses.run(means.context.register):
        if one.refused:
            refused.append(f"{one.key.number}, {one.deadline}: {one.refused}")
        else:
            taken += 1
        means.go_on()
    return _said(f"{taken} taken, {len(refused)} refused", refused)


def letters(means: Means) -> str:
    """Written; and those that are approved put onto their files, signed."""
    office, written, issued, against = writer(means.context), 0, 0, []
    for one in office.write_all():
        if one.against:
            against.append(f"{one.file}, {one.letter}: {one.against}")
        else:
            written += 1
        means.go_on()
    for each in office.issue_all():
        if each.against:
            against.append(f"{each.number}: {each.against}")
        else:
            issued += 1
        means.go_on()
    return _said(f"{written} written, {issued} issued, {len(against)} not", against)


def mail(means: Means) -> str:
    """Letters on their way, and e-mails that are due; those of which nobody knows whether they left are told."""
    context, queued, sent, against = means.context, 0, 0, []
    for letter in Dispatcher(context.register, context.office).send_all():
        if letter.against:
            against.append(f"{letter.letter}: {letter.against}")
        else:
            queued += 1
        means.go_on()
    post = mailer(context)
    if post.settings.host is None:
        with context.register.session() as session:
            waiting = sum(one.way == "email" for one in deliveries.standing(session, ("queued",)))
        against += [f"{waiting} e-mails stay queued: name the mail server in BLAZON_MAIL_HOST"] if waiting else []
        return _said(f"{_letters(queued)} on their way, {len(against)} not", against)
    try:
        for each in post.send_due():
            if each.state in {"failed", "uncertain"}:
                against.append(f"{each.about} to {each.address}: {each.said}")
            else:
                sent += 1
            means.go_on()
    except MailUnavailable as error:
        against.append(f"e-mails stay queued: {error}")
    mails = f"{sent} e-mail{'' if sent == 1 else 's'} sent"
    return _said(f"{_letters(queued)} on their way, {mails}, {len(against)} not", against)


def remind(means: Means) -> str:
    reminded, against = 0, []
    for one in Reminder(means.context.register, means.context.office).remind():
        if one.against:
            against.append(f"{one.key.number}, {one.deadline}: {one.against}")
        else:
            reminded += 1
        means.go_on()
    return _said(f"{reminded} reminded, {len(against)} not", against)


def index(means: Means) -> str:
    """As `blazon index --once`; a running `blazon index` shares the work."""
    found = means.context.follower(stop=means.stop).drain()
    means.go_on()
    gaps = found.as_of.gaps if found.as_of else ()
    named = [f"not in the index: {', '.join(gaps[:5])}; `blazon index status` says why"] if gaps else []
    return _said(f"{found.dossiers} dossiers indexed, {found.documents} documents, {len(gaps)} gaps", named)


def recall(means: Means) -> str:
    """Adds the marks indexed since to the stored certificate; measures the whole where none holds."""

    def watched(_step: str, _done: int, _total: int) -> None:
        means.go_on()

    context = means.context
    chosen = catalogue(context.settings.office).get(STRATEGY)
    read = StaffIndex(context.engine, context.deployment)
    try:
        before = standing(read, chosen)
    except NotCertified:
        before = None
    try:
        found = measure(read, chosen, SAMPLE, SEED, watched, after=before.sequence if before else None)
    except NothingToMeasure as nothing:
        return f"nothing to measure: {nothing}"
    if not found["sample"]:
        return "no mark with words is new"
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    kept = merged(before, found, now) if before else certificate(found, chosen, now)
    certificates.store(context.engine, context.deployment, kept, public=False)
    share = found["kept"][str(DEPTHS[-1])]
    said = f"{found['sample']} questions, {100 * share:.2f} % of the exact first {DEPTHS[-1]} kept"
    low = [f"at least {100 * means.settings.recall_at_least:g} % is asked for"]
    return _said(said, low if share < means.settings.recall_at_least else [])


def backup(means: Means) -> str:
    folder = means.settings.backups
    if folder is None:
        raise NotWell("no folder for backups is named; set BLAZON_JOBS_BACKUPS")
    for path in ours(folder):
        if path.suffix:  # of one that was broken off
            shutil.rmtree(path)
    new = folder / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    copying.back_up(means.context.running.registry_url, means.context.documents, new)
    made = copying.verify(new)
    old = ours(folder)[: -means.settings.backups_kept]
    for path in old:
        shutil.rmtree(path)
    return f"{made.dossiers} dossiers and {len(made.documents)} documents in {new}; {len(old)} older backups went"


def forget(means: Means) -> str:
    Kept(means.context.asked).forget()
    with means.context.register.session() as session:
        session.execute(text("set local search_path to jobs"))
        gone = session.execute(
            text("""
                delete from procrastinate_jobs job
                where status in ('succeeded', 'failed', 'cancelled', 'aborted') and clock_timestamp() - :age >
                    (select max(at) from procrastinate_events event where event.job_id = job.id)
                returning id
            """),
            {"age": dt.timedelta(days=means.settings.kept_days)},
        ).all()
    return f"{len(gone)} jobs that ended more than {means.settings.kept_days} days ago went"


JOBS = {
    "clock": Job("take the action of every deadline that has passed", clock),
    "letters": Job("write the letters that wait, and issue those that are approved", letters),
    "mail": Job("send letters and e-mails that are due", mail),
    "remind": Job("remind of deadlines that come near", remind),
    "index": Job("bring the index up to the register", index),
    "recall": Job("measure what a search of new marks keeps of the exact order", recall),
    "backup": Job("back up the register and its documents", backup),
    "forget": Job("delete ended jobs and pictures that were searched by", forget),
}


def _letters(count: int) -> str:
    return f"{count} letter{'' if count == 1 else 's'}"


def _said(sentence: str, wrong: list[str]) -> str:
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise NotWell(f"{sentence}: {wrong[0]}{more}")
    return sentence


def ours(folder: Path) -> list[Path]:
    """The folders that the job `backup` made in that one, the oldest first; those broken off (`.partial`) too."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and NAMED.fullmatch(path.name))
