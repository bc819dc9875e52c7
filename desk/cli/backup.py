"""`blazon backup DIR` and `blazon restore DIR`: the register and its documents, out and back in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desk import backup as copying
from desk.cli.console import emit, progress_bars, tell
from desk.settings import DeskSettings
from local_stack.settings import StackSettings
from local_stack.stack import up
from registry.documents import DocumentStore

Json = Annotated[bool, typer.Option("--json", help="Only the data, no sentence beside it.")]


def backup(
    folder: Annotated[Path, typer.Argument(help="The new folder of the backup.")],
    *,
    check: Annotated[
        bool, typer.Option("--check", help="Make none: read the one there, and verify its hashes.")
    ] = False,
    json_output: Json = False,
) -> None:
    """Back up the register and its documents into a new folder, checked by hash. The keys stay apart."""
    if check:
        made = copying.verify(folder)
    else:
        url, store = _place()
        made = copying.back_up(url, store, folder)
    _said(made, folder)
    if not json_output:
        tell(f"{made.dossiers:,} dossiers and {len(made.documents):,} documents in {folder}. Keep the keys apart.")


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder that `blazon backup` made.")], json_output: Json = False
) -> None:
    """Restore a backup into an empty register, in a new home or database. A damaged one changes nothing."""
    url, store = _place()
    made = copying.restore(folder, url, store)
    _said(made, folder)
    if not json_output:
        tell(f"{made.dossiers:,} dossiers restored. Now say `blazon index rebuild`, then `blazon index audit`.")


def _place() -> tuple[str, DocumentStore]:
    settings, stack = DeskSettings(), StackSettings()
    with progress_bars() as bars:
        running = up(stack, bars)
    return running.registry_url, DocumentStore(settings.documents or stack.home / "documents")


def _said(made: copying.Backup, folder: Path) -> None:
    emit({"folder": str(folder), **made.model_dump(exclude={"documents"}), "documents": len(made.documents)})
