"""`blazon jobs list | show | run | retry | cancel | worker`: what the office's machine does by itself."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import asdict
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.jobs import queue, reading, worker
from desk.jobs.settings import JobsSettings

log = logging.getLogger(__name__)
app = typer.Typer(help="Jobs by the clock: what runs when, what became of it, and the workers.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="As `blazon jobs list` names it.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(json_output: Json = False) -> None:
    """Each job with its next time and what became of it last. Exit status 1 when one stands as failed."""
    settings = JobsSettings()
    with open_context() as context:
        found = reading.standings(context.register, settings, dt.datetime.now(context.office.timezone))
    if json_output:
        emit(
            {
                "jobs": [
                    {
                        "name": job.name,
                        "next": job.next,
                        "last": asdict(one) if (one := job.waiting or job.last) else None,
                    }
                    for job in found
                ]
            }
        )
    for job in () if json_output else found:
        when = f"next {job.next:%Y-%m-%d %H:%M %Z}" if job.next else "when asked for"
        typer.echo(f"{job.name:<8} {job.text}; {when}")
        if one := job.waiting or job.last:
            typer.echo(f"         {_line(one)}")
    if any(job.failed and not job.waiting for job in found):
        raise typer.Exit(1)


@app.command()
def show(
    name: Name,
    *,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 20,
    json_output: Json = False,
) -> None:
    """What became of a job, the newest first."""
    queue.known(name)
    with open_context() as context:
        found = queue.kept(context.register, name, limit)
    if json_output:
        emit({"jobs": [asdict(one) for one in found]})
    for one in () if json_output else found:
        typer.echo(_line(one))


@app.command()
def run(name: Name) -> None:
    """Have a worker do the job now; one that waits already is not doubled."""
    with open_context() as context:
        job = queue.defer(context.register, name)
    emit({"job": job, "name": name})
    tell(f"Job {job} waits for a worker." if job else f"A job {name} waits already.")


@app.command()
def retry(job: Annotated[int, typer.Argument(help="The job's number, as `blazon jobs show` says it.")]) -> None:
    """Have a worker do a job again that stayed failed."""
    with open_context() as context:
        queue.retry(context.register, job)
    tell(f"Job {job} waits for a worker.")


@app.command()
def cancel(job: Annotated[int, typer.Argument(help="The job's number, as `blazon jobs show` says it.")]) -> None:
    """Have a job not done that waits; its next time comes as ever."""
    with open_context() as context:
        name = queue.cancel(context.register, job)
    tell(f"Job {job}, {name}, is cancelled.")


@app.command("worker")
def worker_(
    once: Annotated[bool, typer.Option("--once", help="Do what waits and is due, then end.")] = False,
) -> None:
    """Do the jobs as their time comes, until told to end (Ctrl-C, SIGTERM). Several workers do nothing twice."""
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # what became of a job is told here, once
    settings = JobsSettings()
    with open_context() as context, context.logged("jobs worker"):
        if not once:
            tell("The worker waits for jobs. Ctrl-C ends it.")
        worker.work(context, settings, _told, once=once)


def _told(sentence: str) -> None:
    """To the person at the terminal, and to the log."""
    log.info("%s", sentence)
    tell(sentence)


def _line(one: queue.Kept) -> str:
    when = one.ended_at or one.began_at or one.scheduled_at
    tried = f", tried {one.attempts} times" if one.attempts > 1 else ""
    at = f" {when:%Y-%m-%d %H:%M:%S} UTC" if when else ""
    return f"{one.id}: {one.state}{at}{tried}" + (f": {one.said}" if one.said else "")
