"""`blazon demo`: the whole house on this machine, filled and served; `--once` checks the way end to end and exits."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from desk import demo as office
from desk.cli.console import emit, progress_bars
from desk.cli.context import Context, open_context
from desk.cli.serve import announce, gazette_folder, site, wait
from desk.walk import walk
from offices.sample import TODAY, size
from registry.issues import list_issues


def demo(
    marks: Annotated[int, typer.Option(min=20, help="Trademarks; a tenth as many patents and designs.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed makes the same office.")] = 7,
    port: Annotated[int | None, typer.Option(help="Exactly this port; left out, 8000 or the next free one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Check the way end to end, print JSON, exit.")] = False,
) -> None:
    """Start both servers, fill the demo office, index it, build its gazette, serve everything."""
    with open_context(stop_started=True) as context:
        _demo(context, marks, seed, port, once=once)


def _demo(context: Context, marks: int, seed: int, port: int | None, *, once: bool) -> None:
    began = time.monotonic()
    folder = gazette_folder(context)
    with progress_bars() as bars:
        filled = office.fill(context, marks, seed, bars)
        office.gather(context, bars)
        indexed = office.index(context, bars).dossiers
        built = office.publish(context, folder, bars)
        indexed += office.index(context, bars).dossiers if built else 0
    with site(context, port=0 if once else port, staff=True) as served:
        if not once:
            announce(served.address, staff=True)
            wait(served)
        walked = walk(served.address, context.register, context.office.code, folder, TODAY)
    emit(
        {
            "ok": walked.ok,
            "office": context.office.code,
            "applications": size(marks),
            "filled_now": filled is not None,
            "issues": len(list_issues(context.register)),
            "indexed_now": indexed,
            "gazette": {
                "folder": str(folder),
                "built_now": built is not None,
                "manifest": built.manifest if built else None,
                "files": built.files if built else None,
            },
            "checks": walked.json(),
            "seconds": round(time.monotonic() - began, 1),
        }
    )
    if not walked.ok:
        raise typer.Exit(1)
