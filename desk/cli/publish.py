"""`blazon publish list | open | add | take-out | close | release | build | verify | serve | deploy`: issues and site.

The data goes to standard output as JSON whether `--json` is said or not; without it a sentence stands beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk import gazette
from desk.cli import putting_up, verified
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from mappings.record import Event
from publish_site import keyring
from publish_site.places import Disk, NotReached, Place, Server
from publish_site.verify import verify as check
from publish_site.verify_part import verify_issue, verify_item
from registry import handle
from registry.commands import CloseIssue, IssueOutcome, MarkIssuePublished, OpenIssue, Publish, TakeOut
from registry.issues import list_issues

app = typer.Typer(help="The gazette: its issues, and the site made of them.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(help="The issue, e.g. 2026/03 (2026-03 is understood too).")]
Json = Annotated[bool, typer.Option("--json", help="Only the data, no sentence beside it.")]


@app.command("list")
def list_(json_output: Json = False) -> None:
    """Print the issues, oldest first, with date and status."""
    with open_context() as context:
        issues = list_issues(context.register)
    given = [{"id": issue.id, "date": issue.date, "status": issue.status} for issue in issues]
    _say({"issues": given}, f"{len(issues)} issues", only_data=json_output)


@app.command("open")
def open_(
    issue: Annotated[str, typer.Argument(help="The new issue, e.g. 2026/03.")],
    date: Annotated[dt.datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day it comes out.")],
    json_output: Json = False,
) -> None:
    """Open an issue: from now on publications go into it."""
    with open_context() as context:
        done = handle(context.register, OpenIssue(issue, date.date()))
    _done(done, json_output)


@app.command()
def add(
    number: Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")],
    stage: Annotated[str, typer.Option(help="What is published: a stage of publication.yaml, or event.")],
    issue: Annotated[str | None, typer.Option(help="An open issue; left out, the one that is open.")] = None,
    event: Annotated[str | None, typer.Option(help="Code of the event: alone, or made known with the data.")] = None,
    on: Annotated[dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the event.")] = None,
    corrects: Annotated[int | None, typer.Option(help="The number of the publication that is set right.")] = None,
    part: Annotated[str | None, typer.Option(help="Another part than that of the stage or the event.")] = None,
    json_output: Json = False,
) -> None:
    """Put a file into an open issue: its data as the public may read them are frozen, or one event of its journal."""
    if (event is None) != (on is None):
        tell("Say both --event CODE and --on DAY, or neither: a code may have happened more than once.")
        raise typer.Exit(2)
    with open_context() as context:
        key = one_file(context.register, number, f"blazon publish add {{}} --stage {stage}")
        said = Event(date=on.date(), code=event) if on and event else None
        place = gazette.part_for(context.office, key.kind, stage, event, part)
        into = gazette.named(context.register, issue) if issue else None
        asked = Publish(key, stage, issue=into, part=place, event=said, corrects=corrects)
        done = handle(context.register, asked)
    given = {"id": key.id, "snapshot": done.snapshot, "stage": stage, "part": place, "version": done.version}
    _say(given, f"{key.number}: publication {done.snapshot} ({stage}) is frozen", only_data=json_output)


@app.command("take-out")
def take_out(
    number: Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")],
    issue: Annotated[str, typer.Option(help="The open issue that holds it.")],
    reason: Annotated[str, typer.Option(help="Why it is not published; it is kept.")],
    actor: Annotated[str, typer.Option(help="Who does it.")],
    json_output: Json = False,
) -> None:
    """Take the newest publication of a file out of an issue that is still open; its trace stays in the register."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon publish take-out {{}} --issue {issue} --reason … --actor …")
        done = handle(context.register, TakeOut(key, gazette.named(context.register, issue), reason, actor=actor))
    given = {"id": key.id, "snapshot": done.snapshot, "version": done.version}
    said = f"{key.number}: publication {done.snapshot} is taken out; now say `blazon index --once`"
    _say(given, said, only_data=json_output)


@app.command()
def close(issue: Named, json_output: Json = False) -> None:
    """Close an issue: what it holds is frozen, at one sequence of the register."""
    with open_context() as context:
        done = handle(context.register, CloseIssue(gazette.named(context.register, issue)))
    _done(done, json_output)


@app.command()
def release(issue: Named, json_output: Json = False) -> None:
    """Say that a closed issue is out: what it holds is public from now on."""
    with open_context() as context:
        done = handle(context.register, MarkIssuePublished(gazette.named(context.register, issue)))
    _done(done, json_output)


@app.command()
def build(
    issue: Named,
    out: Annotated[Path, typer.Option("--out", help="Folder of the site: new, empty, or a gazette built before.")],
    json_output: Json = False,
) -> None:
    """Build the site of all issues up to and with this one. Nothing is written unless all of it is right."""
    with open_context() as context, progress_bars() as bars:
        built = context.build_issue(issue, out, served=context.gazette, tell=bars)
    for warning in built.warnings:
        tell(warning)
    said = f"{built.publications} publications of {len(built.issues)} issues in {built.files} files at {built.folder}"
    _say(asdict(built), said, only_data=json_output)


@app.command()
def verify(
    where: Annotated[str, typer.Argument(metavar="DIR-OR-URL", help="Folder of a built site, or its web address.")],
    issue: Annotated[str | None, typer.Option("--issue", help="Only this issue, e.g. 2026/03.")] = None,
    item: Annotated[
        str | None, typer.Option("--item", help="Only this publication: a number, or the path of its page.")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A key you trust: its id, base64 or PEM; repeat for more.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Check every file, every snapshot's proof, the chain of issues and the signatures; exit status 1 when anything is
    wrong. With --key everything must be signed by that key, or by one that it leads to. From a web address, files that
    nothing names cannot be found: a server does not list what it has.
    """
    if issue and item:
        raise typer.BadParameter("name an issue or a publication, not both")
    try:
        pinned = [keyring.meant(one) for one in key or ()]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--key") from error
    try:
        with _place(where) as place:
            if issue:
                found = verify_issue(place, issue, pinned)
            elif item:
                found = verify_item(place, item, pinned)
            else:
                found = check(place, pinned)
    except FileNotFoundError as error:
        tell(f"{error}; name the folder that `blazon publish build` made")
        raise typer.Exit(1) from error
    except NotReached as error:
        tell(f"{error}; nothing is said of the gazette: try again, or verify a copy of it")
        raise typer.Exit(1) from error
    except (LookupError, ValueError) as error:
        tell(str(error.args[0]))
        raise typer.Exit(1) from error
    for line in verified.problems(found):
        tell(line)
    _say(asdict(found), verified.summary(found, named=bool(pinned)), only_data=json_output)
    if found.problems:
        raise typer.Exit(1)


app.command()(putting_up.serve)
app.command()(putting_up.deploy)


@contextmanager
def _place(where: str) -> Iterator[Place]:
    """The folder, or the server while it is asked."""
    if "://" not in where:
        yield Disk(Path(where))
        return
    server = Server(where)
    try:
        yield server
    finally:
        server.close()


def _say(data: object, sentence: str, *, only_data: bool) -> None:
    emit(data)
    if not only_data:
        tell(sentence)


def _done(done: IssueOutcome, only_data: bool) -> None:
    given = {"issue": done.issue, "effect": done.effect, "sequence": done.sequence}
    _say(given, f"issue {done.issue}: {done.effect}", only_data=only_data)
