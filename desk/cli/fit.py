"""`blazon fit words`: weights for a strategy's measures; `blazon fit logos`: a vocabulary. From data that is named."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.evaluation import files, fitting, logo_files, logo_fitting
from desk.evaluation.scratch import scratch
from desk.strategies import catalogue
from mappings.indices import Layout
from similarity.logos import fitting as learning
from similarity.logos import vocabulary

app = typer.Typer(help="Fit weights and vocabularies on data that is named.", no_args_is_help=True)


@app.callback()
def fits() -> None:
    """Fit weights and vocabularies on data that is named."""


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


@app.command()
def logos(
    gallery: Annotated[list[Path], typer.Option("--gallery", help="CSV with item,brand,file; repeat for more.")],
    out: Annotated[Path, typer.Option("--out", help="The vocabulary's file.")],
    version: Annotated[str, typer.Option("--version", help="What keys made with it are marked with.")],
    named: Annotated[str, typer.Option("--named", help="How the provenance calls the pictures, and who owns them.")],
    anchors: Annotated[int, typer.Option(min=64, max=8192, help="Anchors of outlines and of details.")] = (
        learning.ANCHORS
    ),
) -> None:
    """Learn a vocabulary of logos and write it: the axes, the words of details, the anchors."""
    pictures = [one.file for path in gallery for one in logo_files.gallery(path)]
    with progress_bars() as bars:
        seen = logo_fitting.raws(pictures, bars)
    provenance = {"version": version, "pictures": len(pictures), "views": len(seen), "on": named}
    found = learning.fit(seen, provenance, anchors)
    vocabulary.save(found, out)
    emit(provenance | {"file": str(out), "bytes": out.stat().st_size})
