"""`blazon office …`: the office's own rules: whether they hold, and how its workflows look."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.settings import DeskSettings
from offices import checking, diagram
from offices.office import load

app = typer.Typer(help="The office's own rules: its workflows, calendar, letters.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="The office's folder; the one in use when left out.")]


@app.command()
def check(
    folder: Folder = None, *, json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Read every file of the office and name each mistake with its file and line; exit status 1 when there is one."""
    path = folder or DeskSettings().office
    found = checking.check(path)
    if json_output:
        emit({"office": str(path), "problems": [checking.as_data(problem) for problem in found]})
    for problem in () if json_output else found:
        typer.echo(str(problem))
    if found:
        tell(f"{path}: {len(found)} {'mistake' if len(found) == 1 else 'mistakes'}.")
        raise typer.Exit(1)
    tell(f"{path}: all files agree.")


@app.command(name="diagram")
def diagram_(
    workflow: Annotated[str, typer.Argument(help="Its file's name without ending: trademark.")],
    folder: Folder = None,
    *,
    language: Annotated[str, typer.Option(help="Of the names of statuses and actions.")] = "en",
) -> None:
    """Print a workflow as a diagram in Mermaid's language, which docs and wikis draw."""
    office = load(folder or DeskSettings().office)
    found = office.workflows.get(workflow)
    if found is None:
        tell(f"There is no workflow {workflow}; there are {', '.join(office.workflows) or 'none'}.")
        raise typer.Exit(1)
    typer.echo(diagram.mermaid(office, found, language))
