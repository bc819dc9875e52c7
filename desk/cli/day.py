"""`blazon day close | reopen | list`: the days on which nothing can be written any more."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
from registry import closing

app = typer.Typer(help="Closed days: nothing is written any more that is dated on them.", no_args_is_help=True)

Day = Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Such as 2026-03-02.")]
Actor = Annotated[str, typer.Option(help="Who says so; kept with it.")]


@app.command()
def close(day: Day, actor: Actor) -> None:
    """Close the day and all before it, once the commands that run have ended."""
    with open_context() as context:
        found = closing.close(context.register, day.date(), actor)
    emit(asdict(found))


@app.command()
def reopen(day: Day, actor: Actor, reason: Annotated[str, typer.Option(help="Why; kept with it.")]) -> None:
    """Open the day and all after it again. It leaves its trace."""
    with open_context() as context:
        found = closing.reopen(context.register, day.date(), reason, actor)
    emit(asdict(found))


@app.command("list")
def list_() -> None:
    """What was closed and opened again, when and by whom, oldest first; the last line holds."""
    with open_context() as context, context.register.session() as session:
        found = closing.closings(session)
    emit({"closings": [asdict(one) for one in found]})
    tell(f"Days are closed until {found[-1].through}." if found else "No day was ever closed.")
