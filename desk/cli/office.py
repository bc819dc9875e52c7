"""`blazon office check`: whether the office's own rules hold together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk import checking as strategies
from desk.cli.console import emit, tell
from desk.settings import DeskSettings
from offices import checking

app = typer.Typer(help="The office's own rules: its workflows, calendar, letters.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="The office's folder; the one in use when left out.")]


@app.command()
def check(
    folder: Folder = None, *, json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Read every file of the office, its strategies too, and name each mistake with its file and line.

    Exit status 1 when there is one.
    """
    path = folder or DeskSettings().office
    found = checking.check(path)
    said = [str(problem) for problem in found] or strategies.checked(strategies.folders(path, path))[1]
    if json_output:
        apart = [checking.as_data(problem) for problem in found]
        emit({"office": str(path), "problems": apart or [{"problem": one} for one in said]})
    for line in () if json_output else said:
        typer.echo(line)
    if said:
        tell(f"{path}: {len(said)} {'mistake' if len(said) == 1 else 'mistakes'}.")
        raise typer.Exit(1)
    tell(f"{path}: all files agree.")
