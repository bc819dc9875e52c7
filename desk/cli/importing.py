"""`blazon import [FORMAT] PATH…`: records of other offices into the register."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.imports import Problem, import_files
from exchange import FORMATS

SHOWN = 20  # problems told on standard error; the JSON holds more


def import_(
    what: Annotated[
        list[str],
        typer.Argument(metavar="[FORMAT] PATH...", help=f"Format: {', '.join(FORMATS)}; guessed when left out."),
    ],
    json_output: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """File the records of these files; report what became of each. Importing again changes nothing."""
    named = what[0] if what[0] in FORMATS and not Path(what[0]).exists() else None
    paths = [Path(text) for text in what[1 if named else 0 :]]
    if not paths:
        tell(f"No file is named. Say: blazon import {named} PATH")
        raise typer.Exit(2)
    with open_context() as context, progress_bars() as bars:
        report = import_files(context.register, paths, own_office=context.office.code, format_name=named, progress=bars)
    _tell("rejected", report.errors, report.errors_left_out)
    _tell("note", report.warnings, report.warnings_left_out)
    if json_output:
        emit(report.json())
    else:
        counted = ", ".join(f"{getattr(report, name):,} {name}" for name in report.COUNTED)
        typer.echo(f"{report.read:,} read: {counted}")
    if report.filed or report.updated:
        tell("The index follows where `blazon serve` or `blazon index` runs; `blazon index --once` does it now.")
    if report.rejected:
        raise typer.Exit(1)


def _tell(what: str, problems: Sequence[Problem], left_out: int) -> None:
    for problem in problems[:SHOWN]:
        tell(f"{what}: {problem.place}: {problem.reason}")
    if more := len(problems[SHOWN:]) + left_out:
        tell(f"{what}: {more:,} more")
