"""`blazon office check | versions | diff`: whether the office's own rules hold together, and which were in force."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk import checking as strategies
from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.settings import DeskSettings
from desk.taking_up import NoSuchVersion, files_of, named
from offices import checking
from offices import folder as folders
from registry import versions as kept

app = typer.Typer(help="The office's own rules: its workflows, calendar, letters.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Folder = Annotated[Path | None, typer.Argument(help="The office's folder; the one in use when left out.")]


@app.command()
def check(
    folder: Folder = None, *, json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Read every file of the office, its strategies too, and name each mistake with its file and line.

    Exit status 1 when there is one.
    """
    path = folder or DeskSettings().office
    found = checking.checked(path)
    said = [str(problem) for problem in found.problems]
    others = strategies.checked(strategies.folders(path, path), rules=not said)[1] if path.is_dir() else []
    if json_output:
        unplaced = {"file": None, "line": None, "where": ""}
        apart = [*map(checking.as_data, found.problems), *(unplaced | {"problem": one} for one in others)]
        emit({"office": str(path), "problems": apart, "not_made": list(found.unmade)})
    for line in () if json_output else (*said, *others):
        typer.echo(line)
    if found.unmade:
        count = len(found.unmade)
        tell(f"{count} further {'check was' if count == 1 else 'checks were'} not made until these files can be read:")
        for one in found.unmade:
            tell(f"  {one}")
    if said or others:
        count = len(said) + len(others)
        tell(f"{path}: {count} {'mistake' if count == 1 else 'mistakes'}.")
        raise typer.Exit(1)
    tell(f"{path}: all files agree.")


@app.command()
def versions(json_output: Json = False) -> None:
    """The versions of the office's data that were in force, the present one first."""
    with open_context() as context:
        found = kept.versions(context.register)
    if json_output:
        emit({"versions": [asdict(one) for one in found]})
    for one in () if json_output else found:
        typer.echo(
            f"{one.digest[:12]}  {one.last_used_at:%Y-%m-%d %H:%M} UTC  {one.files} files, "
            f"by `{one.program}` of {one.account}"
        )


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A version, by the beginning of its digest, or a folder.")],
    after: Annotated[str | None, typer.Argument(help="Another; the folder in use when left out.")] = None,
    *,
    json_output: Json = False,
) -> None:
    """What differs between two versions of the office's data, or between a version and a folder."""
    with open_context() as context:
        sides: list[folders.Files] = []
        for given in (before, after or str(context.settings.office)):
            if Path(given).is_dir():
                sides.append(folders.read(Path(given)))
                continue
            version = named(kept.versions(context.register), given)
            if version is None:
                raise NoSuchVersion(given)
            sides.append(files_of(context.register, version.digest))
    found = folders.differences(*sides)
    if json_output:
        emit({"differences": [asdict(one) for one in found]})
    for one in () if json_output else found:
        typer.echo(f"{one.kind}: {one.name}")
        for line in one.lines:
            typer.echo(f"    {line}")
        if one.more:
            typer.echo(f"    … and {one.more} lines more")
    if not found:
        tell("They are the same.")
