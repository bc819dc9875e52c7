"""`blazon demo`: the whole house on this machine, filled and served; `--once` checks the way end to end and exits."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from desk import demo as office
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import Context, open_context
from desk.cli.serve import announce, gazette_folder, site, wait
from desk.walk import walk
from local_stack.stack import down
from offices.sample import TODAY


def demo(
    marks: Annotated[int, typer.Option(min=20, help="Trademarks; a tenth as many patents and designs.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed makes the same office.")] = 7,
    port: Annotated[int | None, typer.Option(help="Port; the next free one when taken.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Check the way end to end, print JSON, exit.")] = False,
) -> None:
    """Start both servers, fill the demo office, index it, build its gazette, serve everything."""
    with open_context() as context:
        try:
            _demo(context, marks, seed, port, once=once)
        finally:
            if context.running.started:
                tell("Stopping what was started …")
                context.close()
                down(context.stack, context.running.started)


def _demo(context: Context, marks: int, seed: int, port: int | None, *, once: bool) -> None:
    began = time.monotonic()
    folder = gazette_folder(context)
    with progress_bars() as bars:
        made = office.fill(context, marks, seed, bars)
        indexed = office.index(context, bars)
        built = office.publish(context, folder, bars)
    with site(context, port=0 if once else port, staff=True) as address:
        if not once:
            announce(address, staff=True)
            wait()
        walked = walk(address, context.register, context.office.code, folder, TODAY)
    emit(
        {
            "ok": walked.ok,
            "office": context.office.code,
            "filings": made.filings,
            "steps": made.steps,
            "issues": made.issues,
            "indexed": indexed.dossiers,
            "gazette": {
                "folder": str(folder),
                "built": built is not None,
                "manifest": built.manifest if built else None,
                "files": built.files if built else None,
            },
            "checks": walked.json(),
            "seconds": round(time.monotonic() - began, 1),
        }
    )
    if not walked.ok:
        raise typer.Exit(1)
