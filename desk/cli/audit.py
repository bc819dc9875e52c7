"""`blazon audit list | verify`: who saw and did what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from desk.cli.finding import one_file
from registry import audit

app = typer.Typer(help="Who saw and did what: the log, and whether it was changed.", no_args_is_help=True)


@app.command("list")
def list_(
    who: Annotated[str | None, typer.Option(help="Of this login alone.")] = None,
    file: Annotated[str | None, typer.Option(help="On this file alone: a number, or OFFICE.KIND.NUMBER.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="As many at most.")] = 100,
) -> None:
    """The newest lines, newest first."""
    with open_context() as context:
        key = one_file(context.register, file, "blazon audit list --file {}").id if file else None
        emit({"lines": [asdict(one) for one in audit.lines(context.register, who=who, file=key, limit=limit)]})


@app.command()
def verify(
    holds: Annotated[
        str | None, typer.Option(help="A hash that was noted earlier; it must be that of a line still.")
    ] = None,
) -> None:
    """Read the whole chain; exit status 1 names the first line that does not hold. Keep the hash elsewhere."""
    with open_context() as context:
        found = audit.verify(context.register, holds=holds)
    emit(asdict(found))
    tell(f"{found.lines} lines hold.")
