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
        url, store, _ = _place()
        made = copying.back_up(url, store, folder)
    _said(made, folder)
    if not json_output:
        tell(f"{made.dossiers:,} dossiers and {len(made.documents):,} documents in {folder}. Keep the keys apart.")


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder that `blazon backup` made.")], json_output: Json = False
) -> None:
    """Restore a backup into an empty register, in a new home or database. A damaged one changes nothing."""
    url, store, local = _place()
    made = copying.restore(folder, url, store)
    _said(made, folder)
    if not json_output:
        home, settings = StackSettings().home, DeskSettings()
        keys, people = settings.keys or home / "keys", settings.people_key or home / "people.key"
        tell(f"{made.dossiers:,} dossiers restored. The keys are in no backup: put back your copies of them, to")
        tell(f"  {keys}  (it signs the gazette; do not say `blazon keys create`)")
        tell(f"  {people}  (it opens people's second factors)")
        tell("Then say `blazon index rebuild`, then `blazon index audit`.")
        if local:
            tell("The servers that were started run on; `blazon stack down` stops them.")


def _place() -> tuple[str, DocumentStore, bool]:
    """The register, its documents, and whether servers of this machine answer for it."""
    settings, stack = DeskSettings(), StackSettings()
    with progress_bars() as bars:
        running = up(stack, bars)
    store = DocumentStore(settings.documents or stack.home / "documents")
    return running.registry_url, store, stack.registry_url is None or stack.engine_url is None


def _said(made: copying.Backup, folder: Path) -> None:
    emit({"folder": str(folder), **made.model_dump(exclude={"documents"}), "documents": len(made.documents)})
