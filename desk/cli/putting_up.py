"""`blazon publish serve | deploy`: a look at a built site, and the site put where readers find it."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars, tell
from desk.serving import listener, serving
from desk.settings import DeskSettings
from desk.web.published import create
from offices.office import load
from publish_site import copying, deploying, uploading
from publish_site.object_store import ObjectStore
from publish_site.store_settings import StoreSettings

LOOPBACK = "127.0.0.1"
PORT = 8080

Folder = Annotated[Path, typer.Argument(help="Folder of a built site.")]


def serve(
    folder: Folder,
    port: Annotated[
        int | None, typer.Option(help="Exactly this port; left out, 8080 or the next free one; 0 takes any.")
    ] = None,
) -> None:
    """Look at a built site on this machine, with the content types and cache times of a deployed one, until Ctrl-C."""
    app = create(folder)
    bound = listener(LOOPBACK, PORT if port is None else port, exactly=port is not None)
    with serving(app, bound) as address:
        tell(f"{folder}: {address}/")
        tell("Ctrl-C stops it.")
        threading.Event().wait()


def deploy(
    folder: Folder,
    to: Annotated[str, typer.Option("--to", help="Another folder, or s3://bucket/prefix.")],
    check: Annotated[
        bool, typer.Option("--check", help="Read back everything that is there; send again what is missing or other.")
    ] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Only the data, no sentence beside it.")] = False,
) -> None:
    """Put a built site where readers find it: what is new or other is sent, nothing is taken away.

    Not before the office's day of its newest issue. Credentials of an object store come from AWS_ACCESS_KEY_ID,
    AWS_SECRET_ACCESS_KEY and their like.
    """
    deploying.check_due(folder, dt.datetime.now(load(DeskSettings().office).timezone).date())
    with progress_bars() as bars:
        if "://" in to:
            done = uploading.deploy(folder, ObjectStore(to, StoreSettings()), check=check, tell=bars)
        else:
            done = copying.deploy(folder, Path(to), check=check, tell=bars)
    emit(asdict(done))
    if done.left:
        tell(
            f"{done.left} files of the former site are not in this one and stay: {', '.join(done.left_names[:3])}; "
            "where a court ordered one to go, delete it there by hand"
        )
    if not json_output:
        read = f", {done.checked} read back, {done.repaired} of them sent again" if check else ""
        tell(f"issue {done.issue} is at {done.where}: {done.written} files, {done.size / 1e6:.1f} MB sent{read}")
