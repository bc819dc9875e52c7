"""`blazon sample --marks N --seed S`: a believable office into the register."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.filling import fill
from offices.sample import TODAY

LAST_DAY = dt.datetime.combine(TODAY, dt.time())  # as typer reads a day


def sample(
    marks: Annotated[
        int, typer.Option(min=0, help="Trademarks; a tenth as many patents and designs beside them.")
    ] = 2000,
    seed: Annotated[int, typer.Option(help="The same seed makes the same office.")] = 7,
    today: Annotated[dt.datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day of its history.")] = LAST_DAY,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Fill the register with a made-up office. Saying it again with the same seed changes nothing."""
    with open_context() as context, progress_bars() as bars:
        filled = fill(
            context.register,
            context.documents,
            context.office,
            marks=marks,
            seed=seed,
            today=today.date(),
            progress=bars,
        )
    if json_output:
        emit({"filings": filled.filings, "steps": filled.steps, "issues": list(filled.issues)})
    else:
        typer.echo(f"{filled.filings:,} applications, {filled.steps:,} steps, {len(filled.issues)} issues closed")
