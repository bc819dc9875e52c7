"""`blazon strategies list | check | languages | explain | diff | same`: the office's strategies on the command line."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.checking import checked, folders
from desk.cli import logo_strategies
from desk.cli.compare import reasons, verdict
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import open_context
from desk.cli.logo_strategies import some
from desk.evaluation import files
from desk.evaluation.differences import between
from desk.evaluation.drawn_logos import DrawnLogos
from desk.evaluation.sameness import FIRST, same, same_logos
from desk.evaluation.scratch import scratch
from desk.settings import DeskSettings
from desk.strategies import (
    catalogue,
    everything,
    listen,
    logo_catalogue,
    phonetics,
    speaking,
)
from mappings.indices import Layout
from offices.office import load
from similarity import keys
from similarity.asking import ask
from similarity.catalogue import BadStrategy, Versioned
from similarity.logos.strategy import LogoStrategy
from similarity.pair import compare
from similarity.phonetics import pairs
from similarity.phonetics.readers import SHIPPED, readers
from similarity.rarity import Rarity
from similarity.strategy import Strategy

app = typer.Typer(help="How marks are compared.", no_args_is_help=True)
SHOWN = 10  # marks of a line
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(json_output: Json = False) -> None:
    """All versions of all strategies."""
    office = DeskSettings().office
    words, logos = catalogue(office).all(), logo_catalogue(office).all()
    if json_output:
        emit({"strategies": list(map(_named, words)), "logos": list(map(_named, logos))})
        return
    known: list[Versioned] = [*words, *logos]
    for strategy in known:
        typer.echo(f"{strategy.label:20} {strategy.title}")


def _named(strategy: Versioned) -> dict[str, Any]:
    return {"name": strategy.name, "version": strategy.version, "title": strategy.title}


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="An office's folder, or one of strategies; the office's when left out.")
    ] = None,
) -> None:
    """Read the office's strategies, languages, texts and tables; name each mistake with file, line and a proposal."""
    known, problems = checked(folders(folder, DeskSettings().office))
    if problems:
        raise BadStrategy(problems)
    typer.echo(f"{known} strategies can be used")


@app.command()
def languages(json_output: Json = False) -> None:
    """Read the rules of every language; say how many of its own pairs each reads as a speaker hears them."""
    office = DeskSettings().office
    listen(load(office), office)
    files = {path.stem for where in (SHIPPED, phonetics(office)) if where for path in where.glob("*.yaml")}
    report: list[dict[str, Any]] = []
    for reader in readers(tuple(sorted(files)), phonetics(office)):
        found = pairs.heard(reader)
        missed = [
            f"{one.pair.one} /{one.one}/ and {one.pair.other} /{one.other}/ are heard {one.pair.heard}"
            for one in found
            if not one.holds
        ]
        report.append(
            {
                "language": reader.language.language,
                "title": reader.language.title,
                "heard": any(reader.signature == each.signature for each in keys.EAR.readers),
                "rules": len(reader.language.rules),
                "pairs": len(found),
                "hold": len(found) - len(missed),
                "missed": missed,
            }
        )
    if json_output:
        emit({"languages": report})
        return
    for one in report:
        typer.echo(
            f"{one['language']:4}{one['title']:14}{one['rules']:4} rules, {one['hold']} of {one['pairs']} pairs hold"
            f"{'' if one['heard'] else '; the office does not read in it'}"
        )
        for line in one["missed"]:
            tell(line)


@app.command()
def explain(
    name: str,
    query: Annotated[str, typer.Argument(help="The words of a mark; for a strategy for logos a picture file.")],
    candidate: Annotated[str, typer.Argument(help="The same of the other.")],
    language: Annotated[str | None, typer.Option("--language", help="Of the sentences.")] = None,
    json_output: Json = False,
) -> None:
    """Compare two marks by a strategy and say what holds. Needs no servers, so that all words weigh the same."""
    office = DeskSettings().office
    loaded = load(office)
    listen(loaded, office)
    strategy = everything(office).get(name)
    if isinstance(strategy, LogoStrategy):
        logo_strategies.explain(strategy, Path(query), Path(candidate), json_output=json_output)
        return
    voice = speaking(loaded, office).get(language)
    found = compare(ask(query), ask(candidate), strategy, Rarity(), voice)
    if json_output:
        emit(found.model_dump(mode="json"))
        return
    for line in reasons(found if strategy.order else found.model_copy(update={"measures": ()}), voice):
        typer.echo(line)
    assert found.overall
    typer.echo(verdict(found.overall, voice))


@app.command()
def diff(
    name: str,
    before: Annotated[str, typer.Argument(help="A version, such as v1 or 1.")],
    after: Annotated[str, typer.Argument(help="Another version, such as v2.")],
    gallery: Annotated[
        Path, typer.Option("--gallery", help="CSV (also .gz) with a column `name`; of pictures with item,brand,file.")
    ],
    queries: Annotated[
        Path | None,
        typer.Option(
            "--queries",
            help="CSV with a column `name`; of pictures with query,file; some of the gallery when left out.",
        ),
    ] = None,
    json_output: Json = False,
) -> None:
    """Ask the same of two versions, in a gallery: which marks would enter and leave the first hundred."""
    known = everything(DeskSettings().office)
    old, new = (known.get(f"{name}.v{version.removeprefix('v')}") for version in (before, after))
    if isinstance(old, LogoStrategy) and isinstance(new, LogoStrategy):
        found = logo_strategies.changes(old, new, gallery, queries)
    else:
        assert isinstance(old, Strategy)
        assert isinstance(new, Strategy)
        names = files.gallery(gallery, [])
        asked = files.gallery(queries, []) if queries else some(names)
        with (
            open_context() as context,
            progress_bars() as bars,
            scratch(context.engine, names, Layout(), bars) as place,
        ):
            found = between(place, old, new, asked, bars)
    if json_output:
        emit(found)
        return
    typer.echo(f"{found['questions']} questions; {100 * (found['stayed'] or 0):.1f} % of what was shown stays")
    for one in found["changes"]:
        for what in ("entering", "leaving"):
            if marks := one[what]:
                named = ", ".join(f"{mark['mark']} ({mark['rank']})" for mark in marks[:SHOWN])
                typer.echo(f"{one['asked']}: {what} {len(marks)}: {named}{' …' if len(marks) > SHOWN else ''}")


@app.command("same")
def same_(
    gallery: Annotated[Path | None, typer.Option("--gallery", help="CSV (also .gz) with a column `name`.")] = None,
    queries: Annotated[
        Path | None, typer.Option("--queries", help="CSV with a column `name`; a sample of the gallery when left out.")
    ] = None,
    logos: Annotated[
        int | None, typer.Option("--logos", min=1, help="Ask by pictures, of so many drawn logos instead of names.")
    ] = None,
    sample: Annotated[int, typer.Option("--sample", min=1, max=10_000, help="Questions drawn from the gallery.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Which are drawn.")] = 1,
    strategy: Annotated[
        str | None, typer.Option("--strategy", help="Name, or name.vVERSION; verbal or logo when left out.")
    ] = None,
    json_output: Json = False,
) -> None:
    """Ask the same on one shard and on five, before a merge and after it, and built anew: the answers must be equal.

    Exit status 1 when one differs.
    """
    if (gallery is None) == (logos is None) or (logos and queries):
        raise typer.BadParameter("give either --gallery, with --queries if you like, or --logos")
    with open_context() as context, progress_bars() as bars:
        if gallery:
            names = files.gallery(gallery, [])
            drawn = random.Random(seed).sample(names, min(sample, len(names)))
            asked = files.gallery(queries, []) if queries else drawn
            found = same(
                context.engine, names, catalogue(context.settings.office).get(strategy or "verbal"), asked, bars
            )
        else:
            alike = logo_catalogue(context.settings.office).get(strategy or "logo")
            with DrawnLogos(context.stack.home) as made:
                laid = partial(made.gallery, context.engine, logos or 0, progress=bars)
                found = same_logos(laid, logos or 0, alike, made.asked(logos or 0, sample, seed), bars)
    if json_output:
        emit(found)
    else:
        what = "logos" if logos else "names"
        typer.echo(f"{found['strategy']}: {found['questions']} questions in {found['gallery']:,} {what}, {FIRST}")
        for one in found["compared"]:
            typer.echo(f"  {one['way']}: {one['identical']} of {found['questions']} answers are identical")
            if different := one["first_difference"]:
                where = f"place {different['place']}" if different["place"] else "the counts"
                tell(f"{different['asked']}, {where}: {different['beside']} became {different['found']}")
    if not found["same"]:
        raise typer.Exit(1)
