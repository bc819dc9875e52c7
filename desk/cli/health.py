"""`blazon health`: how the machine behind the office is, as `/staff/health` shows it."""

from __future__ import annotations

from typing import Annotated

import typer

from desk import health as watching
from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.watch import watch


def health(json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Ask the servers, backups, keys and the disk how they are. Exit status 1 when something is wrong."""
    with open_context() as context:
        found = watch(context).health.ask()
    if json_output:
        emit(watching.as_data(found))
    for one in () if json_output else found:
        typer.echo(f"{one.state:<8} {one.title}: {one.said}" + (f". {one.remedy}" if one.remedy else ""))
    wrong = sum(one.state == "wrong" for one in found)
    if wrong:
        tell(f"{wrong} of {len(found)} {'is' if wrong == 1 else 'are'} wrong.")
        raise typer.Exit(1)
