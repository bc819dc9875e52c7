"""`blazon show NUMBER`: one dossier from the register, as it stands or as it stood."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from desk.cli.console import emit
from desk.cli.context import open_context
from desk.cli.finding import one_file
from registry import reading


def show(
    number: Annotated[str, typer.Argument(help="Application or registration number, or OFFICE.KIND.NUMBER.")],
    on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="As it was valid that day.")
    ] = None,
    known: Annotated[
        dt.datetime | None,
        typer.Option("--known", formats=["%Y-%m-%d"], help="As the register knew it that day's end."),
    ] = None,
    _json: Annotated[bool, typer.Option("--json", help="JSON is what it prints anyway.")] = True,
) -> None:
    """Print the dossier as JSON: its key, version, sequence, record and publications."""
    recorded_at = known.replace(tzinfo=dt.UTC) + dt.timedelta(days=1) if known else None
    with open_context() as context:
        key = one_file(context.register, number, "blazon show {}")
        state = reading.read(context.register, key, valid_on=on.date() if on else None, recorded_at=recorded_at)
        with context.register.session() as session:
            frozen = reading.snapshots(session, [state.id]).get(state.id, [])
    emit(
        {
            **reading.as_json(state),
            "snapshots": [
                {
                    "snapshot": each.ordinal,
                    "version": each.version,
                    "stage": each.stage,
                    "issue": each.issue,
                    "date": each.date,
                    "root": each.root,
                }
                for each in frozen
            ],
        }
    )
