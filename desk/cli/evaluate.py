"""`blazon evaluate words | logos | vienna`: what is found of what is known, in a gallery of names or of pictures."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.evaluation import files, logo_files, logo_report, report
from desk.evaluation import logos as evaluating
from desk.evaluation import vienna as figurative
from desk.evaluation.drawn_logos import DrawnLogos
from desk.evaluation.logo_scratch import logo_scratch
from desk.evaluation.scratch import scratch
from desk.evaluation.words import Ranked, evaluate
from desk.looking import workers
from desk.strategies import catalogue, logo_catalogue
from mappings.indices import Layout
from similarity.logos import keys, vocabulary

app = typer.Typer(help="Measure what the strategies find of known pairs.", no_args_is_help=True)


@app.callback()
def evaluations() -> None:
    """Measure what the strategies find of known pairs."""


@app.command()
def words(
    gallery: Annotated[Path, typer.Option("--gallery", help="CSV (also .gz) with a column `name`.")],
    pairs: Annotated[Path, typer.Option("--pairs", help="CSV of questions and the marks they have to find.")],
    query_column: Annotated[str, typer.Option("--query-column", help="Column of the words asked for.")] = "later",
    target_column: Annotated[str, typer.Option("--target-column", help="Column of the mark to find.")] = "earlier",
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    shards: Annotated[int, typer.Option(min=1, max=20, help="Shards of the scratch index.")] = 1,
    run: Annotated[Path | None, typer.Option("--run", help="Write query,rank,item,score of every hit.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page that shows what was missed.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask every pair's question in a gallery of names, the way the API does, beside the exact order and a reference."""
    asked = files.pairs(pairs, query_column, target_column)
    names = files.gallery(gallery, [pair.target for pair in asked])
    with open_context() as context, progress_bars() as bars:
        chosen = catalogue(context.settings.office).get(strategy)
        with scratch(context.engine, names, Layout(shards=shards), bars) as place:
            found = evaluate(place, chosen, asked, bars)
    ranked: list[Ranked] = found.pop("ranked")
    if run:
        _write_run(run, [(one.pair.query, one.hits) for one in ranked])
    if html:
        html.write_text(report.page(found, ranked, str(pairs)), encoding="utf-8")
    if json_output:
        emit(found)
    else:
        _print(found, "names")


@app.command()
def logos(
    gallery: Annotated[Path, typer.Option("--gallery", help="CSV with item,brand,file; files relative to it.")],
    queries: Annotated[Path, typer.Option("--queries", help="CSV with query,task,kind,transform,brand,target,file.")],
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "logo",
    shards: Annotated[int, typer.Option(min=1, max=20, help="Shards of the scratch index.")] = 1,
    learned: Annotated[
        Path | None, typer.Option("--vocabulary", help="One from `blazon fit logos`, fitted on other pictures.")
    ] = None,
    run: Annotated[Path | None, typer.Option("--run", help="Write query,rank,item,score of every hit.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page that shows what was missed.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask with every picture in a gallery of pictures, the way the API does, beside the exact order and bare hashes."""
    items, asked = logo_files.gallery(gallery), logo_files.questions(queries)
    with open_context() as context, progress_bars() as bars:
        chosen = logo_catalogue(context.settings.office).get(strategy)
        if learned:
            vocabulary.use(learned)
        with workers(keys.kept_bytes) as kept, workers(keys.asked_bytes) as asking:
            looks = logo_files.looks([one.file for one in items], kept)
            names = [one.item for one in items]
            with logo_scratch(context.engine, names, looks, Layout(shards=shards), bars) as place:
                seen = logo_files.looks([one.file for one in asked], asking, keys.asking)
                found = evaluating.evaluate(place, chosen, items, list(zip(asked, seen, strict=True)), bars)
    ranked: list[evaluating.Ranked] = found.pop("ranked")
    if run:
        _write_run(run, [(one.question.query, one.hits) for one in ranked])
    if html:
        html.write_text(logo_report.page(found, ranked, items, str(queries)), encoding="utf-8")
    if json_output:
        emit(found)
    else:
        _print(found, "pictures")


@app.command()
def vienna(
    sample: Annotated[int, typer.Option("--sample", min=10, max=10_000, help="Marks asked for.")] = 200,
    marks: Annotated[int, typer.Option("--marks", min=100, help="Drawn logos of the gallery.")] = 3_000,
    seed: Annotated[int, typer.Option("--seed", help="Which marks are asked for.")] = 1,
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "logo",
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask for drawn logos as another hand draws them: how many of the Vienna categories proposed are right."""
    with open_context() as context, progress_bars() as bars, DrawnLogos(context.stack.home) as drawn:
        chosen = logo_catalogue(context.settings.office).get(strategy)
        with drawn.gallery(context.engine, marks, Layout(), bars) as place:
            found = figurative.evaluate(place, drawn, chosen, sample=sample, seed=seed, progress=bars)
    if json_output:
        emit(found)
        return
    for group in ("all", "figures"):
        one = found[group]
        typer.echo(
            f"{group}: of {one['marks']} marks {100 * one['with_a_suggestion']:.0f} % get a suggestion; the first is "
            f"right for {100 * one['precision_at_1']:.0f} %; {100 * one['recall']:.0f} % of all categories are proposed"
        )


def _write_run(path: Path, ranked: Iterable[tuple[str, Sequence[tuple[str, int]]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("query", "rank", "item", "score"))
        for query, hits in ranked:
            writer.writerows((query, rank, name, value) for rank, (name, value) in enumerate(hits, 1))


def _print(found: dict[str, Any], gallery: str) -> None:
    typer.echo(f"{found['strategy']} on {found['n']} questions, {found['gallery']:,} {gallery}")
    for group, shares in found["recall"].items():
        figures = "  ".join(f"R@{depth} {100 * share:5.1f} %" for depth, share in shares.items())
        typer.echo(f"  {group:28} {figures}")
    if found["kept"]:
        figures = ", ".join(f"{100 * share:.1f} % of the first {depth}" for depth, share in found["kept"].items())
        typer.echo(
            f"  a search shows {figures} of the exact order, of {found.get('placed_exactly', found['n'])} questions"
        )
    latency = found["latency"]
    typer.echo(f"  a search takes {latency['ratio']:.3f} of the reference's time (median)")
