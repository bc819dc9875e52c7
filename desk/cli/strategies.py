"""`blazon strategies list | check | explain`: the office's strategies on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.cli.console import emit
from desk.settings import DeskSettings
from desk.strategies import catalogue
from similarity.reading import reading
from similarity.scoring import compare

app = typer.Typer(help="How marks are compared.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(json_output: Json = False) -> None:
    """All versions of all strategies."""
    known = catalogue(DeskSettings().office).all()
    if json_output:
        emit({"strategies": [{"name": s.name, "version": s.version, "title": s.title} for s in known]})
        return
    for strategy in known:
        typer.echo(f"{strategy.label:20} {strategy.title}")


@app.command()
def check() -> None:
    """Read every strategy of the office; name each mistake with its file, line and a proposal."""
    typer.echo(f"{len(catalogue(DeskSettings().office).all())} strategies can be used")


@app.command()
def explain(name: str, query: str, candidate: str, json_output: Json = False) -> None:
    """Compare two marks by a strategy and say what holds. Needs no servers."""
    found = compare(catalogue(DeskSettings().office).get(name), reading(query), candidate)
    if json_output:
        emit({"evidence": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        typer.echo(f"{one.comparison}, {one.level} ({one.points} of {one.of}): {one.sentence}")
    if not found:
        typer.echo("No comparison of this strategy finds them alike.")
