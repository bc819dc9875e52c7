"""`blazon bench`: how fast the way goes on this machine, beside the bound of the same machine."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from desk.benchmarks import gazette as measure_gazette
from desk.benchmarks import index as measure
from desk.benchmarks import logos as measure_pictures
from desk.benchmarks import registry as measure_commands
from desk.benchmarks import similar as measure_searches
from desk.benchmarks.made_looks import MadeLooks, made_looks
from desk.benchmarks.publications import MadeGazette
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import Context, open_context
from desk.evaluation.drawn_logos import DrawnLogos
from desk.strategies import catalogue, logo_catalogue
from indexer.settings import IndexerSettings
from registry import open_register

LEAST_RATIO = 0.70
LEAST_RATIO_WITH_LOGOS = 0.50
LEAST_RATIO_OF_COMMANDS = 0.40
MOST_LAG = 2.0  # seconds, p99
SIZES = (100_000, 1_000_000)  # marks
LOGOS = (10_000, 100_000)

app = typer.Typer(help="Measure this machine; the register and the index of the office are left alone.")


@app.callback()
def bench() -> None:
    """Measure this machine."""


@app.command()
def index(
    documents: Annotated[int, typer.Option(min=10, help="Documents written by each side in each round.")] = 50_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often each side is measured.")] = 5,
    changes: Annotated[float, typer.Option(min=1, help="Changes a second while the lag is measured.")] = 50.0,
    seconds: Annotated[float, typer.Option(min=0, help="How long the lag is measured; 0 leaves it out.")] = 20.0,
    logos: Annotated[bool, typer.Option("--logos", help="Marks with pictures, looked at before.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Outbox to index: documents a second beside the raw bound, and the lag while changes come.

    Exit status 1 when the ratio to the bound or the lag misses its target.
    """
    with ExitStack() as stack:
        context, bars = stack.enter_context(open_context()), stack.enter_context(progress_bars())
        made = stack.enter_context(made_looks(context.stack.home, bars)) if logos else None
        place = stack.enter_context(_place(context, made))
        found = measure.throughput(place, documents, rounds, bars)
        lag = measure.lag(place, changes, seconds, bars) if seconds else None
    least = LEAST_RATIO_WITH_LOGOS if logos else LEAST_RATIO
    found |= {"logos": logos, "target_ratio": least, "cores": os.cpu_count()}
    if lag:
        found["lag"] = lag | {
            "target_p99_seconds": MOST_LAG,
            "ratio_to_target": round(lag["p99_seconds"] / MOST_LAG, 3),
        }
    if json_output:
        emit(found)
    else:
        typer.echo(
            f"{found['path_per_second']:,.0f} documents a second, {found['ratio_to_bound']:.2f} of the bound of "
            f"{found['bound_per_second']:,.0f}"
        )
        if lag:
            typer.echo(f"lag at {lag['changes_per_second']:g} changes a second: p99 {lag['p99_seconds']:g} s")
    missed = found["ratio_to_bound"] < least or bool(lag and lag["p99_seconds"] >= MOST_LAG)
    if missed:
        tell(f"The target is missed: at least {least:.2f} of the bound, and a lag p99 under {MOST_LAG:g} s.")
        raise typer.Exit(1)


@app.command()
def similar(
    marks: Annotated[
        list[int] | None, typer.Option("--marks", min=100, help="Size of a register; repeat for more.")
    ] = None,
    questions: Annotated[int, typer.Option(min=1, help="Searches timed at each size.")] = 100,
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The time of a similarity search in registers of several sizes, beside a score that compares every name."""
    with open_context() as context, progress_bars() as bars:
        chosen = catalogue(context.settings.office).get(strategy)
        found = measure_searches.sizes(context.engine, chosen, marks or SIZES, questions, bars)
    if json_output:
        emit(found)
        return
    for one in found["sizes"]:
        taken = f"{one['ratio']:.3f} of the reference's time"
        typer.echo(f"{one['marks']:>9,} marks: {taken}, {one['bytes_per_mark']} bytes a mark")
    growth = found["growth"]
    beside = f"the reference: {growth['reference_p50']:g}"
    typer.echo(f"{growth['marks']:g} times the marks, {growth['p50']:g} times the time ({beside})")


@app.command()
def logos(
    marks: Annotated[
        list[int] | None, typer.Option("--marks", min=100, help="Size of a register; repeat for more.")
    ] = None,
    questions: Annotated[int, typer.Option(min=1, help="Searches timed at each size.")] = 100,
    drawn: Annotated[
        int | None,
        typer.Option(min=100, help="Draw so many; the looks of others lie between those of two of them."),
    ] = None,
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "logo",
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The time of a search by picture among drawn logos of several sizes; drawing them is done once, and takes long."""
    with open_context() as context, progress_bars() as bars, DrawnLogos(context.stack.home, most=drawn) as made:
        chosen = logo_catalogue(context.settings.office).get(strategy)
        found = measure_pictures.sizes(context.engine, made, chosen, marks or LOGOS, questions=questions, progress=bars)
    if json_output:
        emit(found | {"drawn": drawn})
        return
    for one in found["sizes"]:
        typer.echo(f"{one['logos']:>9,} logos: {one['p50_ms']:g} ms, {one['bytes_per_mark']:,} bytes a mark")
    growth = found["growth"]
    beside = f"bare hashes: {growth['reference_p50']:g}"
    typer.echo(f"{growth['logos']:g} times the logos, {growth['p50']:g} times the time ({beside})")


@app.command()
def publish(
    applications: Annotated[int, typer.Option(min=100, help="Applications in the gazette.")] = 20_000,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The gazette's pages a second beside the bound of this machine, its memory, and an issue of 50 events."""
    with open_context() as context, progress_bars() as bars, TemporaryDirectory() as folder:
        lists = Path(folder, "lists")
        lists.mkdir()
        made = MadeGazette(context.engine, f"bench{uuid.uuid4().hex[:12]}", lists)
        made.open()
        try:
            found = measure_gazette.measured(made, context.engine_settings, applications, Path(folder), bars)
        finally:
            made.remove()
    if json_output:
        emit(found)
        return
    typer.echo(
        f"{found['pages_per_second']:,.0f} pages a second, {found['ratio_to_bound']:.2f} of the bound of "
        f"{found['bound_pages_per_second']:,.0f}; an issue of {found['incremental']['events']} events takes "
        f"{found['incremental']['share_of_full']:.1%} of the time"
    )


@app.command()
def registry(
    files: Annotated[int, typer.Option(min=20, help="Files of each of two processes; three commands each.")] = 200,
    rounds: Annotated[int, typer.Option(min=1, help="How often both sides are measured.")] = 3,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Commands a second beside the same rows inserted bare, and how long twenty officers wait.

    Exit status 1 when the ratio to the bound misses its target.
    """
    with open_context() as context, progress_bars() as bars:
        found = measure_commands.measured(context.running.registry_url, context.settings.office, files, rounds, bars)
    missed = found["ratio_to_bound"] < LEAST_RATIO_OF_COMMANDS
    found |= {"target_ratio": LEAST_RATIO_OF_COMMANDS, "missed": missed, "cores": os.cpu_count()}
    if json_output:
        emit(found)
    else:
        typer.echo(
            f"{found['commands_per_second']:,.0f} commands a second, {found['ratio_to_bound']:.2f} of the bound of "
            f"{found['bound_per_second']:,.0f}"
        )
        waits = found["officers"]["all"]
        typer.echo(
            f"{found['officers']['officers']} officers at once: p99 {waits['p99_to_alone']:g} times what one who is "
            f"alone waits, and {waits['p99_to_p50']:g} times their own median"
        )
    if missed:
        tell(f"The target is missed: at least {LEAST_RATIO_OF_COMMANDS:.2f} of the bound.")
        raise typer.Exit(1)


@contextmanager
def _place(context: Context, made: MadeLooks | None = None) -> Iterator[measure.Place]:
    """A database and a deployment of their own beside the office's, removed at the end."""
    name = f"bench{uuid.uuid4().hex[:12]}"
    with measure_commands.database(context.running.registry_url) as url:
        register = open_register(url)
        try:
            yield measure.Place(register, context.engine_settings, context.engine, name, IndexerSettings(), made)
        finally:
            register.close()
            context.engine.indices.delete(index=f"blazon-{name}-*", params={"ignore_unavailable": "true"})
