"""`blazon show NUMBER`: one dossier from the register, as it stands or as it stood."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from desk.cli.console import emit, tell
from desk.cli.context import open_context
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
        keys = reading.find(context.register, number)
        if not keys:
            tell(f"The register holds no file {number}. Application and registration numbers are known as written.")
            raise typer.Exit(1)
        if len(keys) > 1:
            tell(f"{number} is the number of {len(keys)} files; say which:")
            for key in keys:
                tell(f"  blazon show {key.id}")
            raise typer.Exit(1)
        state = reading.read(context.register, keys[0], valid_on=on.date() if on else None, recorded_at=recorded_at)
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
