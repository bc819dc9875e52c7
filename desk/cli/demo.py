"""`blazon demo`: the whole house on this machine, filled and served; `--once` checks the way end to end and exits."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from desk import demo as office
from desk.cli.console import emit, progress_bars
from desk.cli.context import Context, open_context
from desk.cli.serve import announce, gazette_folder, site, wait
from desk.demo_people import told
from desk.walk import walk
from offices.sample import TODAY, size
from registry.issues import list_issues


def demo(
    marks: Annotated[int, typer.Option(min=20, help="Trademarks; a tenth as many patents and designs.")] = 600,
    seed: Annotated[int, typer.Option(help="The same seed makes the same office.")] = 7,
    port: Annotated[int | None, typer.Option(help="Exactly this port; left out, 8000 or the next free one.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Check the way end to end, print JSON, exit.")] = False,
    open_to_all: Annotated[bool, typer.Option("--open", help="The desk asks nobody who they are.")] = False,
) -> None:
    """Start both servers, fill the demo office, index it, build its gazette, serve all with a worker beside."""
    with open_context(stop_started=True) as context:
        _demo(context, marks, seed, port, once=once, open_to_all=open_to_all)


def _demo(context: Context, marks: int, seed: int, port: int | None, *, once: bool, open_to_all: bool) -> None:
    began = time.monotonic()
    folder = gazette_folder(context)
    with progress_bars(each=True) as bars:
        filled = office.fill(context, marks, seed, bars)
        office.gather(context, bars)
        office.turn_over(context.register, context.office.gazette)
        passwords = office.people_at_work(context, bars)
        indexed = office.index(context, bars).dossiers
        built = office.publish(context, folder, bars)
        indexed += office.index(context, bars).dossiers if built else 0
    # `--once` looks at the pages as whoever is in; that people sign in is tested for itself.
    with site(context, port=0 if once else port, staff=True, signs_in=not (once or open_to_all)) as served:
        if not once:
            people = [f"  Sign in               {served.address}/sign-in", "", *told(passwords, context.stack.home)]
            announce(served.address, staff=True, more=() if open_to_all else people)
            with office.working(context):
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
