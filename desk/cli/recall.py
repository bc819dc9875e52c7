"""`blazon recall`: how much of a strategy's exact order, over the whole register, the engine's candidates keep."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.cli.console import Report, emit, progress_bars, tell
from desk.cli.context import Context, open_context
from desk.evaluation import files
from desk.evaluation.certifying import certificate, merged, standing
from desk.evaluation.drawn_logos import DrawnLogos
from desk.evaluation.keeping import DEPTHS
from desk.evaluation.logo_recall import measure as measure_pictures
from desk.evaluation.logo_register import asked_of
from desk.evaluation.made_up import made_up as made_up_names
from desk.evaluation.register import measure
from desk.evaluation.scratch import scratch
from desk.looking import workers
from desk.strategies import catalogue, logo_catalogue
from indexer import certificates
from mappings.certificate import Certificate
from mappings.indices import Layout
from mappings.record import Kind
from search_api.certificate import percent
from search_api.index import Index, PublicIndex, StaffIndex
from similarity.logos import keys
from similarity.logos.strategy import LogoStrategy

SHOWN = 5  # lost marks of a question


def recall(
    sample: Annotated[int, typer.Option("--sample", min=1, max=10_000, help="Marks of the register to ask for.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Which marks are drawn.")] = 1,
    strategy: Annotated[
        str | None, typer.Option("--strategy", help="Name, or name.vVERSION; verbal or logo when left out.")
    ] = None,
    logos: Annotated[bool, typer.Option("--logos", help="Ask by the pictures of marks, not by their words.")] = False,
    designs: Annotated[bool, typer.Option("--designs", help="Ask by the first views of designs.")] = False,
    public: Annotated[bool, typer.Option("--public", help="Ask the public's index, not the staff's.")] = False,
    store: Annotated[bool, typer.Option("--store", help="Keep the result: every answer shows it.")] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="Ask for the marks indexed since the stored result alone; add to it, and keep."),
    ] = False,
    at_least: Annotated[
        float | None,
        typer.Option("--at-least", min=0, max=1, help="Exit status 1 when less of the exact first 100 was kept."),
    ] = None,
    gallery: Annotated[
        Path | None, typer.Option("--gallery", help="Measure on the names of this CSV (also .gz), not on the register.")
    ] = None,
    made_up: Annotated[
        int | None,
        typer.Option("--made-up", min=1, help="Measure on so many made-up names, or drawn logos, not on the register."),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Place every mark exactly for a sample of questions, and name what a search did not show."""
    elsewhere = [name for name, given in (("--gallery", gallery), ("--made-up", made_up)) if given is not None]
    if len(elsewhere) > 1 or (elsewhere and (store or new or public)):
        raise typer.BadParameter("--gallery, --made-up and what concerns the register exclude each other")
    pictures = logos or designs
    if pictures and (store or new or gallery or (designs and made_up)):
        raise typer.BadParameter("pictures have no certificate and no gallery of names; designs are not made up")
    reader = PublicIndex if public else StaffIndex
    kept: Certificate | None = None
    with ExitStack() as stack:
        context, bars = stack.enter_context(open_context()), stack.enter_context(progress_bars())
        if pictures:
            kind = Kind.DESIGN if designs else Kind.TRADEMARK
            alike = logo_catalogue(context.settings.office).get(strategy or "logo")
            found = _pictures(
                context, reader(context.engine, context.deployment), kind, alike, (made_up, sample, seed), bars
            )
            _finish(found, None, at_least, json_output=json_output)
            return
        chosen = catalogue(context.settings.office).get(strategy or "verbal")
        index: Index = reader(context.engine, context.deployment)
        if elsewhere:
            names = files.gallery(gallery, ()) if gallery else made_up_names(made_up or 0, seed)
            place = stack.enter_context(scratch(context.engine, names, Layout(), bars))
            index = place.index
        before = standing(index, chosen) if new else None
        found = measure(index, chosen, sample, seed, bars, after=before.sequence if before else None)
        if found["sample"] and (store or new):
            now = dt.datetime.now(dt.UTC).replace(microsecond=0)
            kept = merged(before, found, now) if before else certificate(found, chosen, now)
            certificates.store(context.engine, context.deployment, kept, public=public)
    _finish(found, kept, at_least, json_output=json_output)


def _pictures(
    context: Context, index: Index, kind: Kind, strategy: LogoStrategy, many: tuple[int | None, int, int], bars: Report
) -> dict[str, Any]:
    """The register's pictures, or drawn logos. `many`: drawn logos, questions, their seed."""
    made_up, sample, seed = many
    if made_up:
        with DrawnLogos(context.stack.home) as logos:
            asked = logos.asked(made_up, sample, seed)
            with logos.gallery(context.engine, made_up, Layout(), bars) as place:
                return measure_pictures(place.index, kind, strategy, asked, bars)
    with workers(keys.asked_bytes) as looking:
        asked = asked_of(index, kind, context.documents.get, looking, sample=sample, seed=seed)
    return measure_pictures(index, kind, strategy, asked, bars)


def _finish(found: dict[str, Any], kept: Certificate | None, at_least: float | None, *, json_output: bool) -> None:
    """Prints; Exit with 1 when too little was kept."""
    low = at_least is not None and found["sample"] and found["kept"][str(DEPTHS[-1])] < at_least
    if json_output:
        emit(found | {"certificate": kept.model_dump(mode="json") if kept else None})
    else:
        _print(found, kept, every=bool(low))
    if low:
        tell(f"Less than {at_least} of the exact first {DEPTHS[-1]} was kept: {found['kept'][str(DEPTHS[-1])]}.")
        raise typer.Exit(1)


def _print(found: dict[str, Any], kept: Certificate | None, *, every: bool) -> None:
    if not found["sample"]:
        typer.echo("No mark with words was indexed since the stored result: nothing to measure.")
        return
    typer.echo(f"{found['strategy']}: {found['sample']} questions, each against all {found['register']:,} marks")
    for depth, share in found["kept"].items():
        typer.echo(f"  of the exact first {depth}: {100 * share:.2f} % kept")
    for one in found["lost"] if every else found["lost"][:20]:
        marks = one["marks"] if every else one["marks"][:SHOWN]
        typer.echo(f"  {one['asked']}: lost {', '.join(marks)}")
    if kept:
        depth = str(DEPTHS[-1])
        typer.echo(
            f"Stored for {kept.strategy}: {percent(kept.kept[depth])} of the exact first {depth}, "
            f"{kept.sample:,} questions in all, up to sequence {kept.sequence:,}"
        )
