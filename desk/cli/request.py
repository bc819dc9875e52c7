"""`blazon request types | file | decide | list`: requests after filing."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import orjson
import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import as_data, one_file
from desk.settings import DeskSettings
from offices.office import load
from registry import handle, requesting
from registry.changing import hold
from registry.commands import DecideRequest, FileRequest

app = typer.Typer(help="Requests after filing: transfer, licence, renewal and others.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")]
Role = Annotated[str, typer.Option(help="The role in which you act, as in roles.yaml.")]
Actor = Annotated[str, typer.Option(help="Who acts, as the journal names them.")]
Issue = Annotated[str | None, typer.Option(help="Into which it publishes; the one that is open.")]
Day = Annotated[dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it took place; today.")]


@app.command()
def types() -> None:
    """What the office takes: each request with its form, who may make it and who decides it."""
    office = load(DeskSettings().office)
    emit(
        {
            name: {
                "text": office.said(rule.text),
                "rights": [kind for kind in office.front.rights if rule.for_right(kind)],
                "while": list(rule.groups),
                "who": list(rule.who),
                "decides": list(rule.decides),
                "form": {
                    field: {"type": one.type, "text": office.said(one.text), "required": one.required}
                    for field, one in rule.form.items()
                },
            }
            for name, rule in office.requests.types.items()
        }
    )


@app.command()
def file(
    number: Number,
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="As `blazon request types` names it.")],
    role: Role,
    *,
    form: Annotated[
        Path | None, typer.Option(help="JSON file with the form's fields; - for standard input.", allow_dash=True)
    ] = None,
    date: Day = None,
    issue: Issue = None,
    actor: Actor = "office",
) -> None:
    """File a request. One that nobody decides takes effect at once; nothing is half done."""
    given = _form(form)
    with open_context() as context:
        key = one_file(context.register, number, f"blazon request file {{}} {type_}")
        command = FileRequest(key, type_, given, role, date.date() if date else None, issue=issue, actor=actor)
        emit(as_data(handle(context.register, command)))


@app.command()
def decide(
    number: Number,
    request: Annotated[str, typer.Argument(help="The request's number, such as R/2026/000001.")],
    decision: Annotated[Literal["granted", "refused", "withdrawn"], typer.Argument(help="A refusal needs --reason.")],
    role: Role,
    *,
    reason: Annotated[str | None, typer.Option(help="The journal keeps it.")] = None,
    date: Day = None,
    issue: Issue = None,
    actor: Actor = "office",
) -> None:
    """Grant or refuse a request, or take in its withdrawal."""
    with open_context() as context:
        key = one_file(context.register, number, f"blazon request decide {{}} {request} {decision}")
        day = date.date() if date else None
        command = DecideRequest(key, request, decision, role, reason, day, issue=issue, actor=actor)
        emit(as_data(handle(context.register, command)))


@app.command("list")
def list_(number: Number) -> None:
    """The requests on a file with their forms and what became of them."""
    with open_context() as context:
        key = one_file(context.register, number, "blazon request list {}")
        with context.register.session() as session:
            found = requesting.requests(session, hold(session, key, None).id)
    emit({"key": key.id, "requests": [asdict(one) for one in found]})


def _form(path: Path | None) -> dict[str, object]:
    if path is None:
        return {}
    try:
        text = typer.get_text_stream("stdin").read() if str(path) == "-" else path.read_text(encoding="utf-8")
        given = orjson.loads(text)
    except (OSError, ValueError) as error:
        tell(f"{path}: no form can be read from it ({error}); write the fields as one JSON object")
        raise typer.Exit(1) from error
    if not isinstance(given, dict):
        tell(f'{path}: holds no JSON object; write the fields as one, such as {{"name": "Ada Berg"}}')
        raise typer.Exit(1)
    return given
