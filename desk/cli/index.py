"""`blazon index`: the index follows the register; once, rebuilt, audited, and how it stands."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from opensearchpy.exceptions import OpenSearchException
from sqlalchemy.exc import DBAPIError

from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import Context, open_context
from indexer import rarity
from indexer.audit import SHOWN, Audit, Auditor
from indexer.bulk import Patience
from indexer.errors import IndexerError
from indexer.follow import Summary
from indexer.rebuild import Rebuild
from indexer.repair import repair
from indexer.status import status
from registry import outbox
from registry.errors import RegistryError

app = typer.Typer(help="Keep the index at what the register says.", invoke_without_command=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback()
def follow(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Bring the index up to date, then end.")] = False,
    json_output: Json = False,
) -> None:
    """Follow the register until told to end (Ctrl-C, SIGTERM); with --once until the outbox is empty."""
    if context.invoked_subcommand:
        return
    with _sentences(), open_context() as opened, opened.logged("index"), _ended_by_signal() as stop:
        follower = opened.follower(tell=tell, stop=stop)
        if not once:
            tell("The index follows the register. Ctrl-C ends it.")
        summary = follower.drain() if once else follower.follow()
    if json_output:
        emit(_summary(summary))
    else:
        typer.echo(
            f"{summary.dossiers:,} dossiers indexed, {summary.documents:,} documents, {summary.set_aside} set aside"
        )
    gaps = summary.as_of.gaps if summary.as_of else ()
    if gaps:
        tell(f"{len(gaps)} dossiers are not in the index; `blazon index status` names them.")
    if once and (gaps or stop.is_set()):
        raise typer.Exit(1)


@app.command("rebuild")
def rebuild_(json_output: Json = False) -> None:
    """Fill a new index beside the old one, compare it with the register, and put it in the old one's place."""
    with _sentences(), open_context() as opened, progress_bars() as bars:
        rebuilt = Rebuild(
            opened.register,
            opened.engine,
            opened.deployment,
            opened.rules,
            opened.indexing,
            looks=opened.looks,
            tell=tell,
            progress=bars,
        ).run()
        drained = _drain(opened)
        rarity.count(opened.engine, opened.deployment)
    if json_output:
        emit(
            {
                "documents": rebuilt.documents,
                "indices": rebuilt.indices,
                "set_aside": len(rebuilt.set_aside),
                "audit": rebuilt.audit.json(),
            }
        )
    else:
        typer.echo(f"{rebuilt.documents:,} documents written into {len(rebuilt.indices)} new indices")
    for reason in rebuilt.set_aside.values():
        tell(f"set aside: {reason}")
    if rebuilt.set_aside or (drained.as_of and drained.as_of.gaps):
        raise typer.Exit(1)


@app.command("audit")
def audit_(
    mend: Annotated[
        bool, typer.Option("--repair", help="Try again what was set aside, mend what differs, then audit again.")
    ] = False,
    drain: Annotated[bool, typer.Option(help="First bring the index up to date, as `blazon index --once`.")] = True,
    json_output: Json = False,
) -> None:
    """Prove that the index holds what the register says: by number, version and content hash.

    Exit status 1 when anything is missing, stale or surplus (with --repair: afterwards).
    """
    with _sentences(), open_context() as opened, progress_bars() as bars:
        if mend:
            with opened.register.session() as session:
                outbox.release(session)
        if drain:
            _drain(opened)
        auditor = Auditor(opened.register, opened.engine, opened.deployment, opened.rules, opened.looks, progress=bars)
        found = auditor.audit()
        mended = len(found.differences)
        if mend and not found.clean:
            patience = Patience(opened.indexing.patience_seconds, tell=tell)
            for refused in repair(auditor, found, patience):
                tell(f"not mended: {refused.operation.id}: {refused.reason}")
            found = auditor.audit()
            mended -= len(found.differences)
    report = found.json() | ({"mended": mended} if mend else {})
    if json_output:
        emit(report)
    else:
        counted = ", ".join(f"{report[name]:,} {name}" for name in ("missing", "stale", "surplus"))
        typer.echo(f"register {report['register']:,}, index {report['index']:,}: {counted}")
    _name(found)
    if not found.clean:
        raise typer.Exit(1)


@app.command("count")
def count_(json_output: Json = False) -> None:
    """Count anew in how many marks each word and trigram occurs: what the similarity search weighs them by."""
    with _sentences(), open_context() as opened:
        found = rarity.count(opened.engine, opened.deployment)
    report = {name: {"marks": one.marks, "words": len(one.words)} for name, one in found.items()}
    if json_output:
        emit(report)
        return
    for name, one in report.items():
        typer.echo(f"{name}: {one['marks']:,} marks, {one['words']:,} words that several have")


@app.command("status")
def status_(json_output: Json = False) -> None:
    """Say up to where the index is complete, what waits, and which dossiers were set aside and why.

    Exit status 1 when it never was complete, or when there are gaps.
    """
    with _sentences(), open_context() as opened:
        found = status(opened.register, opened.engine, opened.deployment)
    if json_output:
        emit(found.model_dump(mode="json"))
    else:
        where = (
            f"sequence {found.as_of.sequence}, {found.as_of.at:%Y-%m-%d %H:%M:%S} UTC" if found.as_of else "never yet"
        )
        typer.echo(f"complete up to   {where}")
        typer.echo(f"waiting          {found.pending:,} (the oldest for {found.lag_seconds:g} s)")
        for index in found.indices:
            typer.echo(f"{index.alias:<32} {index.documents:>12,}  {index.index}")
        for left in found.leftovers:
            typer.echo(f"left over        {left}  (the next rebuild removes it)")
        for gap in found.gaps:
            typer.echo(f"gap              {gap.id} version {gap.version}: {gap.reason}")
    if not found.well:
        raise typer.Exit(1)


def _drain(opened: Context) -> Summary:
    return opened.follower(tell=tell).drain()


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "dossiers": summary.dossiers,
        "documents": summary.documents,
        "set_aside": summary.set_aside,
        "as_of": summary.as_of.model_dump(mode="json") if summary.as_of else None,
    }


def _name(found: Audit) -> None:
    for difference in found.differences[:SHOWN]:
        tell(f"{difference.fault}: {difference.alias}/{difference.id}: {difference.why}")
    for dossier, reason in list(found.unprojectable.items())[:SHOWN]:
        tell(f"cannot be indexed: {dossier}: {reason}")


@contextmanager
def _ended_by_signal() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set; what they did before is put back at the end."""
    stop = threading.Event()
    before = {each: signal.signal(each, lambda *_: stop.set()) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turns what cannot be done into a sentence on standard error and exit status 1."""
    logging.getLogger("opensearch").setLevel(logging.ERROR)  # the indexer tells of a lost engine itself, and once
    try:
        yield
    except (IndexerError, RegistryError) as error:
        tell(str(error))
        raise typer.Exit(1) from error
    except OpenSearchException as error:
        tell(f"the engine did not do it: {error}. Look at `blazon stack status`, then try again.")
        raise typer.Exit(1) from error
    except DBAPIError as error:
        tell(f"the register did not do it: {str(error.orig).strip()}. Look at `blazon stack status`, then try again.")
        raise typer.Exit(1) from error
