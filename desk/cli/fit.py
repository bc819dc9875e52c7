"""`blazon fit words`: weights for a strategy's measures, from pairs named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.evaluation import files, fitting
from desk.evaluation.scratch import scratch
from desk.strategies import catalogue
from mappings.indices import Layout

app = typer.Typer(help="Fit the weights of a strategy on known pairs.", no_args_is_help=True)


@app.callback()
def fits() -> None:
    """Fit the weights of a strategy on known pairs."""


@app.command()
def words(
    gallery: Annotated[Path, typer.Option("--gallery", help="CSV (also .gz) with a column `name`.")],
    pairs: Annotated[list[Path], typer.Option("--pairs", help="CSV of known pairs; repeat for more.")],
    query_column: Annotated[str, typer.Option("--query-column", help="Column of the words asked for.")] = "later",
    target_column: Annotated[str, typer.Option("--target-column", help="Column of the mark to find.")] = "earlier",
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
) -> None:
    """Print weights as JSON, with their recall by nested cross-validation and that of equal weights."""
    known = [pair for path in pairs for pair in files.pairs(path, query_column, target_column)]
    names = files.gallery(gallery, [pair.target for pair in known])
    with open_context() as context, progress_bars() as bars:
        chosen = catalogue(context.settings.office).get(strategy)
        with scratch(context.engine, names, Layout(), bars) as place:
            found = fitting.fit(place, chosen, known, bars)
    emit(found | {"on": [str(path) for path in pairs], "gallery_file": str(gallery)})
