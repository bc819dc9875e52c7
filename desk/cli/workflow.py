"""`blazon workflow file | show | act | undo | clock | diagram`: a file on its way through the office."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import as_data, one_file
from desk.letters.reminding import Reminder
from desk.settings import DeskSettings
from mappings.record import Record
from offices import diagram as drawing
from offices.office import Office, load
from registry import handle, lapses
from registry.commands import Act, FileApplication, Undo
from registry.outlook import Outlook, outlook

app = typer.Typer(help="A file on its way through the office: actions, deadlines, proceedings.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")]
Action = Annotated[str, typer.Argument(help="As `blazon workflow show` names it.")]
Role = Annotated[str, typer.Option(help="The role in which you act, as in roles.yaml.")]
Actor = Annotated[str, typer.Option(help="Who acts, as the journal names them.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def file(
    record: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The application as JSON, a record.")],
    role: Role,
    *,
    actor: Actor = "office",
) -> None:
    """File an application: it gets the next number and enters the office's workflow. Documents are attached after."""
    with open_context() as context:
        given = _record(record, context.office.code)
        outcome = handle(context.register, FileApplication(given, role=role, actor=actor))
    emit(as_data(outcome))


@app.command()
def show(
    number: Number, *, language: Annotated[str, typer.Option(help="Of its words.")] = "en", json_output: Json = False
) -> None:
    """What can be done with the file now and by whom, what runs and is pending, what was done."""
    with open_context() as context:
        seen = outlook(context.register, one_file(context.register, number, "blazon workflow show {}"))
        office = context.office
    if json_output:
        emit(_data(seen))
        return
    workflow, stands = seen.workflow, seen.standing
    status = office.status_rules[workflow.right].get(stands.status or "")
    typer.echo(f"{seen.key.number}: {office.said(status.text, language) if status else stands.status or 'no status'}")
    for clocked in stands.deadlines:
        if clocked.state == "running":
            grace = f", with grace until {clocked.last}" if clocked.last > clocked.due else ""
            frozen = f", stands still since {clocked.frozen_on}" if clocked.frozen_on else ""
            name = office.said(workflow.deadlines[clocked.name].text, language)
            typer.echo(f"  until {clocked.due}{grace}{frozen}: {name} ({clocked.name})")
    for awaited in seen.awaited:
        typer.echo(f"  an answer to {awaited.letter} is awaited until {awaited.due} ({awaited.deadline})")
    for pending in stands.proceedings:
        if pending.closed_on is None:
            name = office.said(workflow.proceedings[pending.name].text, language)
            typer.echo(f"  pending since {pending.opened_on}: {name} {pending.ordinal}")
    typer.echo("What can be done:" if seen.openings else "Nothing can be done any more.")
    for one in seen.openings:
        text = office.said(workflow.actions[one.action].text, language)
        why = f" - not now: {one.against}" if one.against else ""
        typer.echo(f"  {one.action}: {text} ({', '.join(one.who)}){why}")


@app.command()
def act(
    number: Number,
    action: Action,
    role: Role,
    *,
    date: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it took place; today.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What the journal says besides.")] = None,
    issue: Annotated[str | None, typer.Option(help="Into which it publishes; the one that is open.")] = None,
    proceeding: Annotated[int | None, typer.Option(help="Which one it closes, where several are pending.")] = None,
    classes: Annotated[list[str] | None, typer.Option("--class", help="A class it is about; may be repeated.")] = None,
    answers: Annotated[
        str | None, typer.Option(help="The office's letter that it answers, such as L/2026/000001.")
    ] = None,
    actor: Actor = "office",
) -> None:
    """Take an action: status, journal, deadlines, publication and register change together or not at all."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon workflow act {{}} {action}")
        outcome = handle(
            context.register,
            Act(
                key,
                action,
                role,
                date.date() if date else None,
                note=note,
                issue=issue,
                proceeding=proceeding,
                classes=tuple(classes or ()),
                answers=answers,
                actor=actor,
            ),
        )
    emit(as_data(outcome))


@app.command()
def undo(
    number: Number,
    action: Action,
    role: Role,
    reason: Annotated[str, typer.Option(help="Why; the journal keeps it.")],
    *,
    actor: Actor = "office",
) -> None:
    """Undo the last action: what it changed is as before, and the journal says that it was undone."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon workflow undo {{}} {action}")
        outcome = handle(context.register, Undo(key, action, reason, role, actor=actor))
    emit(as_data(outcome))


@app.command()
def clock(
    until: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="What ended before that day; today.")
    ] = None,
    *,
    json_output: Json = False,
) -> None:
    """Take what follows from every deadline that has passed. Running it again does nothing twice; run it each night.

    Exit status 1 when an action was refused: each is named, and tried again at the next run.
    """
    with open_context() as context:
        done = list(lapses.run(context.register, until.date() if until else None))
    refused = [one for one in done if one.refused]
    if json_output:
        emit({"taken": len(done) - len(refused), "refused": len(refused), "deadlines": [asdict(one) for one in done]})
    for one in () if json_output else done:
        said = f"refused: {one.refused}" if one.refused else one.action
        typer.echo(f"{one.key.number}: {one.deadline} ended on {one.last}: {said}")
    tell(f"{len(done) - len(refused)} taken, {len(refused)} refused.")
    if refused:
        raise typer.Exit(1)


@app.command()
def remind(
    until: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As on that day; the office's today.")
    ] = None,
    *,
    json_output: Json = False,
) -> None:
    """Remind of deadlines, once each, as the workflow says; `blazon letters send` sends what goes by e-mail.

    Exit status 1 when somebody could not be reached.
    """
    with open_context() as context:
        done = list(Reminder(context.register, context.office).remind(until.date() if until else None))
    against = [one for one in done if one.against]
    if json_output:
        emit({"reminders": [asdict(one) for one in done]})
    for one in () if json_output else done:
        typer.echo(f"{one.key.number}: {one.deadline} ends on {one.due}: {one.against or f'delivery {one.delivery}'}")
    tell(f"{len(done) - len(against)} reminded, {len(against)} could not be reached.")
    if against:
        raise typer.Exit(1)


@app.command()
def diagram(
    workflow: Annotated[str, typer.Argument(help="Its file's name without ending, such as trademark.")],
    *,
    language: Annotated[str, typer.Option(help="Of the names of statuses and actions.")] = "en",
) -> None:
    """Print a workflow as a diagram in Mermaid's language, which docs and wikis draw."""
    office: Office = load(DeskSettings().office)
    found = office.workflows.get(workflow)
    if found is None:
        tell(f"There is no workflow {workflow}; there are {', '.join(office.workflows) or 'none'}.")
        raise typer.Exit(1)
    typer.echo(drawing.mermaid(office, found, language))


def _record(path: Path, office: str) -> Record:
    """The record of a file, for this office and without a number; a sentence where it cannot be read."""
    try:
        given = orjson.loads(path.read_bytes())
    except ValueError as error:
        tell(f"{path}: no record can be read from it: {error}")
        raise typer.Exit(1) from error
    if not isinstance(given, dict):
        tell(f"{path}: holds no JSON object; write the record as one")
        raise typer.Exit(1)
    try:
        return Record.model_validate({"office": office, "application_number": "to be given", **given})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            tell(f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg']}")
        raise typer.Exit(1) from error


def _data(seen: Outlook) -> dict[str, object]:
    return {
        "key": seen.key.id,
        "version": seen.version,
        "day": seen.day,
        "status": seen.standing.status,
        "deadlines": [asdict(one) for one in seen.standing.deadlines],
        "proceedings": [asdict(one) for one in seen.standing.proceedings],
        "actions": [asdict(one) for one in seen.openings],
        "awaited": [asdict(one) for one in seen.awaited],
        "taken": [asdict(one) for one in seen.taken],
    }
